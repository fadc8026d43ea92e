"""What a grade rests on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .shape import Moment, Shape


class Finding(Shape):
    """What the trial of a test cell found: where it is judged, why, and what change would have it judged outside."""

    judged: Literal["outside", "inside"]
    why: str = ""
    advice: str = ""


class LateTerms(Shape):
    """What held for a submission's lateness. The first `free_days` started days cost nothing."""

    due_at: Moment | None
    seconds_late: float
    free_days: int
    percent_per_day: float
    floor_percent: float


class Evidence(Shape):
    """What was graded, by what and how. `limits` by name, `seconds` by stage, `judged` by `<notebook>/<grade_id>`.

    `image` is the name by which the sandboxes' image was asked for, `image_id` what was found by it (`sha256:…`).
    """

    submission_sha256: str
    source_version: int
    source_sha256: str
    grader_version: str
    graded_at: Moment
    late: LateTerms
    seconds_spent: float = 0.0
    seconds: dict[str, float] = Field(default_factory=dict)
    image: str | None = None
    image_id: str | None = None
    limits: dict[str, float | None] = Field(default_factory=dict)
    judged: dict[str, Literal["outside", "inside"]] = Field(default_factory=dict)
