"""The worker's end of a socket that a kernel has for itself, beside Jupyter's channels."""

from __future__ import annotations

import asyncio

#: Bytes of one frame, at most.
FRAME_BYTES = 16 * 1024 * 1024
_HEADER = 4


class KernelLine:
    """Sends and receives frames of a word and a text. What comes may be a student's: it is read as text and no more."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._length: int | None = None  # of the frame that is coming; kept when `receive` is cancelled

    def send(self, word: str, text: str) -> None:
        """Send a frame; nothing happens if nobody is there any more."""
        body = f"{word}\n{text}".encode(errors="replace")
        self.writer.write(len(body).to_bytes(_HEADER) + body)

    async def receive(self) -> tuple[str, str] | None:
        """The next frame; None if none can come any more, or it is too long."""
        try:
            if self._length is None:
                self._length = int.from_bytes(await self.reader.readexactly(_HEADER))
            if self._length > FRAME_BYTES:
                return None
            body = await self.reader.readexactly(self._length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        self._length = None
        word, _, text = body.decode(errors="replace").partition("\n")
        return word, text

    def close(self) -> None:
        """Hang up."""
        self.writer.close()
