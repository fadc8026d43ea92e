import type { IDisposable } from '@lumino/disposable';

import type { AcademyApi } from '../api/api';
import type { Course, Me } from '../api/types';
import { Observable } from './observable';
import { OpenCourse } from './open-course';
import { Resource } from './resource';

export type CourseTab = 'contents' | 'assignments' | 'forum' | 'training';

/** Where the person is in the panel; `slug` is null in the list of courses. */
export interface Place {
  slug: string | null;
  tab: CourseTab;
}

export interface CourseLists {
  mine: Course[];
  joinable: Course[];
}

/** The state of the Course panel: who, which courses, where. What belongs to one course stands in OpenCourse. */
export class CourseModel implements IDisposable {
  constructor(private readonly api: AcademyApi) {
    this.me = new Resource(() => api.me());
    this.courses = new Resource(() => this.loadCourses());
    this.own = new Resource(async () => (await api.courses({ mine: true })).items);
  }

  readonly me: Resource<Me>;
  readonly courses: Resource<CourseLists>;

  /** The courses in which the person has a role, whatever is searched for. */
  readonly own: Resource<Course[]>;
  readonly place = new Observable<Place>({ slug: null, tab: 'contents' });
  readonly open = new Observable<OpenCourse | null>(null);
  readonly query = new Observable('');

  /** Opens a course, or another part of the open one. */
  enter(slug: string, tab?: CourseTab): void {
    const before = this.open.value;
    if (before?.slug !== slug) {
      before?.dispose();
      this.open.set(new OpenCourse(this.api, slug));
      void this.me.ensure();
    }
    this.place.set({ slug, tab: tab ?? (before?.slug === slug ? this.place.value.tab : 'contents') });
    this.refreshPlace(STALE_MS);
  }

  leave(): void {
    this.open.value?.dispose();
    this.open.set(null);
    this.place.set({ ...this.place.value, slug: null });
    this.refreshPlace(0);
  }

  async join(slug: string): Promise<void> {
    await this.api.enroll(slug);
    await this.courses.refresh();
    this.enter(slug, 'contents');
  }

  search(query: string): void {
    this.query.set(query);
    void this.courses.refresh();
  }

  /** Asks again for what is shown, if it is older than so many milliseconds. */
  refreshPlace(maxAgeMs = 0): void {
    const open = this.open.value;
    if (open) {
      open.refresh(this.place.value.tab, maxAgeMs);
    } else {
      void this.courses.ensure(maxAgeMs || -1);
    }
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.open.value?.dispose();
  }

  private async loadCourses(): Promise<CourseLists> {
    const q = this.query.value;
    const [mine, all] = await Promise.all([this.api.courses({ mine: true, q }), this.api.courses({ q })]);
    return { mine: mine.items, joinable: all.items.filter(course => course.role === null) };
  }

  private disposed = false;
}

/** What is younger than this is shown as it is when a person comes back to it. */
const STALE_MS = 10_000;
