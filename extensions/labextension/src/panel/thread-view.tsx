import { bellIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Post, ThreadDetail } from '../api/types';
import type { ForumModel } from '../model/forum-model';
import { ActionButton } from './action-button';
import { MessageForm } from './message-form';
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
            <Follow forum={forum} thread={thread} />
            <Reply forum={forum} thread={thread} />
          </>
        );
      }}
    </ResourceView>
  );
}

/** Who follows a thread is told of new posts, and sees them as they come. */
function Follow({ forum, thread }: { forum: ForumModel; thread: ThreadDetail }): React.JSX.Element {
  const { trans } = useTools();
  return (
    <div className="nba-Row nba-mod-inset">
      <ActionButton
        look="quiet"
        icon={bellIcon}
        label={thread.subscribed ? trans.__('Do not follow') : trans.__('Follow')}
        title={thread.subscribed ? trans.__('Be told of nothing more here') : trans.__('Be told of new posts here')}
        onAct={() => forum.follow(!thread.subscribed)}
        testId="thread-follow"
      />
    </div>
  );
}

/** A question is not its own answer. */
function canSolve(post: Post, index: number): boolean {
  return index > 0 && !post.is_solution;
}

function Reply({ forum, thread }: { forum: ForumModel; thread: ThreadDetail }): React.JSX.Element {
  const { trans } = useTools();
  if (thread.locked) {
    return <p className="nba-Hint nba-mod-inset">{trans.__('This thread is locked: nobody can reply any more.')}</p>;
  }
  return (
    <MessageForm
      label={trans.__('Reply')}
      placeholder={trans.__('Write a reply')}
      action={trans.__('Reply')}
      rows={4}
      onSend={body => forum.reply(body)}
      testId="reply"
    />
  );
}
