/** The shapes of `academy/workspace`: what the notebook server does with the files of its own home. */

import type { Assignment, SourceCell } from './types';

export type OnConflict = 'ask' | 'keep_mine' | 'take_new' | 'keep_both';

/** What became of the file that was asked for; `kept` is one's own copy, left as it was. */
export type FetchState = 'created' | 'unchanged' | 'updated' | 'kept';

export interface FetchedMaterial {
  path: string;
  state: FetchState;
}

export interface FetchedAssignment extends FetchedMaterial {
  notebooks: string[];
}

/** An assignment with what stands of it in the home; `path` is null while it has not been fetched. */
export interface LocalAssignment {
  assignment: Assignment;
  path: string | null;
  fetched_version: number | null;
  changed: boolean;
}

/** A graded cell that the released version has and one's own notebook has not. */
export interface MissingCell {
  notebook: string;
  grade_id: string;
  points: number;
}

export interface MissingCells {
  items: MissingCell[];
}

export interface CellCheck {
  notebook: string;
  grade_id: string | null;
  error: string;
}

export interface Validation {
  passed: boolean;
  cells: CellCheck[];
}

/** What would be published: the source folder as it lies in the home. */
export interface SourceSummary {
  files: string[];
  size_bytes: number;
  max_score: number;
  cells: Omit<SourceCell, 'finding'>[];
}
