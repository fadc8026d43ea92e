import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { CourseModel, CourseTab } from '../model/course-model';
import { keepLast } from '../model/keep-last';

const KEY = 'nbacademy:place';
const TABS: readonly string[] = ['contents', 'assignments', 'forum', 'training'] satisfies CourseTab[];

/** Opens the panel again where the person left it and as they left it, and notes where they go. */
export async function rememberPlace(model: CourseModel, state: IStateDB | null): Promise<void> {
  model.open.changed.connect(({ value }) => {
    if (value) {
      void keepLast(value.detail, state, `course-${value.slug}`);
    }
  });
  void model.seen.remember(state);
  void model.marks.remember(state);
  void keepLast(model.courses, state, 'courses');
  const place = await read(state);
  // A person who was quicker than the database is where they want to be.
  if (place && model.place.value.slug === null) {
    model.enter(place.slug, place.tab);
  } else {
    model.refreshPlace();
  }
  model.place.changed.connect(() => void state?.save(KEY, { ...model.place.value }));
}

async function read(state: IStateDB | null): Promise<{ slug: string; tab: CourseTab } | null> {
  const saved = (await state?.fetch(KEY).catch(() => undefined)) as ReadonlyPartialJSONObject | undefined;
  const slug = saved?.['slug'];
  const tab = saved?.['tab'];
  return typeof slug === 'string' && isTab(tab) ? { slug, tab } : null;
}

function isTab(value: unknown): value is CourseTab {
  return typeof value === 'string' && TABS.includes(value);
}
