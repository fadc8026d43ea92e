import type { IStateDB } from '@jupyterlab/statedb';

import type { CourseDetail, Material } from '../api/types';
import { materialsOf } from '../logic/course-progress';
import { Observable } from './observable';

const KEY = 'nbacademy:seen';

/** The ids of the materials that the person has had before them, by course. */
type Seen = Readonly<Record<string, readonly string[]>>;

/** Tells new materials from those that were there before: whoever comes to a course for the first time sees no marks. */
export class SeenMaterials extends Observable<Seen> {
  constructor() {
    super({});
  }

  /** Takes up what was noted before the page was loaded, and notes what comes. */
  async remember(state: IStateDB | null): Promise<void> {
    const saved = await state?.fetch(KEY).catch(() => undefined);
    this.set({ ...this.value, ...(saved as Seen | undefined) });
    this.changed.connect(() => void state?.save(KEY, { ...this.value }));
    this.isRemembered = true;
  }

  visit(course: CourseDetail): void {
    if (this.isRemembered && !(course.slug in this.value)) {
      this.set({ ...this.value, [course.slug]: materialsOf(course).map(({ id }) => id) });
    }
  }

  note({ slug }: CourseDetail, { id }: Material): void {
    const seen = this.value[slug];
    if (seen && !seen.includes(id)) {
      this.set({ ...this.value, [slug]: [...seen, id] });
    }
  }

  isNew({ slug }: CourseDetail, { id, percentage }: Material): boolean {
    const seen = this.value[slug];
    return seen !== undefined && !seen.includes(id) && !percentage;
  }

  private isRemembered = false;
}
