import type { LabIcon } from '@jupyterlab/ui-components';
import { bellIcon, ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import React from 'react';

import { notices } from '../actions/notices';
import type { Notification, NotificationKind } from '../api/types';
import { assignmentIcon, courseIcon, feedbackIcon, forumIcon } from '../icons';
import { absolute, relative } from '../logic/moments';
import type { NotificationsModel } from '../model/notifications-model';
import { ActionButton } from './action-button';
import { Empty, ResourceView } from './states';
import type { Tools } from './tools';
import { ToolsContext, useNow, useObservable, useTools } from './tools';

export const NOTIFICATIONS_ID = 'nbacademy-notifications';

/** What is older than this is asked for again when the panel comes into view. */
const FRESH_MS = 15_000;

export interface NotificationPanelOptions {
  tools: Tools;
  notifications: NotificationsModel;
  /** Leads to what one is about; null where that is no place. */
  follow: (notification: Notification) => (() => Promise<void>) | null;
}

/** What the person was told of, in the right sidebar. */
export class NotificationPanel extends ReactWidget {
  constructor(private readonly options: NotificationPanelOptions) {
    super();
    const title = options.tools.trans.__('Notifications of the courses');
    this.id = NOTIFICATIONS_ID;
    this.addClass('nba-Panel');
    this.title.icon = bellIcon;
    this.title.caption = title;
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', title);
  }

  protected override render(): React.JSX.Element {
    return (
      <ToolsContext.Provider value={this.options.tools}>
        <Notifications {...this.options} />
      </ToolsContext.Provider>
    );
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    void this.options.notifications.list.ensure(FRESH_MS);
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    this.node.focus();
  }
}

function Notifications({ notifications, follow }: NotificationPanelOptions): React.JSX.Element {
  const { trans } = useTools();
  const unread = useObservable(notifications.unread);
  return (
    <>
      <div className="nba-PanelHead">
        <h2>{trans.__('Notifications')}</h2>
        {unread > 0 && (
          <ActionButton
            look="quiet"
            label={trans.__('Mark all as read')}
            onAct={() => notifications.markAllRead()}
            testId="notifications-read"
          />
        )}
      </div>
      <div className="nba-Scroll">
        <ResourceView resource={notifications.list}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                icon={bellIcon}
                title={trans.__('Nothing yet')}
                text={trans.__('Grades, replies, deadlines and announcements appear here.')}
              />
            ) : (
              <ul className="nba-List" data-testid="notifications">
                {items.map(item => (
                  <Row key={item.id} item={item} notifications={notifications} follow={follow(item)} />
                ))}
              </ul>
            )
          }
        </ResourceView>
      </div>
    </>
  );
}

const ICONS: Readonly<Record<NotificationKind, LabIcon>> = {
  reply: forumIcon,
  mention: forumIcon,
  solution: forumIcon,
  announcement: courseIcon,
  grade: feedbackIcon,
  regrade: feedbackIcon,
  deadline: assignmentIcon,
  role: bellIcon
};

interface RowProps {
  item: Notification;
  notifications: NotificationsModel;
  follow: (() => Promise<void>) | null;
}

function Row({ item, notifications, follow }: RowProps): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const Icon = ICONS[item.kind];
  const open = async (): Promise<void> => {
    try {
      await notifications.markRead(item);
      await follow?.();
    } catch (reason) {
      notices.error(reason);
    }
  };
  return (
    <li className={item.read ? undefined : 'nba-mod-unread'}>
      <button
        type="button"
        className="nba-Item"
        onClick={() => void open()}
        data-testid={`notification-${item.number}`}
      >
        <Icon.react tag="span" className="nba-Material-icon" width="16px" height="16px" />
        <span className="nba-Item-words">
          <span className={item.read ? undefined : 'nba-Title'}>{item.text}</span>
          <span className="nba-Meta">
            {!item.read && <span className="nba-Chip nba-mod-role">{trans.__('New')}</span>}
            {item.course_slug && <span>{item.course_slug}</span>}
            <time dateTime={item.created_at} title={absolute(item.created_at, now, locale)}>
              {relative(item.created_at, now, locale)}
            </time>
          </span>
        </span>
      </button>
    </li>
  );
}
