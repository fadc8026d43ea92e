import React from 'react';

import type { ForumModel } from '../model/forum-model';
import { SearchBox } from './search-box';
import { useObservable, useTools } from './tools';

/** Finds threads of the course by the words in them. */
export function ForumSearch({ forum }: { forum: ForumModel }): React.JSX.Element {
  const { trans } = useTools();
  const place = useObservable(forum.place);
  const asked = place.view === 'threads' && place.selection.by === 'words' ? place.selection.words : '';
  return (
    <SearchBox
      label={trans.__('Search the forum')}
      testId="forum-search"
      asked={asked}
      search={words => forum.search(words)}
    />
  );
}
