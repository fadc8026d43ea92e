import React from 'react';

import type { Category } from '../api/types';
import type { ForumModel } from '../model/forum-model';
import { MessageForm } from './message-form';
import { useTools } from './tools';

export interface NewThreadProps {
  forum: ForumModel;
  category: Category;
}

/** The form for a new thread. */
export function NewThread({ forum, category }: NewThreadProps): React.JSX.Element {
  const { trans } = useTools();
  const [title, setTitle] = React.useState('');
  return (
    <MessageForm
      label={trans.__('Message')}
      placeholder={trans.__('What did you try, and what happened?')}
      action={trans.__('Post thread')}
      rows={8}
      ready={title.trim() !== ''}
      onSend={body => forum.createThread(category, title.trim(), body)}
      onCancel={() => forum.showThreads(category)}
      testId="thread"
    >
      <label>
        <span>{trans.__('Title')}</span>
        <input
          className="nba-Input"
          value={title}
          maxLength={200}
          placeholder={trans.__('What is it about?')}
          onChange={event => setTitle(event.target.value)}
          data-testid="thread-title"
        />
      </label>
    </MessageForm>
  );
}
