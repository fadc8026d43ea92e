"""A course's gradebook."""

from __future__ import annotations

from .shape import Person, Shape


class GradebookRow(Shape):
    """One student's newest scores by assignment name; None where nothing is graded."""

    user: Person
    scores: dict[str, float | None]
    total: float
    max_total: float
