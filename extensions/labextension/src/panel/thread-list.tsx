import { addIcon, lockIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Thread } from '../api/types';
import { forumIcon } from '../icons';
import { relative } from '../logic/moments';
import type { ForumModel, Selection } from '../model/forum-model';
import { ActionButton } from './action-button';
import { Empty, ResourceView } from './states';
import { useNow, useTools } from './tools';

export interface ThreadListProps {
  forum: ForumModel;
  selection: Selection;
}

/** The threads of a selection, as the service orders them. */
export function ThreadList({ forum, selection }: ThreadListProps): React.JSX.Element {
  return (
    <>
      <NewThreadButton forum={forum} selection={selection} />
      <ResourceView resource={forum.threads}>
        {threads =>
          threads.length === 0 ? (
            <NoThreads selection={selection} />
          ) : (
            <ul className="nba-List">
              {threads.map(thread => (
                <ThreadRow key={thread.id} thread={thread} onOpen={() => forum.showThread(thread, selection)} />
              ))}
            </ul>
          )
        }
      </ResourceView>
    </>
  );
}

/** Opens a thread in the category, or about the same thing. */
function NewThreadButton({ forum, selection }: ThreadListProps): React.JSX.Element | null {
  const { trans } = useTools();
  if (selection.by === 'words') {
    return null;
  }
  const start = async (): Promise<void> => {
    if (selection.by === 'category') {
      forum.startThread(selection.category);
    } else {
      await forum.ask({ about: selection.about, body: '' });
    }
  };
  return (
    <div className="nba-Row nba-mod-inset">
      <ActionButton look="primary" icon={addIcon} label={trans.__('New thread')} onAct={start} testId="thread-new" />
    </div>
  );
}

function NoThreads({ selection }: { selection: Selection }): React.JSX.Element {
  const { trans } = useTools();
  return selection.by === 'words' ? (
    <Empty icon={forumIcon} title={trans.__('Nothing matches “%1”', selection.words)} />
  ) : (
    <Empty
      icon={forumIcon}
      title={trans.__('Nobody has written here yet')}
      text={trans.__('Be the first: a good question helps everybody.')}
    />
  );
}

function ThreadRow({ thread, onOpen }: { thread: Thread; onOpen: () => void }): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const replies = Math.max(0, thread.posts - 1);
  return (
    <li>
      <button type="button" className="nba-Item" onClick={onOpen} data-testid={`thread-${thread.id}`}>
        <span className="nba-Item-words">
          <span className="nba-Title">{thread.title}</span>
          <span className="nba-Meta">
            {thread.pinned && <span className="nba-Chip">{trans.__('Pinned')}</span>}
            {thread.solved && <span className="nba-Chip nba-mod-solved">{trans.__('Solved')}</span>}
            {thread.locked && <lockIcon.react tag="span" title={trans.__('Locked')} width="12px" height="12px" />}
            <span>{thread.author.name}</span>
            <span>{relative(thread.updated_at, now, locale)}</span>
          </span>
        </span>
        <span className="nba-Count" aria-label={trans._n('%1 reply', '%1 replies', replies)}>
          {replies}
        </span>
      </button>
    </li>
  );
}
