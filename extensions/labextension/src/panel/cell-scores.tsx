import React from 'react';

import type { CellScore, RegradeRequest, Submission } from '../api/types';
import { isPending, score } from '../logic/assignment-state';
import { requestState } from '../logic/regrade-state';
import { ActionButton } from './action-button';
import { ResourceView } from './states';
import type { SubmissionsProps } from './submissions';
import { useObservable, useTools } from './tools';

interface CellScoresProps extends SubmissionsProps {
  submission: Submission;
}

/** What each cell of a graded submission got, and the way to ask for another look. */
export function CellScores(props: CellScoresProps): React.JSX.Element | null {
  const { open, submission } = props;
  const { status, graded_at } = submission;
  const detail = open.assignments.detail(submission.id);
  // Marks that a person gives, and released feedback, change what was seen before.
  React.useEffect(() => void detail.ensure(FRESH_MS), [detail, status, graded_at]);
  if (isPending(status) || status === 'failed') {
    return null;
  }
  return (
    <ResourceView resource={detail}>
      {({ cells }) => (
        <ul className="nba-List" data-testid="cells">
          {cells.map(cell => (
            <Cell key={`${cell.notebook}/${cell.grade_id}`} cell={cell} {...props} />
          ))}
        </ul>
      )}
    </ResourceView>
  );
}

const FRESH_MS = 5000;

interface CellProps extends CellScoresProps {
  cell: CellScore;
}

function Cell({ cell, ...props }: CellProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <li className="nba-Cell" data-testid={`cell-${cell.grade_id}`}>
      <span className="nba-Cell-name" title={cell.notebook}>
        {cell.grade_id}
      </span>
      <span className="nba-Count" aria-label={trans.__('%1 points', score(cell))}>
        {score(cell)}
      </span>
      {cell.score === null && <p className="nba-Hint">{trans.__('A person still has to mark this.')}</p>}
      {cell.note !== null && <p className="nba-Hint">{cell.note}</p>}
      {props.submission.feedback_released && <AnotherLook cell={cell} {...props} />}
    </li>
  );
}

/** Asks for another look at a mark, or leads to what came of it. */
function AnotherLook({ open, assignment, submission, cell }: CellProps): React.JSX.Element | null {
  const { trans } = useTools();
  useObservable(open.requests.list);
  const request = open.requests.about(submission, cell);
  const { place } = open.assignments;
  // Where nothing is missing, and where nobody has looked yet, there is nothing to be looked at again.
  const mayAsk = cell.score !== null && cell.score < cell.max_score && request?.state !== 'open';
  const show = (about: RegradeRequest): void => {
    open.requests.show(about);
    place.set({ view: 'request', assignment, request: about });
  };
  if (!request && !mayAsk) {
    return null;
  }
  return (
    <div className="nba-Row">
      {request && (
        <ActionButton
          look="quiet"
          label={requestState(request, trans).words}
          onAct={() => show(request)}
          testId={`request-${cell.grade_id}`}
        />
      )}
      {mayAsk && (
        <ActionButton
          look="quiet"
          label={request ? trans.__('Ask again') : trans.__('Ask for another look')}
          title={trans.__('Ask the staff to look at the mark of %1 again', cell.grade_id)}
          onAct={() => place.set({ view: 'ask', assignment, submission, cell })}
          testId={`ask-${cell.grade_id}`}
        />
      )}
    </div>
  );
}
