import React from 'react';

import type { Assignment, AssignmentRelease, FeedbackRelease } from '../api/types';
import { fromField, toField } from '../logic/local-time';
import { feedbackInWords } from '../logic/terms';
import { ActionButton } from './action-button';
import { SettingsInWords } from './settings-in-words';
import { useTools } from './tools';

export interface ReleaseFormProps {
  assignment: Assignment;
  onCancel: () => void;
}

const FEEDBACK: readonly FeedbackRelease[] = ['immediately', 'on_release', 'after_due'];

/**
 * What students are given, until when, and when they see feedback. The other settings decide about grades: they are
 * shown, and changed on the academy's own page, where the browser's sign-in counts and not the notebook server's.
 */
export function ReleaseForm({ assignment, onCancel }: ReleaseFormProps): React.JSX.Element {
  const { assignments, trans } = useTools();
  const [title, setTitle] = React.useState(assignment.title);
  const [due, setDue] = React.useState(toField(assignment.due_at));
  const [feedback, setFeedback] = React.useState(assignment.feedback);
  const changes: Partial<AssignmentRelease> = {
    ...(title.trim() !== assignment.title && { title: title.trim() }),
    ...(due !== toField(assignment.due_at) && { due_at: fromField(due) }),
    ...(feedback !== assignment.feedback && { feedback })
  };
  const newer = assignment.source_version !== assignment.version;
  return (
    <form className="nba-Form" onSubmit={event => event.preventDefault()} data-testid="release-form">
      <label>
        <span>{trans.__('Title')}</span>
        <input
          className="nba-Input"
          value={title}
          maxLength={200}
          onChange={event => setTitle(event.target.value)}
          data-testid="release-title"
        />
      </label>
      <label>
        <span>{trans.__('Due, in your own time zone (%1)', Intl.DateTimeFormat().resolvedOptions().timeZone)}</span>
        <input
          className="nba-Input"
          type="datetime-local"
          step={1}
          value={due}
          onChange={event => setDue(event.target.value)}
          data-testid="release-due"
        />
      </label>
      <FeedbackChoice feedback={feedback} onChoose={setFeedback} />
      <SettingsInWords assignment={assignment} />
      {newer && (
        <p className="nba-Hint">{trans.__('Students are given version %1 of it.', assignment.source_version)}</p>
      )}
      <div className="nba-Row">
        <ActionButton
          look="primary"
          label={newer ? trans.__('Release version %1', assignment.source_version) : trans.__('Save')}
          disabled={!title.trim() || (!newer && Object.keys(changes).length === 0)}
          onAct={() =>
            assignments.release(assignment, newer ? { ...changes, version: assignment.source_version } : changes)
          }
          testId="release-send"
        />
        <ActionButton label={trans.__('Cancel')} onAct={onCancel} />
      </div>
    </form>
  );
}

interface FeedbackChoiceProps {
  feedback: FeedbackRelease;
  onChoose: (feedback: FeedbackRelease) => void;
}

function FeedbackChoice({ feedback, onChoose }: FeedbackChoiceProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <label>
      <span>{trans.__('Students see feedback')}</span>
      <select
        className="nba-Input"
        value={feedback}
        onChange={event => onChoose(FEEDBACK.find(each => each === event.target.value) ?? feedback)}
        data-testid="release-feedback"
      >
        {FEEDBACK.map(each => (
          <option key={each} value={each}>
            {feedbackInWords(each, trans)}
          </option>
        ))}
      </select>
    </label>
  );
}
