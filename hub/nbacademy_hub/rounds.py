"""What a process of the service does again and again, beside answering."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog


class Rounds:
    """Loops beside the service. What they do stands in the database: they may end at any time."""

    def __init__(self, name: str, every_seconds: float, *works: Callable[[], Awaitable[object]]) -> None:
        self._name = name
        self._every_seconds = every_seconds
        self._works = works
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins to work."""
        self._tasks = [asyncio.create_task(self._repeat(work)) for work in self._works]

    async def stop(self) -> None:
        """Ends the loops."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, work: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await work()
            except Exception:
                # The database may be away for a while; what is to be done stands in it.
                structlog.get_logger().exception(self._name)
            await asyncio.sleep(self._every_seconds)
