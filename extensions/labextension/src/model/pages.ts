import type { Page } from '../api/types';

/** What the service gives by the page, with the items of all pages. */
export async function whole<Item, Paged extends Page<Item>>(ask: (page: number) => Promise<Paged>): Promise<Paged> {
  const first = await ask(1);
  const items = [...first.items];
  for (let page = 2; items.length < first.total; page++) {
    const more = await ask(page);
    if (more.items.length === 0) {
      break;
    }
    items.push(...more.items);
  }
  return { ...first, items };
}
