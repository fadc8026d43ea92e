import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { AcademyApi } from '../api/api';
import type { Assignment, AssignmentRelease, Submission } from '../api/types';
import type { FetchedAssignment, LocalAssignment, OnConflict } from '../api/workspace';
import { duration } from '../logic/moments';
import type { SourceRef } from '../logic/source-path';
import { sourceFolder } from '../logic/source-path';
import type { AssignmentsModel } from '../model/assignments-model';
import type { CourseModel } from '../model/course-model';
import { fetchAsking } from './conflict';
import type { Documents } from './documents';
import { notices } from './notices';
import type { Publishing } from './publishing';

/** What people do with an assignment. While one goes on, the card's notes say so. */
export class AssignmentActions {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel,
    private readonly documents: Documents,
    private readonly publishing: Publishing,
    private readonly showFeedback: (submission: Submission, title: string) => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Fetches the assignment, the newest version if there is a newer one, and opens its notebooks. */
  async fetch({ assignment, path }: LocalAssignment): Promise<void> {
    if (!(await this.confirmStart(assignment))) {
      return;
    }
    await this.during(assignment, this.trans.__('Fetching…'), async () => {
      await this.save(path);
      await this.fetchAndOpen(assignment, choice =>
        this.api.fetchAssignment(assignment.course_slug, assignment.name, choice)
      );
    });
  }

  /** Opens what has been fetched, as it is. */
  async open({ assignment, path }: LocalAssignment): Promise<void> {
    if (path !== null) {
      await this.openAll(assignment.notebooks.map(notebook => `${path}/${fileName(notebook)}`));
    }
  }

  async validate({ assignment, path }: LocalAssignment): Promise<void> {
    await this.during(assignment, this.trans.__('Running the visible tests…'), async list => {
      list.note(assignment.name, { validation: null });
      await this.save(path);
      const validation = await this.api.validate(assignment.course_slug, assignment.name);
      list.note(assignment.name, { validation });
    });
  }

  async submit({ assignment, path }: LocalAssignment): Promise<void> {
    await this.during(assignment, this.trans.__('Submitting…'), async list => {
      await this.save(path);
      const receipt = await this.api.submit(assignment.course_slug, assignment.name);
      list.note(assignment.name, { receipt, validation: null });
      list.accept(receipt);
      await this.model.open.value?.markHandedIn(assignment.name);
    });
  }

  async feedback(submission: Submission, title: string): Promise<void> {
    await this.api.checkFeedback(submission.id);
    this.showFeedback(submission, title);
  }

  async editSource({ assignment }: LocalAssignment): Promise<void> {
    await this.during(assignment, this.trans.__('Fetching the source…'), async () => {
      await this.save(sourceFolder(refOf(assignment)));
      await this.fetchAndOpen(assignment, choice =>
        this.api.fetchSource(assignment.course_slug, assignment.name, choice)
      );
    });
  }

  /** A dry run of the source, and its release. */
  async publish({ assignment }: LocalAssignment): Promise<void> {
    await this.during(assignment, this.trans.__('Publishing…'), () => this.publishing.publish(refOf(assignment)));
  }

  /** Shows a version's cells, with what was found when its tests were tried. */
  async showVersion(assignment: Assignment, version: number): Promise<void> {
    await this.publishing.showVersion(refOf(assignment), version);
  }

  /** Gives students the newest source, and changes what is named of the release. */
  async release(assignment: Assignment, changes: Partial<AssignmentRelease>): Promise<void> {
    const released = await this.api.release(assignment.course_slug, assignment.name, changes);
    this.model.open.value?.assignments.showCards();
    notices.success(this.trans.__('Students have version %1 of “%2”.', released.version, assignment.title));
  }

  /** Where the time runs from the first fetch on, nobody is to start it by accident. */
  private async confirmStart({ title, minutes_allowed, fetched_at }: Assignment): Promise<boolean> {
    if (minutes_allowed === null || fetched_at !== null) {
      return true;
    }
    const allowed = duration(minutes_allowed * 60, this.trans);
    const result = await showDialog({
      title: this.trans.__('Start “%1” now?', title),
      body: this.trans.__('Your time runs from now on: you have %1 to hand in. It cannot be stopped.', allowed),
      buttons: [
        Dialog.cancelButton({ label: this.trans.__('Not yet') }),
        Dialog.okButton({ label: this.trans.__('Start') })
      ]
    });
    return result.button.accept;
  }

  private async fetchAndOpen(
    assignment: Assignment,
    fetch: (choice: OnConflict) => Promise<FetchedAssignment>
  ): Promise<void> {
    const fetched = await fetchAsking(assignment.title, this.trans, fetch);
    if (fetched === null) {
      return;
    }
    if (fetched.state === 'updated') {
      await this.documents.reload(fetched.path);
    }
    await this.openAll(fetched.notebooks);
  }

  private async save(path: string | null): Promise<void> {
    if (path !== null) {
      await this.documents.save(path);
    }
  }

  private async openAll(notebooks: readonly string[]): Promise<void> {
    for (const notebook of notebooks) {
      await this.documents.open(notebook);
    }
  }

  /** Notes what goes on in the card, and brings the list up to date afterwards. Null where something goes on already. */
  private async during<T>(
    assignment: Assignment,
    busy: string,
    act: (list: AssignmentsModel) => Promise<T>
  ): Promise<T | null> {
    const list = this.model.open.value?.assignments;
    if (!list || list.notesOf(assignment.name).busy !== null) {
      return null;
    }
    list.note(assignment.name, { busy });
    try {
      return await act(list);
    } finally {
      list.note(assignment.name, { busy: null });
      void list.list.refresh();
    }
  }
}

function refOf({ course_slug, name }: Assignment): SourceRef {
  return { course: course_slug, assignment: name };
}

/** The service names notebooks with or without their ending, as nbgrader does. */
function fileName(notebook: string): string {
  return notebook.endsWith('.ipynb') ? notebook : `${notebook}.ipynb`;
}
