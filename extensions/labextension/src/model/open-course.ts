import type { IDisposable } from '@lumino/disposable';

import type { AcademyApi } from '../api/api';
import type { CourseDetail, Material } from '../api/types';
import { isDone, materialsOf, withMark, withProgress } from '../logic/course-progress';
import { AssignmentsModel } from './assignments-model';
import type { CourseTab } from './course-model';
import { ForumModel } from './forum-model';
import type { ProgressMarks } from './progress-marks';
import { RegradeRequestsModel } from './regrade-requests-model';
import { Resource } from './resource';
import { TrainingModel } from './training-model';

/** One course that stands open in the panel, with its parts. */
export class OpenCourse implements IDisposable {
  constructor(
    private readonly api: AcademyApi,
    private readonly marks: ProgressMarks,
    readonly slug: string
  ) {
    this.detail = new Resource(async () => marks.applied(await api.course(slug)));
    this.assignments = new AssignmentsModel(api, slug);
    this.requests = new RegradeRequestsModel(api, slug);
    this.forum = new ForumModel(api, slug);
    this.training = new TrainingModel(api);
  }

  readonly detail: Resource<CourseDetail>;
  readonly assignments: AssignmentsModel;
  readonly requests: RegradeRequestsModel;
  readonly forum: ForumModel;
  readonly training: TrainingModel;

  /** Whether the caller teaches this course. */
  get isStaff(): boolean {
    const role = this.detail.value.data?.role;
    return role === 'instructor' || role === 'assistant';
  }

  /** Whether the caller may publish and release here. */
  get isInstructor(): boolean {
    return this.detail.value.data?.role === 'instructor';
  }

  /** Shows the mark at once; the service's own numbers follow when it can be reached, a refusal takes the mark back. */
  async markDone(material: Material): Promise<void> {
    const before = this.detail.value.data;
    if (before === null) {
      return;
    }
    this.detail.patch(course => withMark(course, material.id, 100));
    try {
      if (!(await this.marks.send(material.id, 100))) {
        return;
      }
    } catch (reason) {
      this.detail.patch(() => before);
      throw reason;
    }
    const progress = await this.api.progress(before.id);
    this.detail.patch(course => withProgress(course, progress));
  }

  /** Work handed in counts as done: the material that stands for the assignment moves the ring. */
  async markHandedIn(assignment: string): Promise<void> {
    const { data } = this.detail.value;
    const material = data && materialsOf(data).find(each => each.assignment === assignment && !isDone(each));
    if (material) {
      await this.markDone(material);
    }
  }

  refresh(tab: CourseTab, maxAgeMs: number): void {
    const age = maxAgeMs || -1;
    void this.detail.ensure(age);
    void this.requests.list.ensure(age);
    if (tab === 'assignments' || tab === 'contents') {
      void this.assignments.refresh(age);
    } else if (tab === 'forum') {
      void this.forum.refresh(age);
    } else if (tab === 'training') {
      void this.training.refresh(age);
    }
  }

  /** Something of the person's was changed: looks again at what is shown of it. */
  lookAgain(): void {
    void this.assignments.lookAgain();
    void this.requests.lookAgain();
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.training.dispose();
  }

  private disposed = false;
}
