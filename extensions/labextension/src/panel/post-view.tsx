import { checkIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { openPage } from '../actions/documents';
import type { Post } from '../api/types';
import { absolute, relative } from '../logic/moments';
import { ActionButton } from './action-button';
import { useNow, useTools } from './tools';

export interface PostViewProps {
  post: Post;
  /** Marks the post as the solution; null for who may not. */
  onSolve: (() => Promise<void>) | null;
}

export function PostView({ post, onSolve }: PostViewProps): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const reply = post.parent_id !== null ? ' nba-mod-reply' : '';
  return (
    <li className={`nba-Post${post.is_solution ? ' nba-mod-solution' : ''}${reply}`} data-testid={`post-${post.id}`}>
      <div className="nba-Post-head">
        <span className="nba-Avatar" aria-hidden="true">
          {initial(post.author.name)}
        </span>
        <span className="nba-Post-author">{post.author.name}</span>
        <time className="nba-Minutes" dateTime={post.created_at} title={absolute(post.created_at, now, locale)}>
          {relative(post.created_at, now, locale)}
          {post.edited_at !== null && ` (${trans.__('edited')})`}
        </time>
      </div>
      {post.is_solution && (
        <p className="nba-Badge nba-mod-good">
          <checkIcon.react tag="span" width="14px" height="14px" />
          <span>{trans.__('Solution')}</span>
        </p>
      )}
      <PostBody html={post.html} />
      {onSolve && (
        <ActionButton
          look="quiet"
          icon={checkIcon}
          label={trans.__('Mark as solution')}
          onAct={onSolve}
          testId={`solve-${post.id}`}
        />
      )}
    </li>
  );
}

/** The service's own sanitised rendering, the only HTML that ever gets into the panel; its links open beside Lab. */
function PostBody({ html }: { html: string }): React.JSX.Element {
  const { typesetter } = useTools();
  const body = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    const node = body.current;
    if (!node) {
      return;
    }
    const follow = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link) {
        event.preventDefault();
        openPage(link.href);
      }
    };
    node.innerHTML = html;
    node.addEventListener('click', follow);
    void typesetter?.typeset(node);
    return () => node.removeEventListener('click', follow);
  }, [html, typesetter]);
  return <div className="nba-Post-body jp-RenderedHTMLCommon" ref={body} />;
}

function initial(name: string): string {
  return (Array.from(name.trim())[0] ?? '?').toUpperCase();
}
