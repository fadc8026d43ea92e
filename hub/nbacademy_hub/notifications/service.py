"""Tells people of what concerns them, in the transaction of what it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from nbacademy.protocol import notifications as shapes
from nbacademy.protocol.notifications import NotificationKind, NotificationsRead, NotificationUpdate
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import NotFound
from nbacademy_hub.http.paging import Paging, page_of

from .tables import Inbox, Notification

GATHER = timedelta(hours=1)
"""How long a digest waits for more at least."""

DIGEST_EVERY = timedelta(days=1)


class NotificationQuery(Paging):
    """Unread or read ones alone, or those of one kind."""

    unread: bool | None = None
    kind: NotificationKind | None = None


def tell(
    session: Session, account_ids: Collection[UUID], kind: NotificationKind, text: str, resource: str, *,
    course_id: UUID | None = None, key: str | None = None,
) -> None:  # fmt: skip
    """Tells people of something, as far as each wants to be told; with a `key`, those who were not told before."""
    wants = _choices(session, set(account_ids) - _told(session, account_ids, key), kind)
    for inbox in _inboxes(session, wants):
        inbox.newest += 1
        digest = wants[inbox.account_id] == "digest"
        if digest and inbox.digest_at is None:
            earliest = inbox.digested_at + DIGEST_EVERY if inbox.digested_at else now()
            inbox.digest_at = max(now() + GATHER, earliest)
        session.add(
            Notification(
                account_id=inbox.account_id, number=inbox.newest, kind=kind, text=text, resource=resource,
                course_id=course_id, key=key, digest=digest,
            )
        )  # fmt: skip
    session.flush()


def stir(session: Session, account_ids: Collection[UUID]) -> None:
    """Has people's open pages look again at what they show: something of theirs changed, and nobody need be told.

    That takes a number as a notification does, so that who was cut off meanwhile hears of it, too.
    """
    for inbox in _inboxes(session, account_ids):
        inbox.newest += 1
    session.flush()


def list_notifications(session: Session, caller: Caller, query: NotificationQuery) -> shapes.Notifications:
    """The caller's notifications, the newest first."""
    wanted = _of(caller.account_id)
    if query.unread is not None:
        wanted = wanted.where(Notification.read_at.is_(None) == query.unread)
    if query.kind is not None:
        wanted = wanted.where(Notification.kind == query.kind)
    page = page_of(session, wanted.order_by(Notification.number.desc()), query, _show)
    return shapes.Notifications(**dict(page), unread=count_unread(session, caller))


def put(
    session: Session, caller: Caller, notification_id: UUID, values: NotificationUpdate
) -> shapes.Notification:  # fmt: skip
    """Has a notification of the caller's count as read, or not. Raises NotFound."""
    row = session.execute(_of(caller.account_id).where(Notification.id == notification_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such notification.")
    if values.read != (row[0].read_at is not None):
        row[0].read_at = now() if values.read else None
    return _show([row])[0]


def read(session: Session, caller: Caller, values: NotificationsRead) -> shapes.Unread:
    """Has the caller's notifications up to a number count as read: what came since they looked does not."""
    unread = (Notification.account_id == caller.account_id, Notification.read_at.is_(None))
    session.execute(update(Notification).where(*unread, Notification.number <= values.number).values(read_at=now()))
    return shapes.Unread(unread=count_unread(session, caller))


def count_unread(session: Session, caller: Caller) -> int:
    """How many of the caller's notifications are unread."""
    unread = (Notification.account_id == caller.account_id, Notification.read_at.is_(None))
    return session.scalar(select(func.count(Notification.id)).where(*unread)) or 0


def list_after(session: Session, caller: Caller, number: int, most: int) -> list[shapes.Notification]:
    """The caller's notifications after a number, in their order."""
    later = _of(caller.account_id).where(Notification.number > number).order_by(Notification.number)
    return _show(session.execute(later.limit(most)).all())


def forget(session: Session, before: datetime, most: int) -> int:
    """Removes some of the notifications that were read before then; how many."""
    old = select(Notification.id).where(Notification.read_at < before).limit(most)
    gone = list(session.scalars(delete(Notification).where(Notification.id.in_(old)).returning(Notification.id)))
    return len(gone)


def newest(session: Session, account_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The number of each one's newest notification; who was never told of anything is not in it."""
    rows = session.execute(select(Inbox.account_id, Inbox.newest).where(Inbox.account_id.in_(list(account_ids))))
    return {account_id: number for account_id, number in rows}


def _of(account_id: UUID) -> Select[Notification, str]:
    wanted = select(Notification, Course.slug).outerjoin(Course, Course.id == Notification.course_id)
    return wanted.where(Notification.account_id == account_id)


def _told(session: Session, account_ids: Collection[UUID], key: str | None) -> set[UUID]:
    of_these = (Notification.key == key, Notification.account_id.in_(account_ids))
    return set(session.scalars(select(Notification.account_id).where(*of_these))) if key is not None else set()


def _choices(session: Session, account_ids: Collection[UUID], kind: NotificationKind) -> dict[UUID, str]:
    """How each of these people wants to be told of this kind; who does not is left out."""
    wanted = select(Account.id, Account.notification_choices)
    rows = session.execute(wanted.where(Account.id.in_(account_ids), Account.removed_at.is_(None)))
    found = {account_id: (choices or {}).get(kind, "in_app") for account_id, choices in rows}
    return {account_id: choice for account_id, choice in found.items() if choice != "none"}


def _inboxes(session: Session, account_ids: Collection[UUID]) -> list[Inbox]:
    """These people's inboxes, locked, each in the same order: two who tell the same people wait for each other."""
    wanted = select(Inbox).where(Inbox.account_id.in_(account_ids)).order_by(Inbox.account_id).with_for_update()
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    # Of two who make the same one at the same moment the second fails, and begins anew.
    new = [Inbox(account_id=one, newest=0) for one in sorted(set(account_ids) - {inbox.account_id for inbox in found})]
    session.add_all(new)
    session.flush()
    return [*found, *new]


def _show(rows: Sequence[Any]) -> list[shapes.Notification]:
    return [
        shapes.Notification(
            id=row.id, number=row.number, kind=row.kind, text=row.text, resource=row.resource, course_slug=slug,
            read=row.read_at is not None, created_at=row.created_at,
        )
        for row, slug in rows
    ]  # fmt: skip
