"""The class wall: every run that goes on in a course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from nbacademy.protocol.shape import Page
from nbacademy.protocol.wall import WallRun
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Forbidden
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from .alerts import alerts
from .outline import Outline
from .showing import LOST_AFTER, run_shapes
from .tables import TrainingRun

MOST_AT_ONCE = 100
"""Runs in one frame of the stream."""


def show(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[WallRun]:
    """The runs that go on, those begun first at first, for the course's staff."""
    course = course_of(session, caller, course_name)
    return page_of(session, _going_on(course), query, lambda rows: _shown(session, rows))


def course_of(session: Session, caller: Caller, course_name: str) -> Course:
    """The course, for those who may see all its students' work. Raises NotFound or Forbidden."""
    course = membership.staff(session, caller, course_name)
    if not membership.reads_all(session, caller, course.id):
        raise Forbidden("The class wall is seen in the browser, or with a personal token.")
    return course


def changed_since(
    session: Session, caller: Caller, course_name: str, since: datetime | None, offset: int
) -> list[WallRun]:
    """Some of the runs that were heard of since a time, in the order of when they began; with None, that go on."""
    course = course_of(session, caller, course_name)
    wanted = _going_on(course) if since is None else _of(course).where(TrainingRun.heard_at >= since)
    return _shown(session, session.execute(wanted.limit(MOST_AT_ONCE).offset(offset)).all())


def _going_on(course: Course) -> Select[TrainingRun]:
    alive = TrainingRun.status.in_(("starting", "running")) & (TrainingRun.heard_at > now() - LOST_AFTER)
    return _of(course).where(alive)


def _of(course: Course) -> Select[TrainingRun]:
    in_course = TrainingRun.course_id == course.id
    return select(TrainingRun).where(in_course).order_by(TrainingRun.created_at, TrainingRun.id)


def _shown(session: Session, rows: Sequence[Any]) -> list[WallRun]:
    runs = [run for (run,) in rows]
    outlines = [Outline.of(run.outline) for run in runs]
    return [
        WallRun(
            run=shape, steps=tuple(bucket.step for bucket in outline.curve),
            mean_rewards=tuple(bucket.mean for bucket in outline.curve),
            alerts=alerts(outline, run.step, run.total_timesteps),
        )
        for run, shape, outline in zip(runs, run_shapes(session, runs), outlines, strict=True)
    ]  # fmt: skip
