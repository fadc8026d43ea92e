import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { AcademyApi } from '../api/api';
import { asAcademyError } from '../api/errors';
import type { Assignment, SourceVersion } from '../api/types';
import type { SourceRef } from '../logic/source-path';
import { sourceFolder } from '../logic/source-path';
import type { CourseModel } from '../model/course-model';
import { VersionWatch } from '../model/version-watch';
import { publishedBody } from '../panel/published';
import { sourceSummaryBody } from '../panel/source-summary';
import type { Documents } from './documents';
import { notices } from './notices';

/** What an educator chose of a version that was tried. */
type Choice = 'close' | 'preview' | 'release';

/** The way of an assignment's source from the home to the students: a dry run that they do not see, then its release. */
export class Publishing {
  constructor(
    private readonly api: AcademyApi,
    private readonly model: CourseModel,
    private readonly documents: Documents,
    private readonly trans: TranslationBundle
  ) {}

  /** Shows what is in the source folder, sends it to be tried, and shows what came of it. */
  async publish(ref: SourceRef): Promise<void> {
    await this.documents.save(sourceFolder(ref));
    if (await this.confirmTrial(ref)) {
      const { version } = await this.api.upload(ref.course, ref.assignment);
      this.refresh(ref);
      await this.showVersion(ref, version);
    }
  }

  /** Shows a version's cells and what was found when its tests were tried; one that students do not have can be released. */
  async showVersion(ref: SourceRef, number: number): Promise<void> {
    const watch = new VersionWatch(this.api, ref.course, ref.assignment, number);
    await watch.version.refresh();
    let choice: Choice;
    try {
      choice = await this.choose(ref, watch);
    } finally {
      watch.dispose();
    }
    if (choice === 'preview') {
      await this.preview(ref, number);
    } else if (choice === 'release') {
      await this.release(ref, number);
    }
  }

  /** Gives students a version, if it still is the newest one. */
  private async release(ref: SourceRef, version: number): Promise<void> {
    const released = await this.api.release(ref.course, ref.assignment, { version });
    this.refresh(ref);
    notices.success(this.trans.__('Students have version %1 of “%2”.', released.version, ref.assignment));
  }

  /** Opens a version as students get it; a notice leads back to where it can be released. */
  private async preview(ref: SourceRef, version: number): Promise<void> {
    const { path, notebooks } = await this.api.preview(ref.course, ref.assignment, version);
    await this.documents.reload(path);
    for (const notebook of notebooks) {
      await this.documents.open(notebook);
    }
    const back = (): void => {
      this.showVersion(ref, version).catch(reason => notices.error(reason));
    };
    Notification.info(this.trans.__('This is version %1 of “%2” as students get it.', version, ref.assignment), {
      autoClose: false,
      actions: [{ label: this.trans.__('Back to version %1', version), callback: back }]
    });
  }

  private async confirmTrial(ref: SourceRef): Promise<boolean> {
    const [summary, assignment] = await Promise.all([this.api.summary(ref.course, ref.assignment), this.find(ref)]);
    const result = await showDialog({
      title: this.trans.__('Try “%1” before it is published', assignment?.title ?? ref.assignment),
      body: sourceSummaryBody(summary, assignment, this.trans),
      buttons: [
        Dialog.cancelButton({ label: this.trans.__('Cancel') }),
        Dialog.okButton({ label: this.trans.__('Try it') })
      ]
    });
    return result.button.accept;
  }

  private async choose(ref: SourceRef, watch: VersionWatch): Promise<Choice> {
    const { data } = watch.version.value;
    const result = await showDialog({
      title: this.trans.__('Version %1 of “%2”', watch.number, ref.assignment),
      body: publishedBody(watch, this.trans),
      buttons: this.buttons(data),
      defaultButton: 0
    });
    return (result.button.actions[0] as Choice | undefined) ?? 'close';
  }

  /** What can be done with a version: nothing where it could not be had, no release where students have it. */
  private buttons(version: SourceVersion | null): Dialog.IButton[] {
    const { trans } = this;
    const close = Dialog.cancelButton({ label: version?.released === false ? trans.__('Not yet') : trans.__('Close') });
    const preview = Dialog.createButton({ label: trans.__('See it as a student'), actions: ['preview'] });
    if (version === null) {
      return [close];
    }
    const release = Dialog.okButton({ label: trans.__('Release to students'), actions: ['release'] });
    return version.released ? [close, preview] : [close, preview, release];
  }

  /** The assignment as it is now; null where this source is the first that the academy hears of it. */
  private async find({ course, assignment }: SourceRef): Promise<Assignment | null> {
    try {
      return await this.api.assignment(course, assignment);
    } catch (reason) {
      if (asAcademyError(reason).status === 404) {
        return null;
      }
      throw reason;
    }
  }

  private refresh({ course }: SourceRef): void {
    const open = this.model.open.value;
    if (open?.slug === course) {
      void open.assignments.list.refresh();
    }
  }
}
