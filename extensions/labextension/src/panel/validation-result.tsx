import { checkIcon, closeIcon, errorIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { CellCheck, Validation } from '../api/workspace';
import { gist, withoutColours } from '../logic/traceback';
import { ActionButton } from './action-button';
import { useTools } from './tools';

export interface ValidationResultProps {
  validation: Validation;
  onClose: () => void;
}

/** Whether the visible tests pass, and which cells fail with what. */
export function ValidationResult({ validation, onClose }: ValidationResultProps): React.JSX.Element {
  const { trans } = useTools();
  const { passed, cells } = validation;
  const Icon = passed ? checkIcon : errorIcon;
  return (
    <div className={`nba-Validation ${passed ? 'nba-mod-good' : 'nba-mod-bad'}`} role="status" data-testid="validation">
      <div className="nba-Validation-head">
        <Icon.react tag="span" className="nba-Validation-icon" width="16px" height="16px" />
        <span>
          {passed
            ? trans.__('All visible tests pass.')
            : trans._n('%1 cell does not pass yet.', '%1 cells do not pass yet.', cells.length)}
        </span>
        <ActionButton look="quiet" iconOnly icon={closeIcon} label={trans.__('Close')} onAct={onClose} />
      </div>
      {cells.length > 0 && (
        <ul className="nba-List">
          {cells.map((cell, index) => (
            <Failed key={`${cell.notebook}-${cell.grade_id ?? ''}-${index}`} cell={cell} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The last line of a traceback says what is wrong; the rest is there for who wants it. */
function Failed({ cell }: { cell: CellCheck }): React.JSX.Element {
  return (
    <li>
      <details>
        <summary>
          <strong>{cell.grade_id ?? cell.notebook}</strong>
          <span>{gist(cell.error)}</span>
        </summary>
        <pre tabIndex={-1}>{`${cell.notebook}\n${withoutColours(cell.error)}`}</pre>
      </details>
    </li>
  );
}
