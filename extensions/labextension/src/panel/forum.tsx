import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Category } from '../api/types';
import { forumIcon } from '../icons';
import type { ForumModel, Selection } from '../model/forum-model';
import { ActionButton } from './action-button';
import type { PartProps } from './assignments';
import { ForumSearch } from './forum-search';
import { NewThread } from './new-thread';
import { Empty, ResourceView } from './states';
import { ThreadList } from './thread-list';
import { ThreadView } from './thread-view';
import { useObservable, useTools } from './tools';
import { Trail } from './trail';

/** The forum of a course: its categories and the search, then a list of threads, then one thread. */
export function Forum({ open, course }: PartProps): React.JSX.Element {
  const { forum } = open;
  const place = useObservable(forum.place);
  const { trans } = useTools();
  switch (place.view) {
    case 'categories':
      return <Overview open={open} course={course} selection={null} />;
    case 'threads':
      return <Overview open={open} course={course} selection={place.selection} />;
    case 'new-thread':
      return (
        <>
          <BackTo
            forum={forum}
            selection={{ by: 'category', category: place.category }}
            title={trans.__('New thread')}
          />
          <NewThread forum={forum} category={place.category} draft={place.draft} />
        </>
      );
    case 'thread':
      return (
        <>
          <BackTo forum={forum} selection={place.back} title={place.title} />
          <ThreadView forum={forum} isStaff={open.isStaff} />
        </>
      );
  }
}

interface OverviewProps extends PartProps {
  /** Which threads; null for the categories. */
  selection: Selection | null;
}

/** The categories or some threads; the search keeps its words, and the focus, while one becomes the other. */
function Overview({ open, course, selection }: OverviewProps): React.JSX.Element {
  const { trans } = useTools();
  const { forum } = open;
  return (
    <>
      {selection === null || selection.by === 'words' ? (
        <ForumSearch forum={forum} />
      ) : (
        <BackTo forum={forum} selection={null} title={selectionInWords(selection, trans)} />
      )}
      {selection === null ? (
        <Categories open={open} course={course} />
      ) : (
        <ThreadList forum={forum} selection={selection} />
      )}
    </>
  );
}

interface BackToProps {
  forum: ForumModel;
  /** Where the way back leads; null for the categories. */
  selection: Selection | null;
  title: string;
}

function BackTo({ forum, selection, title }: BackToProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <Trail
      testId="forum-back"
      label={selection ? selectionInWords(selection, trans) : trans.__('Forum')}
      title={title}
      onBack={() => (selection ? forum.showThreads(selection) : forum.showCategories())}
    />
  );
}

function selectionInWords(selection: Selection, trans: TranslationBundle): string {
  switch (selection.by) {
    case 'category':
      return selection.category.title;
    case 'words':
      return trans.__('Search: %1', selection.words);
    case 'about':
      return selection.about.cellId === null
        ? trans.__('About “%1”', selection.about.title)
        : trans.__('About a cell of “%1”', selection.about.title);
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
              <CategoryRow
                key={category.id}
                category={category}
                onOpen={() => forum.showThreads({ by: 'category', category })}
              />
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
