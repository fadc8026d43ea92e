import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { AcademyApi } from '../api/api';
import type { Assignment, Submission } from '../api/types';
import type { FetchedAssignment, LocalAssignment, OnConflict } from '../api/workspace';
import { publishedBody } from '../panel/published';
import type { AssignmentsModel } from '../model/assignments-model';
import type { CourseModel } from '../model/course-model';
import { fetchAsking } from './conflict';
import type { Documents } from './documents';

/** What people do with an assignment. While one goes on, the card's notes say so. */
export class AssignmentActions {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel,
    private readonly documents: Documents,
    private readonly showFeedback: (submission: Submission, title: string) => void,
    private readonly trans: TranslationBundle
  ) {}

  /** Fetches the assignment, the newest version if there is a newer one, and opens its notebooks. */
  async fetch({ assignment, path }: LocalAssignment): Promise<void> {
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
    });
  }

  async feedback({ assignment }: LocalAssignment): Promise<void> {
    const { latest } = assignment;
    if (latest) {
      await this.api.checkFeedback(latest.id);
      this.showFeedback(latest, assignment.title);
    }
  }

  async editSource({ assignment }: LocalAssignment): Promise<void> {
    await this.during(assignment, this.trans.__('Fetching the source…'), async () => {
      await this.save(sourceFolder(assignment));
      await this.fetchAndOpen(assignment, choice =>
        this.api.fetchSource(assignment.course_slug, assignment.name, choice)
      );
    });
  }

  async publish({ assignment }: LocalAssignment): Promise<void> {
    if (!(await this.confirmPublish(assignment))) {
      return;
    }
    const published = await this.during(assignment, this.trans.__('Publishing…'), async () => {
      await this.save(sourceFolder(assignment));
      return this.api.publish(assignment.course_slug, assignment.name);
    });
    if (published) {
      await showDialog({
        title: this.trans.__('Version %1 of “%2” is published', published.version, assignment.title),
        body: publishedBody(published, this.trans),
        buttons: [Dialog.okButton({ label: this.trans.__('Close') })]
      });
    }
  }

  private async confirmPublish(assignment: Assignment): Promise<boolean> {
    const result = await showDialog({
      title: this.trans.__('Publish a new version of “%1”?', assignment.title),
      body: this.trans.__(
        'The source folder in your home is uploaded. The student version is made from it and released at once: solutions and hidden tests are taken out.'
      ),
      buttons: [
        Dialog.cancelButton({ label: this.trans.__('Cancel') }),
        Dialog.okButton({ label: this.trans.__('Publish') })
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

/** Where nbgrader's course folder has an assignment's source. */
function sourceFolder(assignment: Assignment): string {
  return `${assignment.course_slug}/source/${assignment.name}`;
}

/** The service names notebooks with or without their ending, as nbgrader does. */
function fileName(notebook: string): string {
  return notebook.endsWith('.ipynb') ? notebook : `${notebook}.ipynb`;
}
