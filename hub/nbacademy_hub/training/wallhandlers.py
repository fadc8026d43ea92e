"""The class wall over HTTP and over a WebSocket."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from nbacademy.protocol.shape import Page
from nbacademy.protocol.wall import WallFrame, WallRun
from nbacademy_hub.db.base import now
from nbacademy_hub.http.audience import STAFF
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler
from nbacademy_hub.http.paging import Paging

from . import wall
from .following import FollowHandler, feeds_of, woken

AT_ONCE_SECONDS = 1.0
"""A class reports many times a second: what comes within this time is sent together."""
OVERLAP = timedelta(seconds=5)
"""What was heard before the last look may have been committed after it."""


class WallHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[WallRun])
    async def get(self, course: str) -> None:
        """The runs that go on in a course, with their curves, and what is probably wrong with them."""
        self.reply(await self.call(wall.show, course, self.query(Paging)))


class WallStreamHandler(FollowHandler):
    """Sends frames (see the protocol) for as long as it is watched."""

    @allow(GRADE, to=STAFF, status=101)
    async def get(self, course: str) -> None:  # type: ignore[override]  # our declaration says Awaitable, tornado Coroutine
        """Follows the runs of a course."""
        self._course = course
        self._course_id = (await self.call(wall.course_of, course)).id
        await self.upgrade(course)

    async def follow(self) -> str:
        waker, since = asyncio.Event(), None
        with feeds_of(self).watching(self._course_id, waker):
            while True:
                waker.clear()
                looked_at = now()
                await self._send(since)
                since = looked_at - OVERLAP
                await asyncio.sleep(AT_ONCE_SECONDS)
                await woken(waker)

    async def _send(self, since: datetime | None) -> None:
        for offset in range(0, 2**31, wall.MOST_AT_ONCE):
            runs = await self.run(wall.changed_since, self.caller, self._course, since, offset)
            if runs:
                await self.write_message(WallFrame(runs=tuple(runs)).model_dump_json())
            if len(runs) < wall.MOST_AT_ONCE:
                return


ROUTES = [
    (r"courses/([^/]+)/wall", WallHandler),
    (r"courses/([^/]+)/wall/stream", WallStreamHandler),
]
