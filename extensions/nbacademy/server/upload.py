"""Hands a body over from the browser's connection to the platform's, one piece at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from .refusals import RefusalError


class Upload:
    """A bounded pipe: `put` waits until the other side took the piece before, so that memory stays small."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._closed = asyncio.Event()

    async def put(self, piece: bytes | None) -> None:
        """Gives a piece, or None for the end; after `close` it is thrown away."""
        handed = asyncio.create_task(self._pieces.put(piece))
        closed = asyncio.create_task(self._closed.wait())
        await asyncio.wait({handed, closed}, return_when=asyncio.FIRST_COMPLETED)
        handed.cancel()
        closed.cancel()

    def close(self) -> None:
        """Nobody reads any more, for instance because the platform has answered already."""
        self._closed.set()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body for the platform; raises RefusalError when it becomes too large."""
        while (piece := await self._pieces.get()) is not None:
            self._size += len(piece)
            if self._size > self._limit:
                raise too_large(self._limit)
            yield piece


def too_large(limit_bytes: int) -> RefusalError:
    limit = limit_bytes / 1024 / 1024
    return RefusalError(413, "TOO_LARGE", f"At most {limit:g} MiB can be sent at once.")
