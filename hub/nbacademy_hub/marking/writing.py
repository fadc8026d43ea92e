"""Writes a mark into nbgrader's gradebook, as formgrader does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from nbgrader.api import Comment, Grade, Gradebook
from sqlalchemy import text

from nbacademy.protocol.marking import MarkPut
from nbacademy_graders import gradebook as books
from nbacademy_graders import marks
from nbacademy_graders.jobs import CellScore
from nbacademy_hub.errors import Conflict, Invalid, NotFound
from nbacademy_hub.gradebook.book import path_of

from .book import Entry, entry

LONGEST_COMMENT = 20_000


class Outcome(NamedTuple):
    """What a student's submission is worth after a mark."""

    student: str
    assignment: str
    score: float
    max_score: float
    needs_manual_grade: bool
    cells: tuple[CellScore, ...]


def write(gradebooks: Path, slug: str, mark_id: UUID, values: MarkPut, phrases: Sequence[str]) -> Outcome:
    """Writes a mark; `phrases` are added to its comment.

    Raises NotFound, Conflict (marked meanwhile, here or in formgrader) or Invalid, which names the field.
    """
    path = path_of(gradebooks, slug)
    if path is None:
        raise NotFound("There is no such mark.")
    with books.course_gradebook(f"sqlite:///{path}", slug) as gradebook:
        # Formgrader knows no lock of ours: SQLite lets nobody else write from here to the commit.
        gradebook.db.execute(text("BEGIN IMMEDIATE"))
        seen = entry(gradebook.db, mark_id)
        if seen is None:
            raise NotFound("There is no such mark.")
        if seen.version != values.version:
            raise Conflict("This answer was marked meanwhile, here or in formgrader: look at it again.")
        _write_scores(gradebook, seen, values)
        _write_comment(gradebook, seen, _comment(seen, values, phrases))
        gradebook.db.commit()
        gradebook.db.expire_all()
        return _outcome(gradebook, seen)


def _write_scores(gradebook: Any, seen: Entry, values: MarkPut) -> None:
    if values.score is not None and values.score > seen.max_score:
        raise Invalid.field("score", f"this cell has {seen.max_score:g} points at most; more is extra credit")
    grade = gradebook.db.get(Grade, seen.id.hex)
    if "score" in values.model_fields_set:
        grade.manual_score = values.score
    if "extra_credit" in values.model_fields_set:
        grade.extra_credit = values.extra_credit
    grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None


def _comment(seen: Entry, values: MarkPut, phrases: Sequence[str]) -> str | None:
    kept = values.comment if "comment" in values.model_fields_set else seen.manual_comment
    comment = "\n\n".join([*([kept] if kept else []), *phrases]) or None
    if comment is not None and comment != seen.manual_comment:
        if seen.place_for_comment is None:
            raise Invalid.field("comment", "nbgrader keeps comments at cells that students write, and this is none")
        if len(comment) > LONGEST_COMMENT:
            raise Invalid.field("comment", f"is longer than {LONGEST_COMMENT} characters")
    return comment


def _write_comment(gradebook: Any, seen: Entry, comment: str | None) -> None:
    if seen.place_for_comment is not None:
        gradebook.db.get(Comment, seen.place_for_comment).manual_comment = comment


def _outcome(gradebook: Gradebook, seen: Entry) -> Outcome:
    submission = books.find_submission(gradebook, seen.place.assignment, seen.student)
    assert submission is not None
    return Outcome(
        student=seen.student, assignment=seen.place.assignment, score=marks.total(submission),
        max_score=float(submission.max_score), needs_manual_grade=bool(submission.needs_manual_grade),
        cells=marks.cell_scores(submission, {}),
    )  # fmt: skip
