import type { LabIcon } from '@jupyterlab/ui-components';
import { Button } from '@jupyterlab/ui-components';
import React from 'react';

import { notices } from '../actions/notices';

export interface ActionButtonProps {
  label: string;
  onAct: () => Promise<void> | void;
  look?: 'primary' | 'plain' | 'quiet';
  icon?: LabIcon;
  /** Shows only the icon; the label is read out and shown as a tip. */
  iconOnly?: boolean;
  title?: string;
  disabled?: boolean;
  /** The id of the element that says more, such as why the button is off. */
  describedBy?: string;
  testId?: string;
}

/**
 * A button whose work may take a while. It stays focusable meanwhile, so that the keyboard does not lose its place, and
 * a refusal is told as a notification.
 */
export function ActionButton(props: ActionButtonProps): React.JSX.Element {
  const { label, onAct, look = 'plain', icon, iconOnly, title, disabled, describedBy, testId } = props;
  const [busy, setBusy] = React.useState(false);
  const off = busy || (disabled ?? false);

  const act = async (): Promise<void> => {
    setBusy(true);
    try {
      await onAct();
    } catch (reason) {
      notices.error(reason);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Button
      type="button"
      className={`nba-Button nba-mod-${look}${iconOnly ? ' nba-mod-icon' : ''}`}
      aria-disabled={off}
      aria-busy={busy}
      aria-describedby={describedBy}
      aria-label={iconOnly ? label : undefined}
      title={title ?? (iconOnly ? label : undefined)}
      data-testid={testId}
      onClick={() => void (off || act())}
    >
      {icon && <icon.react tag="span" className="nba-Button-icon" width="14px" height="14px" />}
      {!iconOnly && <span>{label}</span>}
    </Button>
  );
}
