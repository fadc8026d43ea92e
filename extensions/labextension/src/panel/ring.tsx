import React from 'react';

import { useTools } from './tools';

const RADIUS = 15;
const LENGTH = 2 * Math.PI * RADIUS;

export interface RingProps {
  percentage: number;
  size?: 'small' | 'large';
}

/** Progress as a ring with its number in the middle; a tick when all is done. */
export function Ring({ percentage, size = 'small' }: RingProps): React.JSX.Element {
  const { trans } = useTools();
  const rounded = Math.round(percentage);
  const done = rounded >= 100;
  return (
    <div
      className={`nba-Ring nba-mod-${size}${done ? ' nba-mod-done' : ''}`}
      role="progressbar"
      aria-label={trans.__('Course progress')}
      aria-valuenow={rounded}
      aria-valuemin={0}
      aria-valuemax={100}
      data-testid="ring"
    >
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle className="nba-Ring-track" cx="18" cy="18" r={RADIUS} />
        <circle
          className="nba-Ring-arc"
          cx="18"
          cy="18"
          r={RADIUS}
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - Math.min(percentage, 100) / 100)}
          visibility={rounded > 0 ? 'visible' : 'hidden'}
        />
        {done && <path className="nba-Ring-tick" d="M12 18.5l4.2 4.2 8-8.400" />}
      </svg>
      {!done && (
        <span className="nba-Ring-number" aria-hidden="true">
          {rounded}
          <small>%</small>
        </span>
      )}
    </div>
  );
}
