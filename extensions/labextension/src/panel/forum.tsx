import React from 'react';

import type { Category } from '../api/types';
import { forumIcon } from '../icons';
import { ActionButton } from './action-button';
import type { PartProps } from './assignments';
import { NewThread } from './new-thread';
import { Empty, ResourceView } from './states';
import { ThreadList } from './thread-list';
import { ThreadView } from './thread-view';
import { useObservable, useTools } from './tools';
import { Trail } from './trail';

/** The forum of a course: categories, then the threads of one, then one thread. */
export function Forum({ open, course }: PartProps): React.JSX.Element {
  const { forum } = open;
  const place = useObservable(forum.place);
  const { trans } = useTools();
  switch (place.view) {
    case 'categories':
      return <Categories open={open} course={course} />;
    case 'threads':
      return (
        <>
          <Trail
            testId="forum-back"
            label={trans.__('Forum')}
            title={place.category.title}
            onBack={() => forum.showCategories()}
          />
          <ThreadList forum={forum} category={place.category} />
        </>
      );
    case 'new-thread':
      return (
        <>
          <Trail
            testId="forum-back"
            label={place.category.title}
            title={trans.__('New thread')}
            onBack={() => forum.showThreads(place.category)}
          />
          <NewThread forum={forum} category={place.category} />
        </>
      );
    case 'thread':
      return (
        <>
          <Trail
            testId="forum-back"
            label={place.category.title}
            title={place.title}
            onBack={() => forum.showThreads(place.category)}
          />
          <ThreadView forum={forum} isStaff={open.isStaff} />
        </>
      );
  }
}

function Categories({ open }: PartProps): React.JSX.Element {
  const { trans } = useTools();
  const { forum } = open;
  return (
    <ResourceView resource={forum.categories}>
      {categories => (
        <>
          {categories.length === 0 && (
            <Empty
              icon={forumIcon}
              title={trans.__('The forum has no categories yet')}
              text={open.isStaff ? trans.__('Add one, so that people can ask.') : undefined}
            />
          )}
          <ul className="nba-List">
            {categories.map(category => (
              <CategoryRow key={category.id} category={category} onOpen={() => forum.showThreads(category)} />
            ))}
          </ul>
          {open.isStaff && <NewCategory onCreate={title => forum.createCategory(title)} />}
        </>
      )}
    </ResourceView>
  );
}

function CategoryRow({ category, onOpen }: { category: Category; onOpen: () => void }): React.JSX.Element {
  const { trans } = useTools();
  return (
    <li>
      <button type="button" className="nba-Item" onClick={onOpen} data-testid={`category-${category.id}`}>
        <span className="nba-Item-words">
          <span className="nba-Title">{category.title}</span>
          {category.description && <span className="nba-Item-text">{category.description}</span>}
        </span>
        <span className="nba-Count" aria-label={trans._n('%1 thread', '%1 threads', category.threads)}>
          {category.threads}
        </span>
      </button>
    </li>
  );
}

function NewCategory({ onCreate }: { onCreate: (title: string) => Promise<void> }): React.JSX.Element {
  const { trans } = useTools();
  const [title, setTitle] = React.useState('');
  const create = async (): Promise<void> => {
    await onCreate(title.trim());
    setTitle('');
  };
  return (
    <div className="nba-Inline">
      <input
        className="nba-Input"
        value={title}
        maxLength={200}
        aria-label={trans.__('Title of the new category')}
        placeholder={trans.__('New category')}
        onChange={event => setTitle(event.target.value)}
        data-testid="category-title"
      />
      <ActionButton label={trans.__('Add')} disabled={!title.trim()} onAct={create} testId="category-add" />
    </div>
  );
}
