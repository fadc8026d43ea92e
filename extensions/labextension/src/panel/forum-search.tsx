import { InputGroup } from '@jupyterlab/ui-components';
import React from 'react';

import type { ForumModel } from '../model/forum-model';
import { useObservable, useTools } from './tools';

const TYPING_MS = 250;

/** Finds threads of the course by the words in them. */
export function ForumSearch({ forum }: { forum: ForumModel }): React.JSX.Element {
  const { trans } = useTools();
  const place = useObservable(forum.place);
  const asked = place.view === 'threads' && place.selection.by === 'words' ? place.selection.words : '';
  const [text, setText] = React.useState(asked);
  React.useEffect(() => {
    const words = text.trim();
    const timer = words === asked ? undefined : setTimeout(() => forum.search(words), TYPING_MS);
    return () => clearTimeout(timer);
  }, [forum, asked, text]);
  return (
    <div className="nba-Search">
      <InputGroup
        type="search"
        rightIcon="ui-components:search"
        value={text}
        aria-label={trans.__('Search the forum')}
        placeholder={trans.__('Search the forum')}
        onChange={event => setText(event.target.value)}
        data-testid="forum-search"
      />
    </div>
  );
}
