"""Marks by question, as they stand in nbgrader's gradebook."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple
from uuid import UUID

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import CellKind

_GRADE, _COMMENT, _NOTEBOOK = Grade.__table__, Comment.__table__, Notebook.__table__
_ASSIGNMENT, _SUBMITTED, _WORK = Assignment.__table__, SubmittedAssignment.__table__, SubmittedNotebook.__table__
# Cells are joined by their tables: nbgrader's classes would load each cell of its own kind in a query of its own.
_CELL, _TESTED, _TASK = BaseCell.__table__, GradeCell.__table__, TaskCell.__table__
_COMMENTED = BaseCell.__table__.alias("commented")
_PLACES = (
    select(_COMMENT, _COMMENTED.c.name.label("cell_name"), _COMMENTED.c.notebook_id.label("cell_notebook"))
    .join(_COMMENTED, _COMMENTED.c.id == _COMMENT.c.cell_id)
    .subquery("places")
)


class Place(NamedTuple):
    """A graded cell within an assignment."""

    assignment: str
    notebook: str
    grade_id: str


class Count(NamedTuple):
    """How many answers to a cell there are, and how many wait for a person."""

    answers: int
    waiting: int


class Entry(NamedTuple):
    """A mark as nbgrader has it. Cells of tests alone have no `place_for_comment`: nbgrader keeps no comment there."""

    id: UUID
    place: Place
    student: str
    submitted_id: str
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    needs_manual_grade: bool
    max_score: float
    place_for_comment: str | None
    auto_comment: str | None
    manual_comment: str | None

    @property
    def kind(self) -> CellKind:
        """Who grades the cell: what can be commented on is graded by a person."""
        return "auto" if self.place_for_comment is None else "manual"

    @property
    def score(self) -> float | None:
        """What counts, with the extra credit; None until somebody or something gave a score."""
        given = self.auto_score if self.manual_score is None else self.manual_score
        return None if given is None else given + (self.extra_credit or 0.0)

    @property
    def comment(self) -> str | None:
        """What the student reads: a person's comment before nbgrader's own."""
        return self.manual_comment or self.auto_comment or None

    @property
    def version(self) -> str:
        """Changes with every change of the mark."""
        return hashlib.sha256(json.dumps(self[4:8] + self[10:]).encode()).hexdigest()[:16]

    @property
    def pseudonym(self) -> str:
        """The same for all of a student's cells of one assignment; tells nothing of who it is."""
        return f"Student {hashlib.sha256(self.submitted_id.encode()).hexdigest()[:8]}"


def entries(place: Place, *, needs: bool | None = None, student: str | None = None) -> Select[*tuple[Any, ...]]:
    """The marks of a cell, in an order that tells nothing of who or when."""
    wanted = _entries().where(*_at(place))
    if needs is not None:
        wanted = wanted.where(_GRADE.c.needs_manual_grade.is_(needs))
    if student is not None:
        wanted = wanted.where(_SUBMITTED.c.student_id == student)
    return wanted.order_by(_GRADE.c.id)


def entry(book: Session, mark_id: UUID) -> Entry | None:
    """One mark."""
    row = book.execute(_entries().where(_GRADE.c.id == mark_id.hex)).one_or_none()
    return None if row is None else entry_of(row)


def entry_of(row: Row[*tuple[Any, ...]]) -> Entry:
    """A row of `entries` as an entry."""
    first, assignment, notebook, grade_id, *rest = row
    return Entry(UUID(first), Place(assignment, notebook, grade_id), *rest)


def answers(book: Session, place: Place, *, needs: bool | None = None) -> list[UUID]:
    """The marks of a cell in their order."""
    wanted = entries(place, needs=needs).with_only_columns(_GRADE.c.id)
    return [UUID(mark_id) for mark_id in book.scalars(wanted)]


def waiting(book: Session, place: Place) -> list[UUID]:
    """The marks of a cell that wait for a person."""
    return answers(book, place, needs=True)


def counts(book: Session, assignment: str) -> dict[tuple[str, str], Count]:
    """How many answers there are to each cell of an assignment, by notebook and grade id."""
    rows = book.execute(
        select(
            _NOTEBOOK.c.name, _CELL.c.name, func.count(_GRADE.c.id),
            func.count(_GRADE.c.id).filter(_GRADE.c.needs_manual_grade),
        ).select_from(_GRADE).join(_CELL, _CELL.c.id == _GRADE.c.cell_id)
        .join(_NOTEBOOK, _NOTEBOOK.c.id == _CELL.c.notebook_id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _NOTEBOOK.c.assignment_id)
        .where(_ASSIGNMENT.c.name == assignment).group_by(_NOTEBOOK.c.name, _CELL.c.name)
    )  # fmt: skip
    return {(notebook, cell): Count(answers, waits) for notebook, cell, answers, waits in rows}


def _at(place: Place) -> tuple[Any, ...]:
    return (
        _ASSIGNMENT.c.name == place.assignment, _NOTEBOOK.c.name == place.notebook, _CELL.c.name == place.grade_id
    )  # fmt: skip


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            _GRADE.c.id, _ASSIGNMENT.c.name, _NOTEBOOK.c.name, _CELL.c.name, _SUBMITTED.c.student_id, _SUBMITTED.c.id,
            _GRADE.c.auto_score, _GRADE.c.manual_score, _GRADE.c.extra_credit, _GRADE.c.needs_manual_grade,
            func.coalesce(_TESTED.c.max_score, _TASK.c.max_score, 0.0),
            _PLACES.c.id, _PLACES.c.auto_comment, _PLACES.c.manual_comment,
        ).select_from(_GRADE).join(_CELL, _CELL.c.id == _GRADE.c.cell_id)
        .join(_NOTEBOOK, _NOTEBOOK.c.id == _CELL.c.notebook_id)
        .join(_WORK, _WORK.c.id == _GRADE.c.notebook_id)
        .join(_SUBMITTED, _SUBMITTED.c.id == _WORK.c.assignment_id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _SUBMITTED.c.assignment_id)
        .outerjoin(_TESTED, _TESTED.c.id == _CELL.c.id).outerjoin(_TASK, _TASK.c.id == _CELL.c.id)
        .outerjoin(_PLACES, and_(
            _PLACES.c.notebook_id == _GRADE.c.notebook_id, _PLACES.c.cell_name == _CELL.c.name,
        ))
    )  # fmt: skip
