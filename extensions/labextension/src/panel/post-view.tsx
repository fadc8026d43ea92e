import { checkIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Post } from '../api/types';
import { ActionButton } from './action-button';
import { MessageView } from './message-view';
import { useTools } from './tools';

export interface PostViewProps {
  post: Post;
  /** Marks the post as the solution; null for who may not. */
  onSolve: (() => Promise<void>) | null;
}

export function PostView({ post, onSolve }: PostViewProps): React.JSX.Element {
  const { trans } = useTools();
  const reply = post.parent_id !== null ? ' nba-mod-reply' : '';
  return (
    <li className={`nba-Post${post.is_solution ? ' nba-mod-solution' : ''}${reply}`} data-testid={`post-${post.id}`}>
      <MessageView author={post.author} createdAt={post.created_at} editedAt={post.edited_at} html={post.html}>
        {post.is_solution && (
          <p className="nba-Badge nba-mod-good">
            <checkIcon.react tag="span" width="14px" height="14px" />
            <span>{trans.__('Solution')}</span>
          </p>
        )}
      </MessageView>
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
