"""Announces, lists, changes and reads training runs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import training as shapes
from nbacademy.protocol.recording import ENDED
from nbacademy.protocol.shape import Page, Shape
from nbacademy.protocol.training import LIMIT_POINTS, RunCreate, RunUpdate
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import access, chunks
from .platform import slices
from .platform.quota import Quota, check_room
from .recording import token_hash
from .sampling import Sampler
from .showing import run_shape, run_shapes
from .tables import TrainingRun

LIMIT_ANSWER_POINTS = 300_000
LARGEST_STEP = 10**12
ALGORITHMS = ("PPO", "A2C", "DQN", "SAC", "TD3", "DDPG")
"""What the platform trains: stable-baselines3's."""
NOTHING = Quota(steps=0, seconds=0)


class RunQuery(Paging):
    """Which runs: of a course (id or slug), of a user (id or `me`), in an environment."""

    course: str | None = None
    user: str | None = None
    environment: str | None = None


class MetricsQuery(Shape):
    """Which series: `names` separated by commas, all if empty; a range of steps, both ends included."""

    names: str = ""
    from_step: int = Field(default=0, ge=0, le=LARGEST_STEP)
    to_step: int = Field(default=LARGEST_STEP, ge=0, le=LARGEST_STEP)
    max_points: int = Field(default=1000, ge=2, le=LIMIT_POINTS)


def create_run(
    session: Session, caller: Caller, values: RunCreate, key: str | None = None, quota: Quota = NOTHING
) -> shapes.RunCreated:
    """Announces a run; in a course for its members only. One that the platform trains begins when a worker is free.

    The same `key` gives the same run as long as nothing is recorded, with a new token: the answers kept for other
    retried calls would keep this one's secret. Raises Conflict when the key stands for another run, or `quota` is used
    up; Invalid for what the platform cannot train.
    """
    course = membership.member(session, caller, values.course_id) if values.course_id is not None else None
    if values.where == "platform":
        _check_trainable(values)
    token = secrets.token_urlsafe(32)
    wanted = TrainingRun(
        id=uuid4() if key is None else uuid5(caller.account_id, key),
        account_id=caller.account_id,
        course_id=course.id if course else None,
        name=values.name or f"{values.algorithm} in {values.environment}"[:200],
        algorithm=values.algorithm,
        environment=values.environment,
        hyperparameters=values.hyperparameters,
        total_timesteps=values.total_timesteps,
        seed=values.seed,
        place=values.where,
        token_hash=token_hash(token),
    )
    run = _announced(session, wanted, quota)
    return shapes.RunCreated(**dict(run_shape(session, run)), ingest_token=token)


def _check_trainable(values: RunCreate) -> None:
    if values.course_id is None:
        raise Invalid.field("course_id", "the platform trains for courses only: name one")
    if values.algorithm not in ALGORITHMS:
        raise Invalid.field("algorithm", f"the platform trains {', '.join(ALGORITHMS)}")


def _announced(session: Session, wanted: TrainingRun, quota: Quota) -> TrainingRun:
    kept = session.get(TrainingRun, wanted.id)
    if kept is None:
        if wanted.place == "platform" and wanted.course_id is not None:
            check_room(session, wanted.account_id, wanted.course_id, wanted.total_timesteps, quota)
        session.add(wanted)
        session.flush()
        if wanted.place == "platform":
            slices.begin(session, wanted)
        return wanted
    asked = ("course_id", "name", "algorithm", "environment", "hyperparameters", "total_timesteps", "seed", "place")
    if kept.next_sequence or any(getattr(kept, name) != getattr(wanted, name) for name in asked):
        raise Conflict("This Idempotency-Key was used for another run.")
    kept.token_hash = wanted.token_hash
    return kept


def list_runs(session: Session, caller: Caller, query: RunQuery) -> Page[shapes.Run]:
    """The caller's own runs, newest first; of a course, everybody's for its staff (not with a notebook's token)."""
    wanted = select(TrainingRun).order_by(TrainingRun.created_at.desc(), TrainingRun.id)
    others = False
    if query.course is not None:
        course = membership.visible(session, caller, query.course)
        wanted = wanted.where(TrainingRun.course_id == course.id)
        others = membership.reads_all(session, caller, course.id)
    user = _user(caller, query.user)
    if user is not None:
        wanted = wanted.where(TrainingRun.account_id == user)
    if not others:
        wanted = wanted.where(TrainingRun.account_id == caller.account_id)
    if query.environment is not None:
        wanted = wanted.where(TrainingRun.environment == query.environment)

    def show(rows: Sequence[Any]) -> list[shapes.Run]:
        return run_shapes(session, [run for (run,) in rows])

    return page_of(session, wanted, query, show)


def _user(caller: Caller, text: str | None) -> UUID | None:
    if text is None or text == "me":
        return None if text is None else caller.account_id
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid.field("user", "must be a user's id, or `me`") from error


def show_run(session: Session, caller: Caller, run_id: UUID) -> shapes.Run:
    """One run, for its owner and the staff of its course."""
    return run_shape(session, access.readable(session, caller, run_id))


def update_run(session: Session, caller: Caller, run_id: UUID, values: RunUpdate) -> shapes.Run:
    """Gives one's own run another name."""
    run = access.owned(session, caller, run_id)
    run.name = values.name
    return run_shape(session, run)


def delete_run(session: Session, caller: Caller, run_id: UUID) -> None:
    """Deletes one's own run with all its events. A worker that still reports is refused from then on."""
    run = access.owned(session, caller, run_id)
    chunks.remove(session, run.id)
    session.delete(run)


def request_stop(session: Session, caller: Caller, run_id: UUID) -> shapes.Run:
    """Asks a run to stop, which its worker learns with the next reply; a run that has ended stays as it is."""
    run = access.readable(session, caller, run_id)
    if run.status not in ENDED:
        run.stop_requested = True
    return run_shape(session, run)


def read_metrics(session: Session, caller: Caller, run_id: UUID, query: MetricsQuery) -> shapes.RunMetrics:
    """Series of a run, down-sampled to `max_points` each without losing their peaks."""
    run = access.readable(session, caller, run_id)
    names = _names(run, query)
    last_step = min(query.to_step, run.step)
    samplers = {name: Sampler(name, query.max_points, query.from_step, last_step) for name in names}
    for event in chunks.between(session, run.id, query.from_step, query.to_step):
        for name, value in event["values"].items():
            if name in samplers:
                samplers[name].add(event["step"], event["seconds"], value)
    series = tuple(sampler.series() for sampler in samplers.values())
    return shapes.RunMetrics(run_id=run.id, next_sequence=run.next_sequence, series=series)


def _names(run: TrainingRun, query: MetricsQuery) -> list[str]:
    """The names asked for. A name that the run does not have (yet) gives an empty series."""
    names = list(dict.fromkeys(name for name in query.names.split(",") if name)) or list(run.metrics)
    if len(names) * query.max_points > LIMIT_ANSWER_POINTS:
        most = LIMIT_ANSWER_POINTS // query.max_points
        raise Invalid.field("names", f"at most {most} series of {query.max_points} points fit in one answer")
    return names


def read_events(session: Session, caller: Caller, run_id: UUID, from_sequence: int, limit: int) -> list[dict[str, Any]]:
    """A run's events from a sequence number on, in order, `limit` or somewhat more."""
    return chunks.read(session, access.readable(session, caller, run_id).id, from_sequence, limit)
