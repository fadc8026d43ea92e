import type { TranslationBundle } from '@jupyterlab/translation';

import type { Submission, SubmissionStatus } from '../api/types';
import type { LocalAssignment } from '../api/workspace';
import { relative } from './moments';

/** How a state is coloured: what waits for the person, what goes on, what ended well or badly. */
export type Tone = 'quiet' | 'active' | 'busy' | 'good' | 'warn' | 'bad';

export interface StateWords {
  tone: Tone;
  words: string;
}

/** The submission is still on its way through the grader. */
export function isPending(status: SubmissionStatus): boolean {
  return status === 'queued' || status === 'running';
}

/** The state of an assignment for its learner: a submission says more than the files, and the files more than nothing. */
export function assignmentState(
  local: LocalAssignment,
  now: Date,
  trans: TranslationBundle,
  locale?: string
): StateWords {
  const { latest, version } = local.assignment;
  if (latest) {
    return submissionState(latest, now, trans, locale);
  }
  if (version === null) {
    return { tone: 'quiet', words: trans.__('Not released yet') };
  }
  if (local.path === null) {
    return { tone: 'quiet', words: trans.__('Not fetched') };
  }
  return local.changed
    ? { tone: 'active', words: trans.__('Changed since fetch, not submitted') }
    : { tone: 'active', words: trans.__('Fetched') };
}

export function submissionState(
  submission: Submission,
  now: Date,
  trans: TranslationBundle,
  locale?: string
): StateWords {
  switch (submission.status) {
    case 'queued':
      return {
        tone: 'busy',
        words: trans.__('Submitted %1, queued for grading', relative(submission.submitted_at, now, locale))
      };
    case 'running':
      return { tone: 'busy', words: trans.__('Being graded') };
    case 'failed':
      return {
        tone: 'bad',
        words: trans.__('Grading failed: %1', submission.reason ?? trans.__('no reason was given'))
      };
    case 'needs_manual_grade':
      return {
        tone: 'warn',
        words:
          submission.score === null
            ? trans.__('Waiting for manual grading')
            : trans.__('Waiting for manual grading (%1 so far)', score(submission))
      };
    case 'graded':
      return {
        tone: 'good',
        words: submission.feedback_released
          ? trans.__('Graded %1, feedback ready', score(submission))
          : trans.__('Graded %1', score(submission))
      };
  }
}

/** "8/10", with at most two decimals. */
export function score(submission: Submission): string {
  const points = submission.score === null ? '–' : plain(submission.score);
  return submission.max_score === null ? points : `${points}/${plain(submission.max_score)}`;
}

function plain(points: number): string {
  return String(Math.round(points * 100) / 100);
}
