import React from 'react';

import type { LocalAssignment } from '../api/workspace';
import { assignmentState, isPending } from '../logic/assignment-state';
import { absolute, relative, urgency } from '../logic/moments';
import type { AssignmentsModel } from '../model/assignments-model';
import { LearnerButtons, TeacherButtons } from './assignment-buttons';
import { Receipt } from './receipt';
import { useNow, useObservable, useTools } from './tools';
import { ValidationResult } from './validation-result';

export interface AssignmentCardProps {
  local: LocalAssignment;
  model: AssignmentsModel;
  isStaff: boolean;
}

/** One assignment: title, due date, state in words, what can be done, and what came of it. */
export function AssignmentCard({ local, model, isStaff }: AssignmentCardProps): React.JSX.Element {
  const { assignment } = local;
  useObservable(model.notes);
  const notes = model.notesOf(assignment.name);
  const card = useFocusWhenAsked(model, assignment.name);
  return (
    <li className="nba-Card" ref={card} tabIndex={-1} data-testid={`assignment-${assignment.name}`}>
      <span className="nba-Title">{assignment.title}</span>
      <Due local={local} />
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
      <Receipt
        submission={notes.receipt ?? assignment.latest}
        fresh={notes.receipt !== null}
        key={notes.receipt?.id ?? 'latest'}
      />
      {isStaff && <TeacherButtons local={local} busy={notes.busy !== null} />}
    </li>
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

/** When it is due, in the person's own time zone, and what it is worth. */
function Due({ local }: { local: LocalAssignment }): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const { due_at, latest, max_score } = local.assignment;
  const points = max_score === null ? null : trans._n('%1 point', '%1 points', max_score);
  if (due_at === null) {
    return <p className="nba-Due">{[points, trans.__('no due date')].filter(Boolean).join(' · ')}</p>;
  }
  const late = urgency(due_at, now);
  const when = `${absolute(due_at, now, locale)} (${relative(due_at, now, locale)})`;
  return (
    <p className="nba-Due">
      {points !== null && `${points} · `}
      <time dateTime={due_at} className={latest ? undefined : `nba-mod-${late}`}>
        {late === 'late' ? trans.__('was due %1', when) : trans.__('due %1', when)}
      </time>
    </p>
  );
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
