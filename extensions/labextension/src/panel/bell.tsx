import { bellIcon, ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { NotificationsModel } from '../model/notifications-model';
import { useObservable } from './tools';

export interface BellOptions {
  notifications: NotificationsModel;
  trans: TranslationBundle;
  onRing: () => void;
}

/** Larger counts say no more. */
const MOST = 99;

/** The bell at the end of the menu bar, with the number of unread notifications. */
export class BellWidget extends ReactWidget {
  constructor(private readonly options: BellOptions) {
    super();
    this.id = 'nbacademy-bell';
    this.addClass('nba-BellArea');
  }

  protected override render(): React.JSX.Element {
    return <Bell {...this.options} />;
  }
}

function Bell({ notifications, trans, onRing }: BellOptions): React.JSX.Element {
  const unread = useObservable(notifications.unread);
  const words =
    unread === 0 ? trans.__('Notifications') : trans._n('%1 unread notification', '%1 unread notifications', unread);
  return (
    <button type="button" className="nba-Bell" aria-label={words} title={words} onClick={onRing} data-testid="bell">
      <bellIcon.react tag="span" className="nba-Bell-icon" width="16px" height="16px" />
      {unread > 0 && (
        <span className="nba-Bell-count" aria-hidden="true">
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      )}
    </button>
  );
}
