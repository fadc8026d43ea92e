import type { TranslationBundle } from '@jupyterlab/translation';

import type { Assignment, FeedbackRelease } from '../api/types';
import { absolute, relative, urgency } from './moments';

/** What holds for a person's work on an assignment, in words: until when, how often, at what cost. */

export interface Due {
  moment: string | null;
  words: string;
  tone: 'none' | 'soon' | 'late';
}

/** When it is due for this person, and how that differs from what holds for everybody. */
export function dueInWords(assignment: Assignment, now: Date, trans: TranslationBundle, locale?: string): Due {
  const moment = assignment.effective_due_at;
  if (moment === null) {
    return { moment, words: trans.__('no due date'), tone: 'none' };
  }
  const when = `${absolute(moment, now, locale)} (${relative(moment, now, locale)})`;
  const tone = urgency(moment, now);
  const words = tone === 'late' ? trans.__('was due %1', when) : trans.__('due %1', when);
  return { moment, words, tone };
}

/** Says that the person has more time than others; null where they have not. */
export function extensionInWords(
  { due_at, effective_due_at }: Assignment,
  now: Date,
  trans: TranslationBundle,
  locale?: string
): string | null {
  if (due_at === null || effective_due_at === null || Date.parse(effective_due_at) <= Date.parse(due_at)) {
    return null;
  }
  return trans.__('You have an extension: for others it is due %1.', absolute(due_at, now, locale));
}

/** What it costs to be late; null where nothing is ever due. */
export function latePolicyInWords(assignment: Assignment, trans: TranslationBundle): string | null {
  if (assignment.effective_due_at === null && assignment.minutes_allowed === null) {
    return null;
  }
  switch (assignment.late_policy) {
    case 'none':
      return trans.__('Late work is taken, and marked as late.');
    case 'hard':
      return trans.__('Nothing is taken after the due time.');
    case 'linear':
      return costInWords(assignment, trans);
    case 'grace_days':
      return [graceInWords(assignment.grace_days_left ?? 0, trans), costInWords(assignment, trans)].join(' ');
  }
}

function graceInWords(days: number, trans: TranslationBundle): string {
  return days === 0
    ? trans.__('No grace days are left in this course.')
    : trans._n('%1 grace day left in this course; then:', '%1 grace days left in this course; then:', days);
}

function costInWords({ late_percent_per_day, late_floor_percent }: Assignment, trans: TranslationBundle): string {
  const cost = trans.__('Each day late, even a started one, costs %1 % of the score.', late_percent_per_day);
  return late_floor_percent > 0 ? `${cost} ${trans.__('%1 % of it stay.', late_floor_percent)}` : cost;
}

/** How many attempts are left; null where there is no limit. */
export function attemptsInWords(
  { attempts_left, attempts_limit }: Assignment,
  trans: TranslationBundle
): string | null {
  if (attempts_left === null || attempts_limit === null) {
    return null;
  }
  return trans._n('%2 of %1 attempt left', '%2 of %1 attempts left', attempts_limit, attempts_left);
}

/** Why nothing can be handed in at the moment, as the service would say it; null while it can. */
export function refusal(assignment: Assignment, now: Date, trans: TranslationBundle, locale?: string): string | null {
  const { attempts_left, attempts_limit, closes_at, fetched_at, minutes_allowed } = assignment;
  if (minutes_allowed !== null && fetched_at === null) {
    return trans.__('Fetch it first: your time runs from then on.');
  }
  if (closes_at !== null && now > new Date(closes_at)) {
    return trans.__('Closed: it was taken until %1.', absolute(closes_at, now, locale));
  }
  if (attempts_left === 0) {
    return trans._n('You have used your one attempt.', 'You have used all of your %1 attempts.', attempts_limit ?? 0);
  }
  return null;
}

/** The moment at which the time allowed from the fetch runs out, while it runs; null otherwise. */
export function runningOut({ closes_at, fetched_at, minutes_allowed }: Assignment, now: Date): string | null {
  const runs = minutes_allowed !== null && fetched_at !== null && closes_at !== null && new Date(closes_at) > now;
  return runs ? closes_at : null;
}

/** When feedback can be seen. */
export function feedbackInWords(feedback: FeedbackRelease, trans: TranslationBundle): string {
  return {
    immediately: trans.__('as soon as it is graded'),
    on_release: trans.__('when somebody releases it'),
    after_due: trans.__('after the due time')
  }[feedback];
}
