import { caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Assignment, Submission } from '../api/types';
import type { LocalAssignment } from '../api/workspace';
import { assignmentState, isPending } from '../logic/assignment-state';
import type { AssignmentsModel } from '../model/assignments-model';
import { ActionButton } from './action-button';
import { LearnerButtons } from './learner-buttons';
import { Receipt } from './receipt';
import { TeacherButtons } from './teacher-buttons';
import { Terms } from './terms';
import { useNow, useObservable, useTools } from './tools';
import { ValidationResult } from './validation-result';

export interface AssignmentCardProps {
  local: LocalAssignment;
  model: AssignmentsModel;
  isInstructor: boolean;
}

/** One assignment: title, due date, state in words, what can be done, and what came of it. */
export function AssignmentCard({ local, model, isInstructor }: AssignmentCardProps): React.JSX.Element {
  const { assignment } = local;
  useObservable(model.notes);
  const notes = model.notesOf(assignment.name);
  const card = useFocusWhenAsked(model, assignment.name);
  return (
    <li className="nba-Card" ref={card} tabIndex={-1} data-testid={`assignment-${assignment.name}`}>
      <span className="nba-Title">{assignment.title}</span>
      <Terms assignment={assignment} />
      <State local={local} busy={notes.busy} />
      <ScoreBar local={local} />
      <Hints local={local} />
      <LearnerButtons local={local} busy={notes.busy !== null} />
      {notes.validation && (
        <ValidationResult
          validation={notes.validation}
          onClose={() => model.note(assignment.name, { validation: null })}
        />
      )}
      <Latest assignment={assignment} model={model} receipt={notes.receipt} />
      {isInstructor && <TeacherButtons local={local} model={model} busy={notes.busy !== null} />}
    </li>
  );
}

interface LatestProps {
  assignment: Assignment;
  model: AssignmentsModel;
  /** What was received a moment ago. */
  receipt: Submission | null;
}

/** The newest submission's receipt, and the way to all of them. */
function Latest({ assignment, model, receipt }: LatestProps): React.JSX.Element | null {
  const { trans } = useTools();
  const submission = receipt ?? assignment.latest;
  if (submission === null) {
    return null;
  }
  return (
    <div>
      <Receipt submission={submission} model={model} fresh={receipt !== null} key={receipt?.id ?? 'latest'} />
      <ActionButton
        look="quiet"
        icon={caretRightIcon}
        label={trans._n('Submission and points', 'All %1 submissions and points', submission.version)}
        onAct={() => model.showSubmissions(assignment)}
        testId={`assignment-${assignment.name}-submissions`}
      />
    </div>
  );
}

/** Comes into view and takes the focus when somebody was sent here. */
function useFocusWhenAsked(model: AssignmentsModel, name: string): React.RefObject<HTMLLIElement> {
  const focused = useObservable(model.focused);
  const card = React.useRef<HTMLLIElement>(null);
  React.useEffect(() => {
    if (focused === name && card.current) {
      card.current.scrollIntoView({ block: 'nearest' });
      card.current.focus();
      model.focused.set(null);
    }
  }, [focused, model, name]);
  return card;
}

function State({ local, busy }: { local: LocalAssignment; busy: string | null }): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const { tone, words } = busy ? { tone: 'busy', words: busy } : assignmentState(local, now, trans, locale);
  return (
    <p className={`nba-Badge nba-mod-${tone}`} role="status" data-testid={`assignment-state-${local.assignment.name}`}>
      <span className="nba-Dot" aria-hidden="true" />
      <span>{words}</span>
    </p>
  );
}

function ScoreBar({ local }: { local: LocalAssignment }): React.JSX.Element | null {
  const { latest } = local.assignment;
  if (!latest || isPending(latest.status) || latest.score === null || !latest.max_score) {
    return null;
  }
  const share = Math.max(0, Math.min(1, latest.score / latest.max_score)) * 100;
  return (
    <div className={`nba-Bar nba-mod-score nba-mod-${latest.status}`} aria-hidden="true">
      <span style={{ width: `${share}%` }} />
    </div>
  );
}

/** What is worth knowing beside the state: a newer version, lateness. */
function Hints({ local }: { local: LocalAssignment }): React.JSX.Element | null {
  const { trans } = useTools();
  const { assignment, fetched_version } = local;
  const hints: string[] = [];
  if (fetched_version !== null && assignment.version !== null && fetched_version < assignment.version) {
    hints.push(trans.__('Version %1 has been released; you have version %2.', assignment.version, fetched_version));
  }
  if (assignment.latest && assignment.latest.late_seconds > 0) {
    hints.push(trans.__('Handed in late.'));
  }
  return hints.length === 0 ? null : <p className="nba-Hint">{hints.join(' ')}</p>;
}
