"""Everybody's newest scores in a course."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.gradebook import GradebookRow
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments.newest import newest_of
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment


def gradebook(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[GradebookRow]:
    """The newest scores of every student, for staff."""
    course = membership.staff(session, caller, course_name)
    assignments = list(
        session.scalars(select(Assignment).where(Assignment.course_id == course.id).order_by(Assignment.name))
    )
    wanted = (
        select(Account).join(Enrollment).where(Enrollment.course_id == course.id, Enrollment.role == "student")
        .order_by(Account.name, Account.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[GradebookRow]:
        newest = newest_of(session, [assignment.id for assignment in assignments], [account.id for (account,) in rows])
        return [_row(account, assignments, newest) for (account,) in rows]

    return page_of(session, wanted, query, show)


def _row(account: Account, assignments: list[Assignment], newest: dict[tuple[UUID, UUID], Submission]) -> GradebookRow:
    found = {assignment.name: newest.get((account.id, assignment.id)) for assignment in assignments}
    scores = {name: submission.score if submission else None for name, submission in found.items()}
    return GradebookRow(
        user=accounts.person(account), scores=scores, total=sum(score or 0.0 for score in scores.values()),
        max_total=sum(submission.max_score or 0.0 for submission in found.values() if submission),
    )  # fmt: skip
