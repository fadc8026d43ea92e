"""Grace days: a budget for each student and course, used in the order in which late work came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_graders.late import days_late
from nbacademy_hub.assignments.newest import newest_of
from nbacademy_hub.assignments.tables import Assignment

from .terms import course_gradings, terms_of


@dataclass(frozen=True)
class Use:
    """How many started days the newest work on an assignment was late."""

    assignment_id: UUID
    submitted_at: datetime
    days: int


class Grace:
    """What some students of a course have used of their grace days, by the newest submission of each assignment."""

    def __init__(self, budget: int, uses: dict[UUID, list[Use]]) -> None:
        self.budget = budget
        self._uses = uses

    @classmethod
    def of(cls, session: Session, course_id: UUID, account_ids: Collection[UUID]) -> Grace:
        """Reads it, in a few statements however many students there are."""
        grading = course_gradings(session, [course_id])[course_id]
        assignments = {
            row.id: row for row in session.scalars(select(Assignment).where(Assignment.course_id == course_id))
        }
        with_grace = [
            row.id for row in assignments.values() if (row.late_policy or grading.late_policy) == "grace_days"
        ]
        uses: dict[UUID, list[Use]] = {}
        if not (grading.grace_days and with_grace):
            return cls(grading.grace_days if with_grace else 0, uses)
        found = newest_of(session, with_grace, account_ids)
        terms = terms_of(session, [(assignments[assignment_id], account) for account, assignment_id in found])
        for (account_id, assignment_id), submission in found.items():
            days = days_late(terms[assignment_id, account_id].seconds_late(submission.submitted_at))
            uses.setdefault(account_id, []).append(Use(assignment_id, submission.submitted_at, days))
        return cls(grading.grace_days, uses)

    def left(self, account_id: UUID) -> int:
        """How many days somebody has left."""
        return max(0, self.budget - sum(use.days for use in self._uses.get(account_id, ())))

    def left_for(self, account_id: UUID, assignment_id: UUID, submitted_at: datetime) -> int:
        """How many days were left for work that came in then: what other assignments used before is gone."""
        before = (
            use.days
            for use in self._uses.get(account_id, ())
            if use.assignment_id != assignment_id and use.submitted_at < submitted_at
        )
        return max(0, self.budget - sum(before))
