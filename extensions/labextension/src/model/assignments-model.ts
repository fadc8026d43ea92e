import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { AcademyApi } from '../api/api';
import type { Assignment, CellScore, RegradeRequest, Submission } from '../api/types';
import type { LocalAssignment, Validation } from '../api/workspace';
import { isPending } from '../logic/assignment-state';
import { Observable } from './observable';
import { whole } from './pages';
import { Resource } from './resource';

/** What the Assignments tab shows: all cards, or one assignment's submissions, its release, or a request about a cell. */
export type AssignmentsPlace =
  | { view: 'cards' }
  | { view: 'submissions'; assignment: Assignment }
  | { view: 'release'; assignment: Assignment }
  | { view: 'ask'; assignment: Assignment; submission: Submission; cell: CellScore }
  | { view: 'request'; assignment: Assignment; request: RegradeRequest };

/** What a card shows beside the assignment itself. */
export interface CardNotes {
  busy: string | null;
  validation: Validation | null;
  receipt: Submission | null;
}

const NO_NOTES: CardNotes = { busy: null, validation: null, receipt: null };

/** The assignments of one course. */
export class AssignmentsModel {
  constructor(
    private readonly api: AcademyApi,
    private readonly slug: string
  ) {
    this.submissions = this.submissionsOf('');
    this.list = new Resource(async () => (await api.assignments(slug)).items);
    this.list.changed.connect(() => this.compare());
  }

  readonly list: Resource<LocalAssignment[]>;
  readonly place = new Observable<AssignmentsPlace>({ view: 'cards' });
  readonly notes = new Observable<Readonly<Record<string, CardNotes>>>({});

  /** The person's submissions of the assignment that is looked at, newest first. */
  submissions: Resource<Submission[]>;

  /** The name of the assignment that is to come into view and take the focus. */
  readonly focused = new Observable<string | null>(null);

  /** A submission's grading came to its end while its assignment was shown. */
  get graded(): ISignal<this, Submission> {
    return this.gradedSignal;
  }

  notesOf(name: string): CardNotes {
    return this.notes.value[name] ?? NO_NOTES;
  }

  note(name: string, change: Partial<CardNotes>): void {
    this.notes.set({ ...this.notes.value, [name]: { ...this.notesOf(name), ...change } });
  }

  showCards(): void {
    this.place.set({ view: 'cards' });
    void this.list.refresh();
  }

  showSubmissions(assignment: Assignment): void {
    this.submissions = this.submissionsOf(assignment.name);
    this.place.set({ view: 'submissions', assignment });
    void this.submissions.refresh();
  }

  /** One submission with its cells and its receipt, which lists leave out. */
  detail(id: string): Resource<Submission> {
    let detail = this.details.get(id);
    if (!detail) {
      detail = new Resource(() => this.api.submission(id));
      this.details.set(id, detail);
    }
    return detail;
  }

  /** Shows a submission as its assignment's newest one. */
  accept(submission: Submission): void {
    this.detail(submission.id).give(submission);
    this.list.patch(items =>
      items.map(local =>
        local.assignment.name === submission.assignment
          ? { ...local, assignment: { ...local.assignment, latest: submission } }
          : local
      )
    );
    this.submissions.patch(items => items.map(item => (item.id === submission.id ? submission : item)));
  }

  async refresh(maxAgeMs: number): Promise<void> {
    const place = this.place.value;
    await Promise.all([this.list.ensure(maxAgeMs), place.view === 'submissions' && this.submissions.ensure(maxAgeMs)]);
  }

  /** Shows what became of what is shown already. */
  async lookAgain(): Promise<void> {
    if (this.list.value.loadedAt !== null) {
      await Promise.all([this.list.refresh(), this.place.value.view === 'submissions' && this.submissions.refresh()]);
    }
  }

  /** Tells of the submissions that were being graded when last looked at, and are not any more. */
  private compare(): void {
    const { data, loading } = this.list.value;
    if (data === null || loading) {
      return;
    }
    const newest = data.flatMap(({ assignment }) => assignment.latest ?? []);
    const ended = newest.filter(({ id, status }) => this.pending.has(id) && !isPending(status));
    this.pending = new Set(newest.filter(({ status }) => isPending(status)).map(({ id }) => id));
    ended.forEach(submission => this.gradedSignal.emit(submission));
  }

  private submissionsOf(name: string): Resource<Submission[]> {
    return new Resource(async () => (await whole(page => this.api.submissions(this.slug, name, page))).items);
  }

  private readonly details = new Map<string, Resource<Submission>>();
  private readonly gradedSignal = new Signal<this, Submission>(this);
  private pending = new Set<string>();
}
