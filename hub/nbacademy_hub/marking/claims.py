"""Claims: who marks an answer just now. They end by the clock, by a mark, or when they are let go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol.errors import ErrorDetail
from nbacademy.protocol.marking import Claim
from nbacademy.protocol.shape import Shape
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.learning import membership

from .questions import Question
from .tables import MarkClaim


class Claimed(Shape):
    """Which answer was claimed."""

    mark_id: UUID


def claim(session: Session, caller: Caller, question: Question, candidates: Sequence[UUID], minutes: int) -> Claimed:
    """Claims for some minutes one's own of the candidates, to renew it, or the first that is free.

    Raises NotFound when there are no candidates, and Conflict, which says who has claimed the last and until when.
    """
    membership.staff(session, caller, question.course_slug)
    assignments.in_turn(session, question.assignment_id)  # of two at the same moment the second sees the first's claim
    session.execute(delete(MarkClaim).where(MarkClaim.assignment_id == question.assignment_id, MarkClaim.until < now()))
    taken = held(session, candidates)
    mine = [mark_id for mark_id, claim in taken.items() if claim.user.id == caller.account_id]
    free = [mark_id for mark_id in candidates if mark_id not in taken]
    if not candidates:
        raise NotFound("No answer to this cell is waiting.")
    if not mine and not free:
        raise _refusal(taken[candidates[-1]])
    until = now() + timedelta(minutes=minutes)
    if mine:
        session.get_one(MarkClaim, mine[0]).until = until
        return Claimed(mark_id=mine[0])
    session.add(
        MarkClaim(mark_id=free[0], assignment_id=question.assignment_id, account_id=caller.account_id, until=until)
    )
    session.flush()
    return Claimed(mark_id=free[0])


def held(session: Session, mark_ids: Collection[UUID]) -> dict[UUID, Claim]:
    """The claims on some marks that have not ended."""
    rows = session.execute(
        select(MarkClaim, Account).join(Account, Account.id == MarkClaim.account_id)
        .where(MarkClaim.mark_id.in_(mark_ids), MarkClaim.until >= now())
    )  # fmt: skip
    return {row.mark_id: Claim(user=accounts.person(account), until=row.until) for row, account in rows}


def check(session: Session, caller: Caller, mark_id: UUID) -> None:
    """Raises Conflict when somebody else has claimed an answer."""
    claim = held(session, [mark_id]).get(mark_id)
    if claim is not None and claim.user.id != caller.account_id:
        raise _refusal(claim)


def let_go(session: Session, caller: Caller, course_name: str, mark_id: UUID) -> None:
    """Ends one's own claim. Raises NotFound when there is none."""
    membership.staff(session, caller, course_name)
    mine = session.get(MarkClaim, mark_id)
    if mine is None or mine.account_id != caller.account_id:
        raise NotFound("You have no claim on this answer.")
    release(session, mark_id)


def release(session: Session, mark_id: UUID) -> None:
    """Ends a claim, if there is one."""
    session.execute(delete(MarkClaim).where(MarkClaim.mark_id == mark_id))


def _refusal(claim: Claim) -> Conflict:
    until = claim.until.isoformat(timespec="seconds")
    return Conflict(
        f"{claim.user.name} marks this answer until {until}: take another one.",
        details=(
            ErrorDetail(field="claim.user", message=claim.user.name), ErrorDetail(field="claim.until", message=until)
        ),
    )  # fmt: skip
