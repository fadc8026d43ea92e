import React from 'react';

import type { Post, ThreadDetail } from '../api/types';
import type { ForumModel } from '../model/forum-model';
import { ActionButton } from './action-button';
import { MarkdownHint } from './new-thread';
import { PostView } from './post-view';
import { ResourceView } from './states';
import { useObservable, useTools } from './tools';

export interface ThreadViewProps {
  forum: ForumModel;
  isStaff: boolean;
}

/** One thread: its posts, and a box to reply. */
export function ThreadView({ forum, isStaff }: ThreadViewProps): React.JSX.Element {
  const { model } = useTools();
  const me = useObservable(model.me).data;
  return (
    <ResourceView resource={forum.thread}>
      {thread => {
        const mayDecide = isStaff || me?.id === thread.author.id;
        return (
          <>
            <ol className="nba-List nba-Posts">
              {thread.items.map((post, index) => (
                <PostView
                  key={post.id}
                  post={post}
                  onSolve={mayDecide && canSolve(post, index) ? () => forum.markSolution(post.id) : null}
                />
              ))}
            </ol>
            <Reply forum={forum} thread={thread} />
          </>
        );
      }}
    </ResourceView>
  );
}

/** A question is not its own answer. */
function canSolve(post: Post, index: number): boolean {
  return index > 0 && !post.is_solution;
}

function Reply({ forum, thread }: { forum: ForumModel; thread: ThreadDetail }): React.JSX.Element {
  const { trans } = useTools();
  const [body, setBody] = React.useState('');
  if (thread.locked) {
    return <p className="nba-Hint nba-mod-inset">{trans.__('This thread is locked: nobody can reply any more.')}</p>;
  }
  const send = async (): Promise<void> => {
    await forum.reply(body.trim());
    setBody('');
  };
  return (
    <form className="nba-Form" onSubmit={event => event.preventDefault()}>
      <label>
        <span>{trans.__('Reply')}</span>
        <textarea
          className="nba-Input"
          value={body}
          rows={4}
          maxLength={20000}
          placeholder={trans.__('Write a reply')}
          onChange={event => setBody(event.target.value)}
          data-testid="reply-body"
        />
      </label>
      <MarkdownHint />
      <div className="nba-Row">
        <ActionButton
          look="primary"
          label={trans.__('Reply')}
          disabled={!body.trim()}
          onAct={send}
          testId="reply-send"
        />
      </div>
    </form>
  );
}
