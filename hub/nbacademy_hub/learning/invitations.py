"""Codes with which people join a course."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.learning import InvitationCreate, InvitedRole
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of

from . import membership
from .tables import Invitation

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What nobody mistakes for another when it is read aloud."""

CODE_LENGTH = 12


def invite(session: Session, caller: Caller, course_name: str, values: InvitationCreate) -> shapes.Invitation:
    """A new code. Staff only; only instructors invite assistants. Raises Invalid for a time that is over."""
    course = membership.staff(session, caller, course_name)
    check_may_add(session, caller, course, values.role)
    if values.expires_at is not None and values.expires_at <= now():
        raise Invalid.field("expires_at", "is over already")
    invitation = Invitation(course_id=course.id, author_id=caller.account_id, code=_code(), **values.model_dump())
    session.add(invitation)
    session.flush()
    return _show(invitation)


def check_may_add(session: Session, caller: Caller, course: Course, role: str) -> None:
    """Raises Forbidden for an assistant who would add another."""
    if role != "student" and membership.role_in(session, caller, course) != "instructor":
        raise Forbidden(f"Only the instructors of {course.slug} add an {role}.")


def list_invitations(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Invitation]:
    """The codes of a course, the newest first. Staff only."""
    course = membership.staff(session, caller, course_name)
    wanted = select(Invitation).where(Invitation.course_id == course.id)
    order = wanted.order_by(Invitation.created_at.desc(), Invitation.id)
    return page_of(session, order, query, lambda rows: [_show(invitation) for (invitation,) in rows])


def revoke(session: Session, caller: Caller, invitation_id: UUID) -> None:
    """Takes a code back. Staff only. Raises NotFound, or Forbidden for an assistant's and an instructor's code."""
    invitation = session.scalar(select(Invitation).where(Invitation.id == invitation_id).with_for_update())
    course = session.get(Course, invitation.course_id) if invitation is not None else None
    if course is None or not membership.is_staff(session, caller, course.id):
        raise NotFound("There is no such invitation.")
    session.delete(invitation)


def redeem(session: Session, course: Course, code: str) -> InvitedRole:
    """Uses a code of a course; the role that it gives. Raises Invalid for one that does not work."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    wanted = select(Invitation).where(Invitation.course_id == course.id, Invitation.code == plain)
    # Locked, since of two who come with the last use of a code only one may join.
    invitation = session.scalar(wanted.with_for_update())
    if invitation is None or not _works(invitation) or course.archived_at is not None:
        raise Invalid.field("code", "is none of this course's, or does not work any more")
    invitation.uses += 1
    return invitation.role


def _works(invitation: Invitation) -> bool:
    used_up = invitation.uses_limit is not None and invitation.uses >= invitation.uses_limit
    return not used_up and (invitation.expires_at is None or invitation.expires_at > now())


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _show(invitation: Invitation) -> shapes.Invitation:
    return shapes.Invitation(**{name: getattr(invitation, name) for name in shapes.Invitation.model_fields})
