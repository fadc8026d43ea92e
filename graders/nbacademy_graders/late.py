"""What late work costs, taken off through nbgrader's own interface for it."""

from __future__ import annotations

import logging
import math
from typing import Annotated

from nbformat.v4 import new_notebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from pydantic import BaseModel, ConfigDict, Field
from traitlets import Float, Int
from traitlets.config import Config

from nbacademy_graders.coursefolder import STUDENT, CourseFolder

DAY_SECONDS = 86_400
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class LatePenalty(BaseModel):
    """What each started day after the due time costs, in percent of the score; the first `free_days` cost nothing, and
    `floor_percent` of the score stays in any case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    free_days: Annotated[int, Field(ge=0)] = 0
    percent_per_day: Percent = 0.0
    floor_percent: Percent = 0.0

    def lost_percent(self, seconds_late: float) -> float:
        """How much of the score is lost, in percent."""
        days = max(0, days_late(seconds_late) - self.free_days)
        return min(days * self.percent_per_day, 100.0 - self.floor_percent)

    def config(self) -> Config:
        """nbgrader's configuration for it."""
        return Config({"AssignLatePenalties": {"plugin_class": DailyPenalty}, "DailyPenalty": self.model_dump()})


class DailyPenalty(LateSubmissionPlugin):  # type: ignore[misc]
    """nbgrader's plugin for late submissions, by LatePenalty's rule."""

    free_days = Int(0, help="Started days after the due time that cost nothing.").tag(config=True)
    percent_per_day = Float(0.0, help="Percent of the score that each further started day costs.").tag(config=True)
    floor_percent = Float(0.0, help="Percent of the score that stays in any case.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off a notebook's score; None for none."""
        late = LatePenalty(**{name: getattr(self, name) for name in LatePenalty.model_fields})
        return score * late.lost_percent(total_seconds_late) / 100.0 or None


def days_late(seconds: float) -> int:
    """Started days: a second late is one day."""
    return max(0, math.ceil(seconds / DAY_SECONDS))


def assign_penalties(folder: CourseFolder, notebooks: list[str], late: LatePenalty, log: logging.Logger) -> None:
    """Determine the penalties in a job's own gradebook anew, by the marks that stand in it now."""
    step = AssignLatePenalties(config=late.config(), log=log)
    for name in notebooks:
        about = {"notebook": name, "assignment": folder.assignment, "student": STUDENT, "db_url": folder.url}
        step.preprocess(new_notebook(), {"nbgrader": about})
