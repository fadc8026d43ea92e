import type { TranslationBundle } from '@jupyterlab/translation';

import type { Material } from '../api/types';
import type { LocalAssignment } from '../api/workspace';
import type { StateWords } from './assignment-state';
import { assignmentState } from './assignment-state';
import { dueInWords } from './terms';

/** What is to be said of a material in the contents; `locked` is why it cannot be opened yet. */
export interface MaterialState {
  locked: string | null;
  state: StateWords | null;
}

/** `assignments` are those that the person may see, null while that is not known. */
export function materialState(
  material: Material,
  assignments: readonly LocalAssignment[] | null,
  now: Date,
  trans: TranslationBundle,
  locale?: string
): MaterialState {
  if (material.type !== 'assignment' || assignments === null) {
    return { locked: null, state: null };
  }
  const local = assignments.find(({ assignment }) => assignment.name === material.assignment);
  if (!local || local.assignment.version === null) {
    return { locked: trans.__('Locked: it is not released yet'), state: null };
  }
  const { latest, effective_due_at } = local.assignment;
  if (latest !== null || effective_due_at === null) {
    return { locked: null, state: assignmentState(local, now, trans, locale) };
  }
  const { tone, words } = dueInWords(local.assignment, now, trans, locale);
  return {
    locked: null,
    state: { tone: { none: 'quiet', soon: 'warn', late: 'bad' }[tone] as StateWords['tone'], words }
  };
}
