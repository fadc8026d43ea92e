import React from 'react';

import type { Assignment } from '../api/types';
import { countdown, duration } from '../logic/moments';
import { attemptsInWords, dueInWords, extensionInWords, latePolicyInWords, runningOut } from '../logic/terms';
import { useNow, useTools } from './tools';

/** What an assignment is worth, when it is due for this person, how often it may be handed in, what lateness costs. */
export function Terms({ assignment }: { assignment: Assignment }): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const { latest, max_score, name } = assignment;
  const due = dueInWords(assignment, now, trans, locale);
  const facts = [
    max_score === null ? null : trans._n('%1 point', '%1 points', max_score),
    attemptsInWords(assignment, trans)
  ];
  const notes = [extensionInWords(assignment, now, trans, locale), allowance(), latePolicyInWords(assignment, trans)];
  const endsAt = runningOut(assignment, now);

  function allowance(): string | null {
    const { minutes_allowed, fetched_at } = assignment;
    const waits = minutes_allowed !== null && fetched_at === null;
    return waits ? trans.__('From the moment you fetch it you have %1.', duration(minutes_allowed * 60, trans)) : null;
  }

  return (
    <div className="nba-Terms" data-testid={`terms-${name}`}>
      <p>
        {facts.filter(fact => fact !== null).map(fact => `${fact} · `)}
        <time dateTime={due.moment ?? undefined} className={latest ? undefined : `nba-mod-${due.tone}`}>
          {due.words}
        </time>
      </p>
      {endsAt !== null && <TimeLeft endsAt={endsAt} />}
      {notes.map(note => note !== null && <p key={note}>{note}</p>)}
    </div>
  );
}

/** Soon enough to be seen without the seconds being missed. */
const HURRY_SECONDS = 5 * 60;

function TimeLeft({ endsAt }: { endsAt: string }): React.JSX.Element {
  const { trans } = useTools();
  const now = useNow(1000);
  const seconds = (Date.parse(endsAt) - now.getTime()) / 1000;
  return (
    <p className={`nba-TimeLeft nba-mod-${seconds < HURRY_SECONDS ? 'late' : 'soon'}`} role="timer">
      {trans.__('Time left: %1', countdown(seconds))}
    </p>
  );
}
