"""Keeps a run's events: many in a row, compressed, in the order of their numbers."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol.training import Event

from .tables import TrainingChunk, TrainingRun

EVENTS_IN_A_CHUNK = 128
"""A chunk is written anew with each small batch until it has so many events: a run reports five times a second for
hours, and a row for each of its batches would be many."""


def append(session: Session, run: TrainingRun, events: Sequence[Event]) -> None:
    """Stores events that follow those stored before."""
    mine = select(TrainingChunk).where(TrainingChunk.run_id == run.id)
    last = session.scalar(mine.order_by(TrainingChunk.first_sequence.desc()).limit(1))
    values = [_plain(event) for event in events]
    steps = [event.step for event in events]
    if last is not None and last.next_sequence - last.first_sequence < EVENTS_IN_A_CHUNK:
        last.data = _pack(_unpack(last.data) + values)
        last.next_sequence += len(values)
        last.first_step, last.last_step = min(last.first_step, *steps), max(last.last_step, *steps)
        return
    session.add(
        TrainingChunk(
            run_id=run.id,
            first_sequence=events[0].sequence,
            next_sequence=events[-1].sequence + 1,
            first_step=min(steps),
            last_step=max(steps),
            data=_pack(values),
        )
    )


def read(session: Session, run_id: UUID, from_sequence: int, limit: int) -> list[dict[str, Any]]:
    """The events from a number on, `limit` or somewhat more of them."""
    found: list[dict[str, Any]] = []
    later = _of(run_id).where(TrainingChunk.next_sequence > from_sequence)
    for data in session.scalars(later.execution_options(yield_per=1)):
        found.extend(event for event in _unpack(data) if event["sequence"] >= from_sequence)
        if len(found) >= limit:
            break
    return found


def between(session: Session, run_id: UUID, from_step: int, to_step: int) -> Iterator[dict[str, Any]]:
    """All events of a range of steps, one chunk in memory at a time."""
    within = _of(run_id).where(TrainingChunk.last_step >= from_step, TrainingChunk.first_step <= to_step)
    for data in session.scalars(within.execution_options(yield_per=16)):
        yield from (event for event in _unpack(data) if from_step <= event["step"] <= to_step)


def remove(session: Session, run_id: UUID) -> None:
    session.execute(delete(TrainingChunk).where(TrainingChunk.run_id == run_id))


def _of(run_id: UUID) -> Select[bytes]:
    return select(TrainingChunk.data).where(TrainingChunk.run_id == run_id).order_by(TrainingChunk.first_sequence)


def _plain(event: Event) -> dict[str, Any]:
    return event.model_dump(exclude_defaults=True) | {"values": dict(event.values)}


def _pack(events: list[dict[str, Any]]) -> bytes:
    return zlib.compress(json.dumps(events, separators=(",", ":"), allow_nan=False).encode())


def _unpack(data: bytes) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(zlib.decompress(data))
    return events
