import { InputGroup } from '@jupyterlab/ui-components';
import React from 'react';

const TYPING_MS = 250;

export interface ISearchBoxProps {
  label: string;
  testId: string;
  /** What was looked for last. */
  asked: string;
  search: (words: string) => void;
}

/** Words to look for; looks when nobody has typed for a moment. */
export function SearchBox({ label, testId, asked, search }: ISearchBoxProps): React.JSX.Element {
  const [text, setText] = React.useState(asked);
  const latest = React.useRef(search);
  latest.current = search;
  React.useEffect(() => {
    const words = text.trim();
    const timer = words === asked ? undefined : setTimeout(() => latest.current(words), TYPING_MS);
    return () => clearTimeout(timer);
  }, [asked, text]);
  return (
    <div className="nba-Search">
      <InputGroup
        type="search"
        rightIcon="ui-components:search"
        value={text}
        aria-label={label}
        placeholder={label}
        onChange={event => setText(event.target.value)}
        data-testid={testId}
      />
    </div>
  );
}
