import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject, ReadonlyPartialJSONValue } from '@lumino/coreutils';

import type { Resource } from './resource';

/** Changes with the shapes that are kept: what an older version kept is not shown. */
const VERSION = 1;

/** Shows what there was when the page was left, with its age, until the service answers; and keeps what it answers. */
export async function keepLast<T>(resource: Resource<T>, state: IStateDB | null, name: string): Promise<void> {
  const key = `nbacademy:last-${VERSION}:${name}`;
  const saved = (await state?.fetch(key).catch(() => undefined)) as ReadonlyPartialJSONObject | undefined;
  if (typeof saved?.['at'] === 'string' && saved['data'] !== undefined) {
    resource.recall(saved['data'] as T, new Date(saved['at']));
  }
  resource.changed.connect(() => {
    const { data, error, loading, loadedAt } = resource.value;
    if (data !== null && error === null && !loading && loadedAt !== null) {
      void state?.save(key, { data: data as ReadonlyPartialJSONValue, at: loadedAt.toISOString() });
    }
  });
}
