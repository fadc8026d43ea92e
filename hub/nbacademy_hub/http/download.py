"""Files that are sent."""

from __future__ import annotations

import asyncio
from typing import IO

from tornado.web import RequestHandler

PIECE_BYTES = 1024 * 1024


async def send(handler: RequestHandler, file: IO[bytes]) -> None:
    """Sends a file from where it stands, in pieces: it may be a film."""
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        handler.write(piece)
        await handler.flush()
