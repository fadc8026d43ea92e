import type { TranslationBundle } from '@jupyterlab/translation';

import type { QueuePlace, Submission, SubmissionStatus } from '../api/types';
import type { LocalAssignment } from '../api/workspace';
import { duration, relative } from './moments';

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
        words:
          submission.queue?.waits_for ??
          trans.__(
            'Submitted %1, %2',
            relative(submission.submitted_at, now, locale),
            submission.queue ? queueInWords(submission.queue, trans) : trans.__('queued for grading')
          )
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

/** "2nd in the queue, about 40 s": the estimate is there once the service has measured some jobs. */
function queueInWords({ position, estimated_seconds }: QueuePlace, trans: TranslationBundle): string {
  const place = position === 1 ? trans.__('next in the queue') : trans.__('%1 in the queue', ordinal(position, trans));
  return estimated_seconds === null
    ? place
    : trans.__('%1, about %2', place, duration(roughly(estimated_seconds), trans));
}

/** English has four endings; a translation may have one for all. */
function ordinal(position: number, trans: TranslationBundle): string {
  switch (new Intl.PluralRules('en', { type: 'ordinal' }).select(position)) {
    case 'one':
      return trans.__('%1st', position);
    case 'two':
      return trans.__('%1nd', position);
    case 'few':
      return trans.__('%1rd', position);
    default:
      return trans.__('%1th', position);
  }
}

/** An estimate to the second would promise too much. */
function roughly(seconds: number): number {
  return Math.max(5, Math.ceil(seconds / 5) * 5);
}

/** "8/10", with at most two decimals. */
export function score({ score, max_score }: Pick<Submission, 'score' | 'max_score'>): string {
  const points = score === null ? '–' : plain(score);
  return max_score === null ? points : `${points}/${plain(max_score)}`;
}

function plain(points: number): string {
  return String(Math.round(points * 100) / 100);
}
