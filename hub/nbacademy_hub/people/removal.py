"""Somebody leaves: what others need of them is kept without their name, the rest goes."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from nbacademy_hub.accounts import credentials, second_factor
from nbacademy_hub.accounts.tables import Guardianship, MailedLink, RefreshToken, RoleRequest
from nbacademy_hub.caller import COURSE_ACCOUNT, Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict
from nbacademy_hub.forum.tables import Subscription
from nbacademy_hub.http.tables import IdempotentAnswer
from nbacademy_hub.learning.tables import MaterialProgress
from nbacademy_hub.notifications.tables import Inbox, Notification
from nbacademy_hub.training.tables import TrainingRun

from . import service

NAMELESS = "Somebody who left"


def check(session: Session, caller: Caller, user_id: UUID) -> str:
    """The user name of somebody who may be removed. Raises Forbidden, NotFound, or Conflict for the only admin."""
    service.only_admins(caller)
    account = service.find(session, user_id, lock=True)
    service.keep_an_admin(session, account)
    if account.username.startswith(COURSE_ACCOUNT):
        raise Conflict("This account is a course's: it goes with the course.")
    return account.username


def remove(session: Session, caller: Caller, user_id: UUID) -> None:
    """Takes somebody's name, address and all ways to sign in away, and what is theirs alone: progress and runs.

    Grades, submissions and posts stay, by the user name, on which the gradebooks hang; so does by whom they signed in
    elsewhere, which opens nothing any more. Raises as `check` does.
    """
    check(session, caller, user_id)
    account = service.find(session, user_id)
    credentials.end_sessions(session, account)
    second_factor.forget(session, account)
    account.name, account.removed_at, account.role = NAMELESS, now(), "student"
    account.email = account.email_verified_at = account.password_hash = account.bio = account.locale = None
    account.notification_choices = None
    alone = (MailedLink, RefreshToken, RoleRequest, MaterialProgress, TrainingRun, Notification, Inbox, Subscription)
    for table in alone:
        session.execute(delete(table).where(table.account_id == account.id))
    both = or_(Guardianship.ward_id == account.id, Guardianship.guardian_id == account.id)
    session.execute(delete(Guardianship).where(both))
    session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.username == account.username))
