import type { AcademyApi } from '../api/api';
import type { Notification } from '../api/types';
import type { CourseModel } from '../model/course-model';

/** Leads to what a notification is about, as far as it can be shown in the Course panel. */
export class Destinations {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel,
    private readonly showPanel: () => void
  ) {}

  /** Whether there is a place to go to. */
  leadsTo({ course_slug }: Notification): boolean {
    return course_slug !== null;
  }

  async go({ resource, course_slug }: Notification): Promise<void> {
    if (course_slug === null) {
      return;
    }
    const [kind = '', id = '', , name = ''] = resource.split('/');
    if (kind === 'posts') {
      await this.thread(course_slug, (await this.api.post(id)).thread_id);
    } else if (kind === 'threads') {
      await this.thread(course_slug, id);
    } else if (kind === 'submissions') {
      this.assignment(course_slug, (await this.api.submission(id)).assignment);
    } else if (kind === 'regrade-requests') {
      this.assignment(course_slug, (await this.api.regradeRequest(id)).assignment);
    } else if (kind === 'courses' && name) {
      this.assignment(course_slug, name);
    } else {
      this.model.enter(course_slug);
      this.showPanel();
    }
  }

  /** Shows an assignment's card. */
  assignment(slug: string, name: string): void {
    this.model.enter(slug, 'assignments');
    this.model.open.value?.assignments.showCards();
    this.model.open.value?.assignments.focused.set(name);
    this.showPanel();
  }

  private async thread(slug: string, id: string): Promise<void> {
    this.model.enter(slug, 'forum');
    this.showPanel();
    await this.model.open.value?.forum.openThread(id);
  }
}
