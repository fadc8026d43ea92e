"""Notifications over HTTP."""

from __future__ import annotations

from nbacademy.protocol.notifications import (
    Notification,
    Notifications,
    NotificationsRead,
    NotificationUpdate,
    Unread,
)
from nbacademy_hub.http.audience import OWNER_ALONE, PEOPLE
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404

from . import service


class NotificationsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=service.NotificationQuery, gives=Notifications, kept=True)
    async def get(self) -> None:
        """The caller's notifications, the newest first."""
        self.reply(await self.call(service.list_notifications, self.query(service.NotificationQuery)))


class NotificationsReadHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, takes=NotificationsRead, gives=Unread)
    async def post(self) -> None:
        """Has all notifications up to a number count as read."""
        self.reply(await self.call(service.read, self.body(NotificationsRead)))


class NotificationHandler(ApiHandler):
    @allow(LEARN, to=OWNER_ALONE, takes=NotificationUpdate, gives=Notification)
    async def put(self, notification_id: str) -> None:
        """Has a notification count as read, or not."""
        values = self.body(NotificationUpdate)
        self.reply(await self.call(service.put, uuid_or_404(notification_id), values))


ROUTES = [
    (r"notifications", NotificationsHandler),
    (r"notifications/read", NotificationsReadHandler),
    (r"notifications/([^/]+)", NotificationHandler),
]
