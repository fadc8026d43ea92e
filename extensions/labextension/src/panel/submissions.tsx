import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Assignment, Submission } from '../api/types';
import { assignmentIcon } from '../icons';
import { submissionState } from '../logic/assignment-state';
import type { OpenCourse } from '../model/open-course';
import { ActionButton } from './action-button';
import { CellScores } from './cell-scores';
import { Receipt } from './receipt';
import { Empty, ResourceView } from './states';
import { useNow, useTools } from './tools';

export interface SubmissionsProps {
  open: OpenCourse;
  assignment: Assignment;
}

/** Everything that the person handed in of an assignment, newest first; the newest stands open. */
export function Submissions({ open, assignment }: SubmissionsProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <ResourceView resource={open.assignments.submissions}>
      {submissions =>
        submissions.length === 0 ? (
          <Empty icon={assignmentIcon} title={trans.__('Nothing has been handed in yet')} />
        ) : (
          <ol className="nba-List" data-testid="submissions">
            {submissions.map((submission, index) => (
              <Version
                key={submission.id}
                open={open}
                assignment={assignment}
                submission={submission}
                first={index === 0}
              />
            ))}
          </ol>
        )
      }
    </ResourceView>
  );
}

interface VersionProps extends SubmissionsProps {
  submission: Submission;
  first: boolean;
}

/** One version: its state, and (opened) points, feedback and receipt. */
function Version({ open, assignment, submission, first }: VersionProps): React.JSX.Element {
  const { assignments, trans, locale } = useTools();
  const now = useNow();
  const [shown, setShown] = React.useState(first);
  const { tone, words } = submissionState(submission, now, trans, locale);
  const Caret = shown ? caretDownIcon : caretRightIcon;
  return (
    <li className="nba-Version" data-testid={`submission-${submission.version}`}>
      <h4>
        <button
          type="button"
          className="nba-Section-head"
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
          data-testid={`submission-${submission.version}-toggle`}
        >
          <Caret.react tag="span" className="nba-Caret" width="16px" height="16px" />
          <span className="nba-Section-title">{trans.__('Version %1', submission.version)}</span>
          {submission.late_seconds > 0 && <span className="nba-Chip">{trans.__('late')}</span>}
        </button>
      </h4>
      <p className={`nba-Badge nba-mod-${tone}`}>
        <span className="nba-Dot" aria-hidden="true" />
        <span>{words}</span>
      </p>
      {shown && (
        <div className="nba-Version-body">
          <CellScores open={open} assignment={assignment} submission={submission} />
          {submission.feedback_released && (
            <div className="nba-Row">
              <ActionButton
                look="primary"
                label={trans.__('Feedback')}
                onAct={() => assignments.feedback(submission, assignment.title)}
                testId={`submission-${submission.version}-feedback`}
              />
            </div>
          )}
          <Receipt submission={submission} model={open.assignments} fresh={false} />
        </div>
      )}
    </li>
  );
}
