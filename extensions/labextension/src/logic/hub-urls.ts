/** Addresses of the academy's own pages, which stand beside the hub: `/hub/` and `/services/academy/`. */

export type CoursePart =
  'class' | 'quizzes' | 'groups' | 'submissions' | 'gradebook' | 'grades' | 'regrade-requests' | 'queue' | 'formgrader';
export type AssignmentPart = 'extensions' | 'marking' | 'regrades' | 'settings';

export class HubPages {
  /** `hubPrefix` is JupyterHub's (`/base/hub/`), empty in a JupyterLab without a hub; `hubHost` as with user subdomains. */
  constructor(
    private readonly hubPrefix: string,
    private readonly hubHost = ''
  ) {}

  /** A course's page for its staff, or a part of it; its `grades` are for students. */
  course(slug: string, part?: CoursePart): string {
    return `${this.service()}courses/${encodeURIComponent(slug)}${part ? `/${part}` : ''}`;
  }

  /** An assignment's page for the course's staff, or a part of it. */
  assignment(slug: string, name: string, part?: AssignmentPart): string {
    return `${this.course(slug)}/assignments/${encodeURIComponent(name)}${part ? `/${part}` : ''}`;
  }

  private service(): string {
    return `${this.hubHost}${this.hubPrefix.replace(/hub\/?$/, '') || '/'}services/academy/`;
  }
}
