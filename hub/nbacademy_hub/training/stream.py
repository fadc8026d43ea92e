"""Follows a run over a WebSocket: first what was, then what comes."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

from pydantic import Field

from nbacademy.protocol.recording import ENDED, RunStatus
from nbacademy.protocol.shape import Shape
from nbacademy.protocol.training import RunFrame
from nbacademy_hub.http.audience import OWNER_OR_STAFF
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import uuid_or_404

from . import service
from .feeds import Feed
from .following import FollowHandler, feeds_of, woken

BACKLOG_EVENTS = 1000
"""Events in one frame of what was."""


class StreamQuery(Shape):
    """`from`: the first sequence number that is wanted."""

    first: int = Field(default=0, ge=0, alias="from")


class RunStreamHandler(FollowHandler):
    """Sends frames (see the protocol) until all of an ended run is sent."""

    gone = "the run was deleted"

    @allow(LEARN, to=OWNER_OR_STAFF, query=StreamQuery, status=101)
    async def get(self, run_id: str) -> None:  # type: ignore[override]  # our declaration says Awaitable, tornado Coroutine
        """Follows a run."""
        self._run_id: UUID = uuid_or_404(run_id)
        self._next = self.query(StreamQuery).first
        # Refused before the upgrade, so in HTTP's words.
        await self.call(service.show_run, self._run_id)
        await self.upgrade(run_id)

    async def follow(self) -> str:
        waker = asyncio.Event()
        # Watching begins before reading does: nothing can fall between what was and what comes.
        with feeds_of(self).watching(self._run_id, waker) as feed:
            await self._send_all(feed, waker)
        return "the run has ended"

    async def _send_all(self, feed: Feed, waker: asyncio.Event) -> None:
        changes, status = feed.changes, await self._send_run(None)
        while True:
            waker.clear()
            await self._send_events(feed)
            if status in ENDED:
                return
            if not await woken(waker) or changes != feed.changes:
                changes, status = feed.changes, await self._send_run(None if changes != feed.changes else status)

    async def _send_run(self, known: RunStatus | None) -> RunStatus:
        """Sends the run as it is, unless its status is the one that is known."""
        run = await self.run(service.show_run, self.caller, self._run_id)
        if run.status != known:
            await self.write_message(RunFrame(run=run).model_dump_json())
        return run.status

    async def _send_events(self, feed: Feed) -> None:
        """Sends what is there from the next number on: from what is at hand, else from the database."""
        while True:
            frame = feed.frame_at(self._next)
            if frame is not None:
                await self.write_message(frame.text)
                self._next = frame.next_sequence
                continue
            events = await self._stored()
            if not events:
                return
            await self.write_message(json.dumps({"type": "events", "events": events}, separators=(",", ":")))
            self._next = events[-1]["sequence"] + 1

    async def _stored(self) -> list[dict[str, Any]]:
        return await self.run(service.read_events, self.caller, self._run_id, self._next, BACKLOG_EVENTS)
