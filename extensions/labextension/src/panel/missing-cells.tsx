import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { MissingCell } from '../api/workspace';

/** The graded cells that are missing, with the points that would be lost: the body of a dialog. */
export function missingCellsBody(missing: readonly MissingCell[], trans: TranslationBundle): React.JSX.Element {
  return (
    <div data-testid="missing-cells">
      <p>
        {trans.__('Your notebooks do not have these cells any more, and without them there are no points for them:')}
      </p>
      <ul>
        {missing.map(({ notebook, grade_id, points }) => (
          <li key={`${notebook}/${grade_id}`}>
            {trans._n('%2 in %3: %1 point', '%2 in %3: %1 points', points, grade_id, notebook)}
          </li>
        ))}
      </ul>
    </div>
  );
}
