"""The graded cells of an assignment, for its course's staff."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import SourceCell
from nbacademy.protocol.marking import MarkedCell
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Invalid, NotFound
from nbacademy_hub.gradebook.book import reading
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import membership

from . import book
from .tables import RubricComment

_CELLS: TypeAdapter[tuple[SourceCell, ...]] = TypeAdapter(tuple[SourceCell, ...])


class NotebookQuery(Shape):
    """`notebook` is needed where two notebooks of an assignment have a cell of the same name."""

    notebook: str | None = None


class Question(Shape):
    """A graded cell, found for somebody who may mark it."""

    assignment_id: UUID
    course_slug: str
    place: book.Place


def find(
    session: Session, caller: Caller, course_name: str, name: str, grade_id: str, notebook: str | None
) -> Question:
    """A graded cell, for the course's staff. Raises NotFound, Forbidden, or Invalid when two notebooks have it."""
    assignment, course = _for_staff(session, caller, course_name, name)
    found = [cell.notebook for cell in _cells(session, assignment) if cell.grade_id == grade_id]
    if notebook is not None:
        found = [each for each in found if each == notebook]
    if not found:
        raise NotFound(f"There is no graded cell {grade_id} in {name}.")
    if len(found) > 1:
        raise Invalid.field("notebook", f"name one of {', '.join(found)}: each has a cell {grade_id}")
    place = book.Place(assignment.name, found[0], grade_id)
    return Question(assignment_id=assignment.id, course_slug=course.slug, place=place)


def list_cells(
    session: Session, caller: Caller, course_name: str, name: str, query: Paging, gradebooks: Path
) -> Page[MarkedCell]:
    """The graded cells of an assignment in their order, with how many answers wait for a person."""
    assignment, course = _for_staff(session, caller, course_name, name)
    cells = _cells(session, assignment)
    shown = cells[(query.page - 1) * query.limit : query.page * query.limit]
    with reading(gradebooks, course.slug) as opened:
        counts = book.counts(opened, assignment.name)
    kept = _kept(session, assignment.id)
    return Page(
        items=tuple(_show(cell, counts, kept) for cell in shown), page=query.page, limit=query.limit, total=len(cells)
    )


def _for_staff(session: Session, caller: Caller, course_name: str, name: str) -> tuple[Assignment, Course]:
    course = membership.staff(session, caller, course_name)
    assignment = assignments.find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment, course


def _cells(session: Session, assignment: Assignment) -> tuple[SourceCell, ...]:
    """The graded cells of the released version, which is what is graded; before the release, of the newest."""
    version = assignments.version_of(session, assignment, assignment.released)
    return () if version is None else _CELLS.validate_python(version.cells)


def _kept(session: Session, assignment_id: UUID) -> dict[tuple[str, str], int]:
    rows = session.execute(
        select(RubricComment.notebook, RubricComment.grade_id, func.count(RubricComment.id))
        .where(RubricComment.assignment_id == assignment_id)
        .group_by(RubricComment.notebook, RubricComment.grade_id)
    )
    return {(notebook, grade_id): count for notebook, grade_id, count in rows}


def _show(cell: SourceCell, counts: dict[tuple[str, str], book.Count], kept: dict[tuple[str, str], int]) -> MarkedCell:
    key = (cell.notebook, cell.grade_id)
    count = counts.get(key, book.Count(0, 0))
    return MarkedCell(
        notebook=cell.notebook, grade_id=cell.grade_id, kind=cell.kind, max_score=cell.points,
        answers=count.answers, waiting=count.waiting, rubric_comments=kept.get(key, 0),
    )  # fmt: skip
