import type { TranslationBundle } from '@jupyterlab/translation';

import { notices } from '../actions/notices';
import type { RegradeRequest, Submission } from '../api/types';
import { submissionState } from '../logic/assignment-state';
import { requestState } from '../logic/regrade-state';
import type { CourseModel } from '../model/course-model';
import type { OpenCourse } from '../model/open-course';

/** Tells when grading has ended, or a request was decided: the person may be in the notebook by then. */
export function tellOfGrades(model: CourseModel, trans: TranslationBundle): void {
  let watched: OpenCourse | null = null;
  const tellDecision = (_: unknown, request: RegradeRequest): void => {
    notices.info(`${request.assignment}, ${request.grade_id}: ${requestState(request, trans).words}`);
  };
  const tell = (_: unknown, submission: Submission): void => {
    const { tone, words } = submissionState(submission, new Date(), trans);
    const message = `${submission.assignment}: ${words}`;
    if (tone === 'good') {
      notices.success(message);
    } else {
      notices.info(message);
    }
  };
  const follow = (): void => {
    watched?.assignments.graded.disconnect(tell);
    watched?.requests.decided.disconnect(tellDecision);
    watched = model.open.value;
    watched?.assignments.graded.connect(tell);
    watched?.requests.decided.connect(tellDecision);
  };
  model.open.changed.connect(follow);
  follow();
}
