"""Who is told of a thread's new posts."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy_hub.caller import Caller

from . import access
from .tables import Subscription, Thread


def put(session: Session, caller: Caller, thread_id: UUID, values: shapes.Subscription) -> shapes.Subscription:
    """Says whether the caller is told of a thread's new posts."""
    thread, _ = access.thread(session, caller, thread_id)
    begin(session, caller, thread).active = values.subscribed
    session.flush()
    return values


def begin(session: Session, caller: Caller, thread: Thread) -> Subscription:
    """Has the caller told of a thread's new posts, unless they have said that they are not to be."""
    found = session.get(Subscription, (thread.id, caller.account_id))
    if found is None:
        found = Subscription(thread_id=thread.id, account_id=caller.account_id, active=True)
        session.add(found)
        session.flush()
    return found


def is_subscribed(session: Session, caller: Caller, thread: Thread) -> bool:
    """Whether the caller is told of a thread's new posts."""
    found = session.get(Subscription, (thread.id, caller.account_id))
    return found is not None and found.active
