import React from 'react';

import type { Category } from '../api/types';
import type { ForumModel } from '../model/forum-model';
import { ActionButton } from './action-button';
import { useTools } from './tools';

export interface NewThreadProps {
  forum: ForumModel;
  category: Category;
}

/** The form for a new thread; what was typed stays when the service refuses it. */
export function NewThread({ forum, category }: NewThreadProps): React.JSX.Element {
  const { trans } = useTools();
  const [title, setTitle] = React.useState('');
  const [body, setBody] = React.useState('');
  const ready = title.trim() !== '' && body.trim() !== '';
  return (
    <form className="nba-Form" onSubmit={event => event.preventDefault()}>
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
      <label>
        <span>{trans.__('Message')}</span>
        <textarea
          className="nba-Input"
          value={body}
          rows={8}
          maxLength={20000}
          placeholder={trans.__('What did you try, and what happened?')}
          onChange={event => setBody(event.target.value)}
          data-testid="thread-body"
        />
      </label>
      <MarkdownHint />
      <div className="nba-Row">
        <ActionButton
          look="primary"
          label={trans.__('Post thread')}
          disabled={!ready}
          onAct={() => forum.createThread(category, title.trim(), body.trim())}
          testId="thread-post"
        />
        <ActionButton label={trans.__('Cancel')} onAct={() => forum.showThreads(category)} />
      </div>
    </form>
  );
}

export function MarkdownHint(): React.JSX.Element {
  const { trans } = useTools();
  return <p className="nba-Hint">{trans.__('Markdown, `code` and $maths$ work here.')}</p>;
}
