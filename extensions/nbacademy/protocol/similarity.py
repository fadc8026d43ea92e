"""Which submissions look alike. A hint for people who then read both, never a verdict."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from .shape import Moment, Person, Shape

CheckState = Literal["running", "done", "failed"]
Share = Annotated[float, Field(ge=0, le=1)]

HINT = (
    "Similar code is a hint, never a verdict: short tasks, a shared teacher or worked examples make honest work alike. "
    "Read both before you speak with anybody."
)


class SimilarityCheck(Shape):
    """An assignment's newest check: how it goes, and how many students' newest submissions it compares."""

    id: UUID
    course_slug: str
    assignment: str
    state: CheckState
    reason: str | None
    submissions: int
    started_at: Moment
    ended_at: Moment | None


class SimilarSide(Shape):
    """One of two submissions; `overlap` is the share of its own code (from 0 to 1) that the other has, too."""

    submission_id: UUID
    user: Person
    overlap: Share


class SimilarPair(Shape):
    """Two submissions that share code. `overlap` is the larger of the two sides'."""

    id: UUID
    overlap: Share
    first: SimilarSide
    second: SimilarSide


class SimilarityReport(Shape):
    """The newest check with one page of its pairs, most alike first. `hint` is to be shown with them."""

    check: SimilarityCheck
    hint: str = HINT
    items: tuple[SimilarPair, ...]
    page: int
    limit: int
    total: int


class CodeRange(Shape):
    """Lines of a cell. `cell` is its number among all cells of the notebook, from 0; lines count from 1."""

    notebook: str
    cell: int
    first_line: int
    last_line: int


class SimilarSegment(Shape):
    """A stretch of code that both have, whatever its names, numbers and texts."""

    first: CodeRange
    second: CodeRange


class CodeCell(Shape):
    """A code cell as it was handed in; `shortened` when the rest of its source is left out."""

    notebook: str
    cell: int
    source: str
    shortened: bool = False


class SimilarPairDetail(SimilarPair):
    """Two submissions side by side: the code cells of each, and the segments that both have."""

    course_slug: str
    assignment: str
    hint: str = HINT
    first_cells: tuple[CodeCell, ...]
    second_cells: tuple[CodeCell, ...]
    segments: tuple[SimilarSegment, ...]
