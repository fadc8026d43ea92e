import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';

import { assignmentIcon } from '../icons';
import { nextDeadline } from '../logic/deadlines';
import { absolute, relative, urgency } from '../logic/moments';
import type { Tools } from './tools';
import { ToolsContext, useNow, useObservable, useTools } from './tools';

/** The status bar's item for what is due next, in whatever course; a press leads to it. */
export class DeadlineItem extends ReactWidget {
  constructor(private readonly tools: Tools) {
    super();
    this.addClass('nba-DeadlineItem');
  }

  protected override render(): React.JSX.Element {
    return (
      <ToolsContext.Provider value={this.tools}>
        <Item />
      </ToolsContext.Provider>
    );
  }
}

function Item(): React.JSX.Element | null {
  const { model, destinations, trans, locale } = useTools();
  const now = useNow();
  const next = nextDeadline(useObservable(model.deadlines).data, now);
  if (next === null) {
    return null;
  }
  const { course_slug, course_title, assignment, title, due_at } = next;
  return (
    <button
      type="button"
      className={`nba-DeadlineItem-button nba-mod-${urgency(due_at, now)}`}
      title={caption(course_title, title, absolute(due_at, now, locale), trans)}
      onClick={() => destinations.assignment(course_slug, assignment)}
      data-testid="next-deadline"
    >
      <assignmentIcon.react tag="span" className="nba-DeadlineItem-icon" width="14px" height="14px" />
      <span>{trans.__('%1: due %2', title, relative(due_at, now, locale))}</span>
    </button>
  );
}

function caption(course: string, title: string, when: string, trans: TranslationBundle): string {
  return trans.__('%1: “%2” is due %3', course, title, when);
}
