"""Marks that people give, by question; comments kept for reuse; requests to look again. Names follow nbgrader."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from .assignments import CellKind
from .shape import Line, Moment, Person, Shape, Text

Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
CellType = Literal["code", "markdown", "raw"]
RegradeState = Literal["open", "accepted", "declined"]


class MarkedCell(Shape):
    """A graded cell of an assignment: how many answers to it are in the gradebook, and how many wait for a person.

    `rubric_comments` counts the comments that are kept for it.
    """

    notebook: str
    grade_id: str
    kind: CellKind
    max_score: float
    answers: int
    waiting: int
    rubric_comments: int


class Claim(Shape):
    """Who marks an answer just now, and until when nobody else can."""

    user: Person
    until: Moment


class AnswerCell(Shape):
    """A cell of a student's notebook. `source` is plain text; `html` its outputs (or the Markdown) made safe to show.

    `shortened` says that a part of it was left out because of its length.
    """

    cell_type: CellType
    grade_id: str | None
    source: str
    html: str
    shortened: bool = False


class Mark(Shape):
    """One student's answer to one graded cell, and what it got; `id` is that of nbgrader's grade.

    `score` is what counts: the manual score, else that of the tests, with the extra credit; None until there is one.
    `version` changes with every change of the mark, wherever it is made. When it is shown anonymously, `user` and
    `submission_id` are None and `pseudonym` tells a student's answers from others': it is the same for all cells of an
    assignment. `answer` has the student's cells up to the graded one, which is the last; none when the graded
    notebook is not there.
    """

    id: UUID
    assignment: str
    notebook: str
    grade_id: str
    kind: CellKind
    pseudonym: str
    user: Person | None
    submission_id: UUID | None
    version: str
    score: float | None
    auto_score: float | None
    manual_score: float | None
    extra_credit: float | None
    max_score: float
    needs_manual_grade: bool
    comment: str | None
    claim: Claim | None
    answer: tuple[AnswerCell, ...]


class MarkPut(Shape):
    """Marks an answer. `version` is that of the mark as it was seen: another one in the gradebook is a conflict.

    Fields left out keep what is there; null takes a manual score, extra credit or comment back. The texts of
    `rubric_comment_ids` are added to the comment, and counted as used.
    """

    version: Annotated[str, Field(min_length=1, max_length=64)]
    score: Points | None = None
    extra_credit: Points | None = None
    comment: Text | None = None
    rubric_comment_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()


class ClaimCreate(Shape):
    """Claims an answer: the given one (again, to renew the claim), or the next that waits and nobody has claimed."""

    mark_id: UUID | None = None
    minutes: Annotated[int, Field(ge=1, le=120)] = 15


class RubricCommentCreate(Shape):
    """A comment to be kept for a cell; `points` suggests what goes with it."""

    text: Text
    points: Points | None = None


class RubricComment(Shape):
    """A comment kept for a cell; `uses` counts the marks that it went into."""

    id: UUID
    assignment: str
    notebook: str
    grade_id: str
    text: str
    points: float | None
    uses: int
    author: Person
    updated_at: Moment


class RegradeRequestCreate(Shape):
    """Asks for another look at a cell's mark; `notebook` is needed where two have a cell of that name."""

    grade_id: Line
    notebook: Line | None = None
    text: Text


class RegradeMessageCreate(Shape):
    """A message in Markdown."""

    text: Text


class RegradeMessage(Shape):
    """`html` is `text` rendered and sanitised: the only form to put into a page."""

    id: UUID
    author: Person
    text: str
    html: str
    created_at: Moment


class RegradeRequest(Shape):
    """A request for another look; `messages` counts the thread's, `resolution` is the staff's note."""

    id: UUID
    submission_id: UUID
    course_slug: str
    assignment: str
    user: Person
    notebook: str
    grade_id: str
    state: RegradeState
    resolution: str | None
    resolved_by: Person | None
    messages: int
    created_at: Moment
    updated_at: Moment


class RegradeRequestDetail(RegradeRequest):
    """A request with one page of its thread, oldest first."""

    items: tuple[RegradeMessage, ...]
    page: int
    limit: int
    total: int


class RegradeRequestUpdate(Shape):
    """Answers a request, or opens it again; a resolution left out keeps what is there."""

    state: RegradeState
    resolution: Text | None = None
