"""The newest submission of each student."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from .tables import Submission


def newest_of(
    session: Session, assignment_ids: Collection[UUID], account_ids: Collection[UUID] | None
) -> dict[tuple[UUID, UUID], Submission]:
    """The newest submissions by account and assignment, in one statement; everybody's where `account_ids` is None."""
    mine: ColumnElement[bool] = Submission.assignment_id.in_(assignment_ids)
    if account_ids is not None:
        mine &= Submission.account_id.in_(account_ids)
    last = (
        select(Submission.assignment_id, Submission.account_id, func.max(Submission.version).label("version"))
        .where(mine).group_by(Submission.assignment_id, Submission.account_id).subquery()
    )  # fmt: skip
    wanted = select(Submission).join(
        last,
        (last.c.assignment_id == Submission.assignment_id)
        & (last.c.account_id == Submission.account_id)
        & (last.c.version == Submission.version),
    )
    return {(row.account_id, row.assignment_id): row for row in session.scalars(wanted)}


def is_newest() -> ColumnElement[bool]:
    """Whether a submission's student has not handed the same assignment in anew."""
    newer = aliased(Submission)
    same = (newer.assignment_id == Submission.assignment_id) & (newer.account_id == Submission.account_id)
    return ~exists().where(same, newer.version > Submission.version)
