"""Files that are sent."""

from __future__ import annotations

import asyncio
import os
import re
from typing import IO

from tornado.httputil import HTTPHeaders
from tornado.web import RequestHandler

from nbacademy_hub.errors import Unsatisfiable

PIECE_BYTES = 1024 * 1024
RANGE = re.compile(r"bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))")


async def send(handler: RequestHandler, file: IO[bytes], most_bytes: int | None = None) -> None:
    """Sends a file from where it stands, or so many bytes of it, in pieces: it may be a film."""
    left = most_bytes
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES if left is None else min(left, PIECE_BYTES)):
        handler.write(piece)
        await handler.flush()
        left = None if left is None else left - len(piece)


async def send_asked(handler: RequestHandler, file: IO[bytes], tag: str) -> None:
    """Sends a file with this ETag, or what a `Range` asks of it. Raises Unsatisfiable."""
    size = await asyncio.to_thread(file.seek, 0, os.SEEK_END)
    asked = range_of(handler.request.headers, tag, size)
    wanted = range(size) if asked is None else asked
    handler.set_header("Accept-Ranges", "bytes")
    handler.set_header("Content-Length", str(len(wanted)))
    if asked is not None:
        handler.set_status(206)
        handler.set_header("Content-Range", f"bytes {asked.start}-{asked.stop - 1}/{size}")
    await asyncio.to_thread(file.seek, wanted.start)
    await send(handler, file, len(wanted))


def range_of(headers: HTTPHeaders, tag: str, size: int) -> range | None:
    """The bytes that are asked for; None for all of them.

    All are also sent where an `If-Range` names another file, and, as RFC 9110 has it, for what is no single range.
    Raises Unsatisfiable when the file ends before they begin.
    """
    found = RANGE.fullmatch(headers.get("Range", ""))
    if found is None or headers.get("If-Range", tag) != tag:
        return None
    first, last, suffix = found.groups()
    wanted = range(max(0, size - int(suffix)), size) if suffix else range(int(first), min(int(last or size) + 1, size))
    if last and int(last) < int(first):
        return None
    if not wanted:
        raise Unsatisfiable(size)
    return wanted
