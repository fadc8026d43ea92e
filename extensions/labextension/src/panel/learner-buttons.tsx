import React from 'react';

import type { LocalAssignment } from '../api/workspace';
import { refusal } from '../logic/terms';
import { ActionButton } from './action-button';
import { useNow, useTools } from './tools';

export interface LearnerButtonsProps {
  local: LocalAssignment;
  busy: boolean;
}

/** What can be done with an assignment now; the likeliest next step is the coloured one. */
export function LearnerButtons({ local, busy }: LearnerButtonsProps): React.JSX.Element | null {
  const { assignments, trans } = useTools();
  const { assignment } = local;
  const id = `assignment-${assignment.name}`;
  const { latest } = assignment;
  if (assignment.version === null && local.path === null) {
    return null;
  }
  return (
    <div className="nba-Row">
      {local.path === null ? (
        <ActionButton
          look={latest ? 'plain' : 'primary'}
          label={trans.__('Fetch')}
          title={trans.__('Copy the assignment into your files and open it')}
          disabled={busy}
          onAct={() => assignments.fetch(local)}
          testId={`${id}-fetch`}
        />
      ) : (
        <FetchedButtons local={local} busy={busy} />
      )}
      {latest?.feedback_released && (
        <ActionButton
          look="primary"
          label={trans.__('Feedback')}
          onAct={() => assignments.feedback(latest, assignment.title)}
          testId={`${id}-feedback`}
        />
      )}
    </div>
  );
}

/** For what lies in the home already. */
function FetchedButtons({ local, busy }: LearnerButtonsProps): React.JSX.Element {
  const { assignments, trans, locale } = useTools();
  const { assignment, changed } = local;
  const id = `assignment-${assignment.name}`;
  const now = useNow();
  const refused = refusal(assignment, now, trans, locale);
  const why = React.useId();
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
        title={refused ?? trans.__('Hand in what is in your files now; every version is kept')}
        disabled={busy || refused !== null}
        describedBy={refused === null ? undefined : why}
        onAct={() => assignments.submit(local)}
        testId={`${id}-submit`}
      />
      {refused !== null && (
        <p className="nba-Refusal" id={why} data-testid={`${id}-refusal`}>
          {refused}
        </p>
      )}
    </>
  );
}
