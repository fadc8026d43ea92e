import type { TranslationBundle } from '@jupyterlab/translation';

import { notices } from '../actions/notices';
import type { Submission } from '../api/types';
import { submissionState } from '../logic/assignment-state';
import type { CourseModel } from '../model/course-model';
import type { OpenCourse } from '../model/open-course';

/** Tells when grading has ended: the person may be in the notebook by then. Of feedback the service tells by itself. */
export function tellOfGrades(model: CourseModel, trans: TranslationBundle): void {
  let watched: OpenCourse | null = null;
  const tell = (_: unknown, submission: Submission): void => {
    const { tone, words } = submissionState(submission, new Date(), trans);
    const message = `${submission.assignment}: ${words}`;
    if (submission.feedback_released) {
      return;
    }
    if (tone === 'good') {
      notices.success(message);
    } else {
      notices.info(message);
    }
  };
  const follow = (): void => {
    watched?.assignments.graded.disconnect(tell);
    watched = model.open.value;
    watched?.assignments.graded.connect(tell);
  };
  model.open.changed.connect(follow);
  follow();
}
