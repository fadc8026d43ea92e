"""Records what a run's worker reports."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.recording import ENDED, LIMIT_NAMES
from nbacademy.protocol.shape import Shape
from nbacademy.protocol.training import Event, MetricsBatch, MetricsReply
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Invalid, Unauthenticated

from . import access, chunks
from .outline import Outline
from .refusals import SequenceGap, StaleEpoch
from .tables import TrainingRun

NOTED_EVERY = timedelta(seconds=20)


class Recorded(Shape):
    """The reply to the worker, and what is new for watchers of the run and of its course."""

    reply: MetricsReply
    events: tuple[Event, ...] = ()
    run_changed: bool = False
    course_id: UUID | None = None


def token_hash(token: str) -> str:
    """What is kept of an ingest token. It is random and long: a plain hash can't be searched."""
    return hashlib.sha256(token.encode()).hexdigest()


def record_by_token(session: Session, run_id: UUID, token: str, batch: MetricsBatch) -> Recorded:
    """Records a batch of whoever holds the run's ingest token. Raises Unauthenticated."""
    run = _locked(session, run_id)
    if run is None or not hmac.compare_digest(run.token_hash, token_hash(token)):
        raise Unauthenticated("This is not the ingest token of a run that is there.")
    return record(session, _reported(run), batch)


def record_by_owner(session: Session, caller: Caller, run_id: UUID, batch: MetricsBatch) -> Recorded:
    """Records a batch of the run's owner."""
    access.owned(session, caller, run_id)
    run = _locked(session, run_id)
    assert run is not None
    return record(session, _reported(run), batch)


def beat(session: Session, run_id: UUID, token: str) -> Recorded | None:
    """The reply to an empty batch, without writing; None when it has to be noted that the worker lives."""
    run = session.get(TrainingRun, run_id)
    if run is None or not hmac.compare_digest(run.token_hash, token_hash(token)):
        raise Unauthenticated("This is not the ingest token of a run that is there.")
    return Recorded(reply=_reply(run)) if now() - run.heard_at < NOTED_EVERY else None


def _locked(session: Session, run_id: UUID) -> TrainingRun | None:
    """Batches of one run are taken one after the other."""
    return session.scalar(select(TrainingRun).where(TrainingRun.id == run_id).with_for_update())


def _reported(run: TrainingRun) -> TrainingRun:
    """The run, if others tell what it does. Raises Conflict for one that the platform trains."""
    if run.place != "notebook":
        raise Conflict("The platform trains this run, and nobody else tells what it does.")
    return run


def record(session: Session, run: TrainingRun, batch: MetricsBatch) -> Recorded:
    """Records a batch of a run, which nobody else may be writing to."""
    if batch.epoch < run.epoch:
        raise StaleEpoch("Another worker has taken this run over.")
    events = tuple(event for event in batch.events if event.sequence >= run.next_sequence)
    if events and events[0].sequence != run.next_sequence:
        raise SequenceGap.expecting(run.next_sequence)
    run.epoch, run.heard_at = batch.epoch, now()
    if not events:
        return Recorded(reply=_reply(run))
    _add_names(run, events)
    before = run.status
    for event in events:
        _apply(run, event)
    chunks.append(session, run, events)
    run.outline = Outline.of(run.outline).after(events, run.total_timesteps).stored()
    run.next_sequence = events[-1].sequence + 1
    evaluated = any(event.kind == "evaluation" for event in events)
    changed = run.status != before or evaluated
    return Recorded(reply=_reply(run), events=events, run_changed=changed, course_id=run.course_id)


def _add_names(run: TrainingRun, events: tuple[Event, ...]) -> None:
    known = set(run.metrics)
    new = {name for event in events for name in event.values} - known
    if not new:
        return
    if len(known) + len(new) > LIMIT_NAMES:
        raise Invalid.field("events", f"a run may have at most {LIMIT_NAMES} different metrics")
    run.metrics = sorted(known | new)


def _apply(run: TrainingRun, event: Event) -> None:
    """What an event says of the run itself. A run that has ended stays so."""
    run.step = max(run.step, event.step)
    if event.kind == "evaluation":
        run.mean_reward = event.values.get("evaluation/mean_reward")
        run.std_reward = event.values.get("evaluation/std_reward")
        run.evaluation_episodes = int(event.values.get("evaluation/episodes") or 0)
    elif event.status == "started" and run.status == "starting":
        run.status, run.started_at = "running", now()
    elif event.status in ENDED and run.status not in ENDED:
        run.status, run.ended_at = str(event.status), now()
        run.reason = event.text or None


def _reply(run: TrainingRun) -> MetricsReply:
    stop = run.stop_requested and run.status not in ENDED
    return MetricsReply(next_sequence=run.next_sequence, command="stop" if stop else None)
