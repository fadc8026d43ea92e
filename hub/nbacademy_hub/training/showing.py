"""Makes shapes of runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import training as shapes
from nbacademy.protocol.recording import ENDED
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now

from .tables import TrainingRun

LOST_AFTER = timedelta(seconds=90)
"""A worker says that it lives every second; the service notes that every 20 seconds."""


def run_shapes(session: Session, runs: Iterable[TrainingRun]) -> list[shapes.Run]:
    """Several runs, in two queries besides their own."""
    rows = list(runs)
    people = accounts.people(session, {run.account_id for run in rows})
    wanted = {run.course_id for run in rows if run.course_id is not None}
    slugs = {id: slug for id, slug in session.execute(select(Course.id, Course.slug).where(Course.id.in_(wanted)))}
    return [
        shapes.Run(**_values(run), user=people[run.account_id], course_slug=slugs.get(cast(Any, run.course_id)))
        for run in rows
    ]


def run_shape(session: Session, run: TrainingRun) -> shapes.Run:
    return run_shapes(session, [run])[0]


def _values(run: TrainingRun) -> dict[str, Any]:
    return {
        "id": run.id, "name": run.name, "algorithm": run.algorithm, "environment": run.environment,
        "hyperparameters": run.hyperparameters, "total_timesteps": run.total_timesteps, "seed": run.seed,
        "where": run.place, "status": _status(run), "reason": run.reason, "stop_requested": run.stop_requested,
        "step": run.step, "next_sequence": run.next_sequence, "epoch": run.epoch, "metrics": tuple(run.metrics),
        "evaluation": _evaluation(run), "created_at": run.created_at, "started_at": run.started_at,
        "updated_at": run.heard_at, "ended_at": run.ended_at,
    }  # fmt: skip


def _status(run: TrainingRun) -> str:
    silent = run.place == "notebook" and run.status not in ENDED and now() - run.heard_at > LOST_AFTER
    return "lost" if silent else run.status


def _evaluation(run: TrainingRun) -> shapes.Evaluation | None:
    if run.mean_reward is None or run.std_reward is None or run.evaluation_episodes is None:
        return None
    return shapes.Evaluation(mean_reward=run.mean_reward, std_reward=run.std_reward, episodes=run.evaluation_episodes)
