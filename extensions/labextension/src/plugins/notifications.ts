import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette, Notification as Toasts } from '@jupyterlab/apputils';
import { bellIcon } from '@jupyterlab/ui-components';

import { notices } from '../actions/notices';
import type { Notification } from '../api/types';
import { BellWidget } from '../panel/bell';
import { NotificationPanel, NOTIFICATIONS_ID } from '../panel/notification-panel';
import type { Tools } from '../panel/tools';
import { IAcademy, ITools } from '../tokens';

const COMMAND = 'nbacademy:show-notifications';
const PANEL_RANK = 700;
const BELL_RANK = 1000;
const TOAST_MS = 8000;

/** The bell, the list behind it, and a toast for what comes while somebody works. */
export const notificationsPlugin: JupyterFrontEndPlugin<void> = {
  id: '@nbacademy/labextension:notifications',
  description: 'The bell with what the courses tell.',
  autoStart: true,
  requires: [IAcademy, ITools],
  optional: [ILayoutRestorer, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    { events, notifications }: IAcademy,
    tools: Tools,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null
  ): void => {
    const { destinations, trans } = tools;
    const follow = (notification: Notification): (() => Promise<void>) | null =>
      destinations.leadsTo(notification) ? () => destinations.go(notification) : null;
    const panel = new NotificationPanel({ tools, notifications, follow });
    restorer?.add(panel, NOTIFICATIONS_ID);
    app.shell.add(panel, 'right', { rank: PANEL_RANK });
    app.commands.addCommand(COMMAND, {
      label: trans.__('Course: Show notifications'),
      icon: bellIcon,
      execute: () => app.shell.activateById(NOTIFICATIONS_ID)
    });
    palette?.addItem({ command: COMMAND, category: trans.__('Course') });
    const onRing = (): void => void app.commands.execute(COMMAND);
    app.shell.add(new BellWidget({ notifications, trans, onRing }), 'top', { rank: BELL_RANK });
    events.notified.connect((_, notification) => {
      // Who looks at the list sees it there.
      if (!panel.isVisible) {
        toast(notification, trans.__('Show'), async () => {
          await notifications.markRead(notification);
          await follow(notification)?.();
        });
      }
    });
  }
};

function toast(notification: Notification, label: string, show: () => Promise<void>): void {
  const callback = (): void => void show().catch(notices.error);
  Toasts.emit(notification.text, notification.kind === 'grade' ? 'success' : 'info', {
    autoClose: TOAST_MS,
    actions: [{ label, callback }]
  });
}
