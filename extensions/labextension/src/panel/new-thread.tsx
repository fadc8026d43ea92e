import React from 'react';

import type { Category } from '../api/types';
import type { Draft, ForumModel } from '../model/forum-model';
import { MessageForm } from './message-form';
import { useTools } from './tools';

export interface NewThreadProps {
  forum: ForumModel;
  category: Category;
  /** What it begins with, and is about; null for a thread about nothing in particular. */
  draft: Draft | null;
}

/** The form for a new thread. */
export function NewThread({ forum, category, draft }: NewThreadProps): React.JSX.Element {
  const { trans } = useTools();
  const [title, setTitle] = React.useState('');
  const [chosen, choose] = React.useState(category);
  const about = draft?.about ?? null;
  return (
    <MessageForm
      label={trans.__('Message')}
      placeholder={trans.__('What did you try, and what happened?')}
      action={trans.__('Post thread')}
      rows={8}
      initial={draft?.body}
      ready={title.trim() !== ''}
      onSend={body => forum.createThread(chosen, title.trim(), body, about)}
      onCancel={() => forum.showThreads(about ? { by: 'about', about } : { by: 'category', category })}
      testId="thread"
    >
      {draft && <AboutHint draft={draft} />}
      {draft && <CategoryField categories={forum.open()} chosen={chosen} onChoose={choose} />}
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

/** Says what others will see of it: that is the moment to take something out. */
function AboutHint({ draft: { about } }: { draft: Draft }): React.JSX.Element {
  const { trans } = useTools();
  return (
    <p className="nba-Hint" data-testid="thread-about">
      {about.cellId === null
        ? trans.__('About “%1”. Everybody in the course can read it.', about.title)
        : trans.__('About a cell of “%1”. Everybody in the course can read it.', about.title)}
    </p>
  );
}

interface CategoryFieldProps {
  categories: readonly Category[];
  chosen: Category;
  onChoose: (category: Category) => void;
}

function CategoryField({ categories, chosen, onChoose }: CategoryFieldProps): React.JSX.Element | null {
  const { trans } = useTools();
  if (categories.length < 2) {
    return null;
  }
  return (
    <label>
      <span>{trans.__('Category')}</span>
      <select
        className="nba-Input"
        value={chosen.id}
        onChange={event => onChoose(categories.find(({ id }) => id === event.target.value) ?? chosen)}
        data-testid="thread-category"
      >
        {categories.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
