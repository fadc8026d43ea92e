"""Tells who watches a run that there is something new, with the newest frames at hand.

What is here is a short cut, not the record: a watcher who misses something reads it from the database.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from nbacademy.protocol.training import Event, EventsFrame
from nbacademy_hub.processes import Neighbours

RECENT_FRAMES = 64
TOPIC = "run"
"""Of what the processes of the service tell each other."""


@dataclass(frozen=True)
class RecentFrame:
    """A frame as it goes over the wire, made once for all watchers."""

    first_sequence: int
    next_sequence: int
    text: str


@dataclass
class Feed:
    """One watched run, or course. `changes` counts changes of the run itself, such as its status."""

    recent: deque[RecentFrame] = field(default_factory=lambda: deque(maxlen=RECENT_FRAMES))
    wakers: set[asyncio.Event] = field(default_factory=set)
    changes: int = 0

    def frame_at(self, sequence: int) -> RecentFrame | None:
        return next((frame for frame in self.recent if frame.first_sequence == sequence), None)


class Feeds:
    """The feeds of all runs and courses, by their ids, that somebody watches. Used on the event loop only."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours
        neighbours.listen(TOPIC, self._hear)
        self._feeds: dict[UUID, Feed] = {}

    @contextmanager
    def watching(self, run_id: UUID, waker: asyncio.Event) -> Iterator[Feed]:
        """The feed of a run or course, which sets `waker` whenever there is something new."""
        feed = self._feeds.setdefault(run_id, Feed())
        feed.wakers.add(waker)
        try:
            yield feed
        finally:
            feed.wakers.discard(waker)
            if not feed.wakers:
                self._feeds.pop(run_id, None)

    def announce(
        self, run_id: UUID, events: tuple[Event, ...] = (), *, run_changed: bool = False, course_id: UUID | None = None
    ) -> None:
        """Tells a run's watchers, and those of its course, here and at the service's other processes, of events that
        are committed."""
        self._wake(run_id, events, run_changed)
        if course_id is not None:
            self._wake(course_id, (), run_changed)
        self._neighbours.say(TOPIC, f"{run_id} {run_changed} {course_id or ''}")

    def _hear(self, what: str) -> None:
        run_id, changed, course_id = what.split(" ")
        # The events themselves are in the database.
        self._wake(UUID(run_id), (), changed == str(True))
        if course_id:
            self._wake(UUID(course_id), (), changed == str(True))

    def _wake(self, run_id: UUID, events: tuple[Event, ...], run_changed: bool) -> None:
        feed = self._feeds.get(run_id)
        if feed is None:
            return
        if events:
            text = EventsFrame(events=events).model_dump_json()
            feed.recent.append(RecentFrame(events[0].sequence, events[-1].sequence + 1, text))
        feed.changes += run_changed
        for waker in feed.wakers:
            waker.set()
