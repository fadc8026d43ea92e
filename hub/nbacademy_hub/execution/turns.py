"""Whose turn it is to have a program run: one at a time for each caller, some waiting, and not too many in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from nbacademy_hub.errors import TooMany, Unavailable

MOST_OF_ONE = 4
MOST_OF_ALL = 100


class Turns:
    """The callers of this process who wait or have their turn; on the event loop."""

    def __init__(self) -> None:
        self._locks: dict[UUID, asyncio.Lock] = {}
        self._waiting: dict[UUID, int] = {}

    @property
    def count(self) -> int:
        """How many programs wait or run."""
        return sum(self._waiting.values())

    @asynccontextmanager
    async def turn(self, account_id: UUID) -> AsyncIterator[None]:
        """A caller's turn, once those before it are over. Raises TooMany or Unavailable instead of a long wait."""
        mine = self._waiting.get(account_id, 0)
        if mine >= MOST_OF_ONE:
            raise TooMany(f"{mine} programs of yours are waiting or running: let them end first.", retry_seconds=5)
        if self.count >= MOST_OF_ALL:
            raise Unavailable("Too many programs are waiting just now; try again in a moment.")
        self._waiting[account_id] = mine + 1
        try:
            async with self._locks.setdefault(account_id, asyncio.Lock()):
                yield
        finally:
            self._waiting[account_id] -= 1
            if not self._waiting[account_id]:
                del self._waiting[account_id], self._locks[account_id]
