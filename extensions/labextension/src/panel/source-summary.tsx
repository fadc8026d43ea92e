import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Assignment } from '../api/types';
import type { SourceSummary } from '../api/workspace';
import { cellsInWords, SourceCells } from './source-cells';

/** What is about to be published, beside what students have: the body of a dialog. */
export function sourceSummaryBody(
  summary: SourceSummary,
  assignment: Assignment | null,
  trans: TranslationBundle
): React.JSX.Element {
  const { files, cells, max_score } = summary;
  return (
    <div className="nba-Published" data-testid="source-summary">
      <p>
        {trans.__(
          'The source folder in your home is uploaded, and its tests are tried with your own solution. You then see the version that is made for students, without solutions and hidden tests. They get nothing before you release it.'
        )}
      </p>
      <p>
        <strong>{cellsInWords(cells, max_score, trans)}</strong>
      </p>
      {cells.length > 0 && <SourceCells cells={cells} trans={trans} />}
      <p>{trans._n('%1 file: %2', '%1 files: %2', files.length, files.join(', '))}</p>
      {current(summary, assignment, trans).map(line => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

/** What changes for those who have the assignment already. */
function current({ max_score }: SourceSummary, assignment: Assignment | null, trans: TranslationBundle): string[] {
  if (assignment?.version == null) {
    return [trans.__('Students have no version of it yet.')];
  }
  const { version, submissions } = assignment;
  const before = trans.__('Students have version %1.', version);
  const points =
    assignment.max_score !== null && assignment.max_score !== max_score
      ? ` ${trans.__('It was worth %1.', assignment.max_score)}`
      : '';
  const kept = trans._n(
    '%1 submission keeps its score until it is graded again.',
    '%1 submissions keep their scores until they are graded again.',
    submissions
  );
  return submissions === 0 ? [before + points] : [before + points, kept];
}
