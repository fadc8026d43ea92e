import React from 'react';

import type { Person } from '../api/types';
import { absolute, relative } from '../logic/moments';
import { Rendered } from './rendered';
import { useNow, useTools } from './tools';

export interface MessageViewProps {
  author: Person;
  createdAt: string;
  editedAt?: string | null;
  html: string;
  /** What stands between the head and the text. */
  children?: React.ReactNode;
}

/** What somebody wrote, with who and when above it. */
export function MessageView({ author, createdAt, editedAt, html, children }: MessageViewProps): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  return (
    <>
      <div className="nba-Post-head">
        <span className="nba-Avatar" aria-hidden="true">
          {initial(author.name)}
        </span>
        <span className="nba-Post-author">{author.name}</span>
        <time className="nba-Minutes" dateTime={createdAt} title={absolute(createdAt, now, locale)}>
          {relative(createdAt, now, locale)}
          {editedAt != null && ` (${trans.__('edited')})`}
        </time>
      </div>
      {children}
      <Rendered html={html} />
    </>
  );
}

function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toUpperCase();
}
