"""Who listens at this process for notifications.

The table is the record. It is asked a few times a second, by one statement for all who listen here: that takes no
connection of its own, forgets nothing when the database was away, and is the same for SQLite and for several processes,
where a channel such as PostgreSQL's LISTEN would need the same look after each interruption.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from nbacademy_hub.errors import TooMany
from nbacademy_hub.http.context import Context

from . import service

LOOK_SECONDS = 0.25
"""A reply is to be seen by who reads the thread within half a second."""

MOST_STREAMS = 8
"""Streams of one person at one process: a page that nobody looks at has one, too."""

AGAIN_SECONDS = 30


class Listeners:
    """Wakes each stream when there is something new for its account. Used on the event loop only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wakers: dict[UUID, set[asyncio.Event]] = {}
        self._known: dict[UUID, int] = {}
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def listening(self, account_id: UUID) -> Iterator[asyncio.Event]:
        """What is set whenever somebody may have been told of something. Raises TooMany."""
        mine = self._wakers.setdefault(account_id, set())
        if len(mine) >= MOST_STREAMS:
            raise TooMany(f"You have {MOST_STREAMS} streams of events open: close one.", retry_seconds=AGAIN_SECONDS)
        waker = asyncio.Event()
        mine.add(waker)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
        try:
            yield waker
        finally:
            mine.discard(waker)
            if not mine:
                del self._wakers[account_id]
                self._known.pop(account_id, None)

    def newest_of(self, account_id: UUID) -> int:
        """The newest number of somebody who listens, as it was when last looked at."""
        return self._known.get(account_id, 0)

    async def _look(self) -> None:
        while self._wakers:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                newest = await self._context.transact(service.newest, tuple(self._wakers), writes=False)
            except SQLAlchemyError:
                structlog.get_logger().exception("listeners")
                continue
            for account_id, number in newest.items():
                if self._known.get(account_id) != number:
                    self._wake(account_id, number)
        self._looking = None

    def _wake(self, account_id: UUID, number: int) -> None:
        if account_id in self._wakers:
            self._known[account_id] = number
            for waker in self._wakers[account_id]:
                waker.set()
