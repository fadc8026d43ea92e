"""The worker's side of the line to the program that starts kernels in a container (forkserver.py)."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from nbacademy_graders.sandbox.line import KernelLine

_LINE_BYTES = 64 * 1024


class Forks:
    """Starts and signals kernels by their numbers, and knows which have ended. On one event loop.

    `lines` are the kernels' own. What comes over any of them may be a student's: of this one nothing but numbers is
    read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[int, KernelLine] = {}
        self.ended: dict[int, int] = {}  # exit codes, as a shell gives them
        self.oom_kills = 0
        self.is_cut = False
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._here = asyncio.Event()

    async def listen(self) -> None:
        """Wait for calls, in the background, until `close_door`."""
        self._server = await asyncio.start_unix_server(self._serve, self.path, limit=_LINE_BYTES)
        self.path.chmod(0o777)

    async def has_called(self, *, seconds: float) -> bool:
        """Whether the program calls within so many seconds."""
        try:
            await asyncio.wait_for(self._here.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def load(self, modules: tuple[str, ...], code: str) -> None:
        """Have modules imported, and code run, for all kernels from now on."""
        self._tell(load=modules, code=code)

    def start(self, number: int, argv: list[str]) -> None:
        """Start a kernel."""
        self._tell(start=number, argv=argv)

    def signal(self, number: int, signum: int) -> None:
        """Send a signal to a kernel."""
        self._tell(to=number, signal=signum)

    def _tell(self, **command: object) -> None:
        if self._writer is not None and not self.is_cut:
            self._writer.write(json.dumps(command).encode() + b"\n")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            number = int(json.loads(await reader.readline())["kernel"])
            if number:
                self.lines[number] = KernelLine(reader, writer)
            else:
                self._writer = writer
                self._here.set()
                await self._hear(reader)
        except (ArithmeticError, ConnectionError, LookupError, RecursionError, TypeError, ValueError):
            writer.close()  # it cannot be read

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                told = json.loads(line)
                code, self.oom_kills = int(told["code"]), int(told["oom"])
                self.ended[int(told["ended"])] = code if code >= 0 else 128 - code
        finally:
            self.is_cut = True

    def close_door(self) -> None:
        """Take no more calls."""
        if self._server is not None:
            self._server.close()

    def close(self) -> None:
        """Hang up."""
        self.close_door()
        for line in self.lines.values():
            line.close()
        if self._writer is not None:
            self._writer.close()
