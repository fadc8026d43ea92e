"""What the scores of some students are made of, as they stand in nbgrader's gradebook."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

_ASSIGNMENT, _SUBMITTED = Assignment.__table__, SubmittedAssignment.__table__
_WORK, _GRADE = SubmittedNotebook.__table__, Grade.__table__


class Parts(NamedTuple):
    """The parts of a score, in points: `auto` of cells marked by tests alone, `manual` of cells marked by people."""

    auto: float
    manual: float
    extra: float
    penalty: float
    needs_manual_grade: bool

    @property
    def score(self) -> float:
        """What the parts come to, not below zero."""
        return max(0.0, self.auto + self.manual + self.extra - self.penalty)


def of(book: Session, usernames: Collection[str]) -> dict[tuple[str, str], Parts]:
    """The parts of these students' scores, by user name and assignment, in two statements."""
    penalties = {
        (student, assignment): penalty
        for student, assignment, penalty in book.execute(_per_work(usernames, _total(_WORK.c.late_submission_penalty)))
    }
    marked = _per_work(usernames, *_SUMS).join(_GRADE, _GRADE.c.notebook_id == _WORK.c.id)
    return {
        (student, assignment): Parts(auto, manual, extra, penalties.get((student, assignment), 0.0), bool(needs))
        for student, assignment, auto, manual, extra, needs in book.execute(marked)
    }


def _total(value: Any) -> Any:
    return func.coalesce(func.sum(value), 0.0)


_SUMS = (
    _total(case((_GRADE.c.manual_score.is_(None), _GRADE.c.auto_score))),
    _total(_GRADE.c.manual_score),
    # As nbgrader does, no extra credit for what has no score yet.
    _total(case((func.coalesce(_GRADE.c.manual_score, _GRADE.c.auto_score).is_not(None), _GRADE.c.extra_credit))),
    func.max(_GRADE.c.needs_manual_grade),
)


def _per_work(usernames: Collection[str], *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(_SUBMITTED.c.student_id, _ASSIGNMENT.c.name, *columns).select_from(_SUBMITTED)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _SUBMITTED.c.assignment_id)
        .join(_WORK, _WORK.c.assignment_id == _SUBMITTED.c.id)
        .where(_SUBMITTED.c.student_id.in_(usernames)).group_by(_SUBMITTED.c.student_id, _ASSIGNMENT.c.name)
    )  # fmt: skip
