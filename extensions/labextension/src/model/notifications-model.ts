import type { AcademyApi } from '../api/api';
import type { EventStream } from '../api/event-stream';
import type { Notification, Notifications } from '../api/types';
import { Observable } from './observable';
import { Resource } from './resource';

/** What the person was told of, kept current by the events. */
export class NotificationsModel {
  constructor(
    private readonly api: AcademyApi,
    events: EventStream
  ) {
    this.list = new Resource(() => api.notifications());
    events.opened.connect((_, unread) => {
      this.unread.set(unread);
      if (this.list.value.loadedAt !== null) {
        void this.list.refresh();
      }
    });
    events.notified.connect((_, notification) => this.take(notification));
  }

  /** The newest ones, the newest first. */
  readonly list: Resource<Notifications>;

  /** How many are unread, those included that are not listed. */
  readonly unread = new Observable(0);

  async markRead(notification: Notification): Promise<void> {
    if (!notification.read) {
      await this.api.markNotification(notification.id, true);
      this.unread.set(Math.max(0, this.unread.value - 1));
      this.show(items => items.map(each => (each.id === notification.id ? { ...each, read: true } : each)));
    }
  }

  /** Has all that are listed, and those before them, count as read; what comes meanwhile does not. */
  async markAllRead(): Promise<void> {
    const newest = this.list.value.data?.items[0];
    if (newest) {
      this.unread.set(await this.api.readNotifications(newest.number));
      this.show(items => items.map(each => (each.number <= newest.number ? { ...each, read: true } : each)));
    }
  }

  private take(notification: Notification): void {
    this.unread.set(this.unread.value + 1);
    this.show(items => [notification, ...items.filter(({ id }) => id !== notification.id)]);
  }

  private show(change: (items: readonly Notification[]) => Notification[]): void {
    this.list.patch(page => ({ ...page, items: change(page.items) }));
  }
}
