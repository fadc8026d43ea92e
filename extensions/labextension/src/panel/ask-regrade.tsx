import React from 'react';

import { score } from '../logic/assignment-state';
import type { AssignmentsPlace } from '../model/assignments-model';
import type { OpenCourse } from '../model/open-course';
import { MessageForm } from './message-form';
import { useTools } from './tools';

export interface AskRegradeProps {
  open: OpenCourse;
  place: Extract<AssignmentsPlace, { view: 'ask' }>;
}

/** The form that asks the staff for another look at the mark of one cell. */
export function AskRegrade({ open, place }: AskRegradeProps): React.JSX.Element {
  const { trans } = useTools();
  const { assignment, submission, cell } = place;
  const ask = async (text: string): Promise<void> => {
    const request = await open.requests.ask(submission, cell, text);
    open.requests.show(request);
    open.assignments.place.set({ view: 'request', assignment, request });
  };
  return (
    <>
      <p className="nba-Hint nba-mod-inset">
        {trans.__('Version %1, %2: %3 points.', submission.version, cell.notebook, score(cell))}
      </p>
      <MessageForm
        label={trans.__('What should be looked at again?')}
        placeholder={trans.__('Which part of your answer was marked wrongly, and why?')}
        action={trans.__('Ask for another look')}
        rows={8}
        onSend={ask}
        onCancel={() => open.assignments.showSubmissions(assignment)}
        testId="ask"
      />
    </>
  );
}
