import { caretLeftIcon } from '@jupyterlab/ui-components';
import React from 'react';

import { ActionButton } from './action-button';

export interface TrailProps {
  label: string;
  title: string;
  onBack: () => void;
  testId: string;
}

/** The way back, and where one is. The heading takes the focus, so that the keyboard follows the change of view. */
export function Trail({ label, title, onBack, testId }: TrailProps): React.JSX.Element {
  const heading = React.useRef<HTMLHeadingElement>(null);
  const trail = React.useRef<HTMLDivElement>(null);
  React.useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    trail.current?.scrollIntoView({ block: 'start' });
  }, [title]);
  return (
    <div className="nba-Trail" ref={trail}>
      <ActionButton look="quiet" icon={caretLeftIcon} label={label} onAct={onBack} testId={testId} />
      <h3 ref={heading} tabIndex={-1}>
        {title}
      </h3>
    </div>
  );
}
