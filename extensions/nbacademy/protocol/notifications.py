"""What people are told of, and how."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from .shape import Moment, Page, Shape

NotificationKind = Literal["reply", "mention", "solution", "grade", "regrade", "deadline", "announcement", "role"]
NotificationChoice = Literal["in_app", "digest", "none"]


class NotificationChoices(Shape):
    """How somebody is told of each kind: `digest` is in the platform, too, and mailed at most once a day."""

    reply: NotificationChoice = "in_app"
    mention: NotificationChoice = "in_app"
    solution: NotificationChoice = "in_app"
    grade: NotificationChoice = "in_app"
    regrade: NotificationChoice = "in_app"
    deadline: NotificationChoice = "in_app"
    announcement: NotificationChoice = "in_app"
    role: NotificationChoice = "in_app"


class Notification(Shape):
    """Something that the caller is told of. Their notifications are numbered, the newest has the highest number.

    `resource` is the path of what it is about, below `api/`.
    """

    id: UUID
    number: int
    kind: NotificationKind
    text: str
    resource: str
    course_slug: str | None
    read: bool
    created_at: Moment


class Notifications(Page[Notification]):
    """A page of notifications, and how many are unread in all."""

    unread: int


class NotificationUpdate(Shape):
    """Whether it counts as read."""

    read: bool


class NotificationsRead(Shape):
    """All up to this number count as read."""

    number: int = Field(ge=0, lt=2**31)


class Unread(Shape):
    """How many notifications are unread."""

    unread: int
