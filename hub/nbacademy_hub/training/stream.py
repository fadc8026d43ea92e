"""Follows a run over a WebSocket: first what was, then what comes."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID

import structlog
from pydantic import Field
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from nbacademy.protocol.recording import ENDED, RunStatus
from nbacademy.protocol.shape import Shape
from nbacademy.protocol.training import RunFrame
from nbacademy_hub.errors import Malformed, NotFound
from nbacademy_hub.http.audience import OWNER_OR_STAFF
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404

from . import service
from .feeds import Feed, Feeds

BACKLOG_EVENTS = 1000
"""Events in one frame of what was."""
LOOK_SECONDS = 5.0
"""How often the database is asked although nobody said that there is something new: the run may be lost, or be reported
to another process."""
PING_SECONDS = 30.0


class StreamQuery(Shape):
    """`from`: the first sequence number that is wanted."""

    first: int = Field(default=0, ge=0, alias="from")


def feeds_of(handler: ApiHandler) -> Feeds:
    """The feeds of the application that a handler belongs to."""
    settings = handler.application.settings
    if "training_feeds" not in settings:
        settings["training_feeds"] = Feeds(handler.context.neighbours)
    feeds: Feeds = settings["training_feeds"]
    return feeds


class RunStreamHandler(WebSocketHandler, ApiHandler):
    """Sends frames (see the protocol) until all of an ended run is sent, then closes with 1000.

    A watcher is sent the next frame when it has taken the one before: a slow one costs no memory.
    """

    _task: asyncio.Task[None] | None = None

    @property
    def ping_interval(self) -> float:
        return PING_SECONDS

    @allow(LEARN, to=OWNER_OR_STAFF, query=StreamQuery, status=101)
    async def get(self, run_id: str) -> None:  # type: ignore[override]  # our declaration says Awaitable, tornado Coroutine
        """Follows a run."""
        self._run_id: UUID = uuid_or_404(run_id)
        self._next = self.query(StreamQuery).first
        # Refused before the upgrade, so in HTTP's words.
        await self.call(service.show_run, self._run_id)
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            raise Malformed("This is watched by a WebSocket.")
        await super().get(run_id)

    def open(self, *args: str, **kwargs: str) -> None:
        self._task = asyncio.ensure_future(self._follow())

    def on_message(self, message: str | bytes) -> None:
        """Watchers have nothing to say."""

    def on_close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _follow(self) -> None:
        waker = asyncio.Event()
        try:
            # Watching begins before reading does: nothing can fall between what was and what comes.
            with feeds_of(self).watching(self._run_id, waker) as feed:
                await self._send_all(feed, waker)
            self.close(1000, "the run has ended")
        except NotFound:
            self.close(1000, "the run was deleted")
        except WebSocketClosedError:
            return
        except Exception:
            # Nobody awaits this task: say it here, and let the watcher come back.
            structlog.get_logger().exception("a stream failed", run=str(self._run_id))
            self.close(1011, "the stream failed")

    async def _send_all(self, feed: Feed, waker: asyncio.Event) -> None:
        changes, status = feed.changes, await self._send_run(None)
        while True:
            waker.clear()
            await self._send_events(feed)
            if status in ENDED:
                return
            if not await _woken(waker) or changes != feed.changes:
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


async def _woken(waker: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(waker.wait(), LOOK_SECONDS)
    except TimeoutError:
        return False
    return True
