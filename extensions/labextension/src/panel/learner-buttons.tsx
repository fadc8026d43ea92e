import React from 'react';

import type { LocalAssignment } from '../api/workspace';
import { ActionButton } from './action-button';
import { useTools } from './tools';

export interface AssignmentButtonsProps {
  local: LocalAssignment;
  busy: boolean;
}

/** What can be done with an assignment now; the likeliest next step is the coloured one. */
export function LearnerButtons({ local, busy }: AssignmentButtonsProps): React.JSX.Element | null {
  const { assignments, trans } = useTools();
  const { assignment } = local;
  const id = `assignment-${assignment.name}`;
  const released = assignment.latest?.feedback_released ?? false;
  if (assignment.version === null && local.path === null) {
    return null;
  }
  return (
    <div className="nba-Row">
      {local.path === null ? (
        <ActionButton
          look={assignment.latest ? 'plain' : 'primary'}
          label={trans.__('Fetch')}
          title={trans.__('Copy the assignment into your files and open it')}
          disabled={busy}
          onAct={() => assignments.fetch(local)}
          testId={`${id}-fetch`}
        />
      ) : (
        <FetchedButtons local={local} busy={busy} />
      )}
      {released && (
        <ActionButton
          look="primary"
          label={trans.__('Feedback')}
          onAct={() => assignments.feedback(local)}
          testId={`${id}-feedback`}
        />
      )}
    </div>
  );
}

/** For what lies in the home already. */
function FetchedButtons({ local, busy }: AssignmentButtonsProps): React.JSX.Element {
  const { assignments, trans } = useTools();
  const { assignment, changed } = local;
  const id = `assignment-${assignment.name}`;
  const outdated = (local.fetched_version ?? Infinity) < (assignment.version ?? 0);
  return (
    <>
      <ActionButton
        look={changed || assignment.latest ? 'plain' : 'primary'}
        label={trans.__('Open')}
        onAct={() => assignments.open(local)}
        testId={`${id}-open`}
      />
      {outdated && (
        <ActionButton
          label={trans.__('Get version %1', assignment.version)}
          disabled={busy}
          onAct={() => assignments.fetch(local)}
          testId={`${id}-fetch`}
        />
      )}
      <ActionButton
        label={trans.__('Validate')}
        title={trans.__('Run your notebooks from the top and see whether the visible tests pass')}
        disabled={busy}
        onAct={() => assignments.validate(local)}
        testId={`${id}-validate`}
      />
      <ActionButton
        look={changed && !assignment.latest ? 'primary' : 'plain'}
        label={assignment.latest ? trans.__('Submit again') : trans.__('Submit')}
        title={trans.__('Hand in what is in your files now; every version is kept')}
        disabled={busy}
        onAct={() => assignments.submit(local)}
        testId={`${id}-submit`}
      />
    </>
  );
}

/** What those who teach do with an assignment. */
export function TeacherButtons({ local, busy }: AssignmentButtonsProps): React.JSX.Element {
  const { assignments, trans } = useTools();
  const { assignment } = local;
  const id = `assignment-${assignment.name}`;
  const versions =
    assignment.version === null
      ? trans.__('Nothing is released yet')
      : trans.__('Students have version %1', assignment.version);
  return (
    <div className="nba-Teacher" role="group" aria-label={trans.__('Teaching: %1', assignment.title)}>
      <p className="nba-Hint">{versions}</p>
      <div className="nba-Row">
        <ActionButton
          label={trans.__('Edit source')}
          title={trans.__('Copy the source with solutions and hidden tests into your files and open it')}
          disabled={busy}
          onAct={() => assignments.editSource(local)}
          testId={`${id}-source`}
        />
        <ActionButton
          label={trans.__('Publish new version')}
          disabled={busy}
          onAct={() => assignments.publish(local)}
          testId={`${id}-publish`}
        />
      </div>
    </div>
  );
}
