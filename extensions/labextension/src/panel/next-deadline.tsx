import React from 'react';

import { nextDeadline } from '../logic/deadlines';
import { absolute, relative, urgency } from '../logic/moments';
import { useNow, useObservable, useTools } from './tools';

/** What of a course is due next, and when. */
export function NextDeadline({ slug }: { slug: string }): React.JSX.Element | null {
  const { model, trans, locale } = useTools();
  const now = useNow();
  const next = nextDeadline(useObservable(model.deadlines).data, now, slug);
  if (next === null) {
    return null;
  }
  return (
    <time
      dateTime={next.due_at}
      title={absolute(next.due_at, now, locale)}
      className={`nba-mod-${urgency(next.due_at, now)}`}
      data-testid={`deadline-${slug}`}
    >
      {trans.__('%1: due %2', next.title, relative(next.due_at, now, locale))}
    </time>
  );
}
