"""Several processes of the service on one machine: all answer on the same port, the first one also does the rest."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import Callable

import structlog

from nbacademy_hub.http import measuring

LONGEST_WORD = 4096
AGAIN_SECONDS = 1.0
"""After how long a process that ended is replaced."""

END_SECONDS = 6.0
"""How long the others may take to end; JupyterHub gives the first one ten."""


class Neighbours:
    """What the processes say to each other, each over a line to the first, which passes it on.

    A short cut, not the record: who misses a word finds what it says in the database, a little later.
    """

    def __init__(self) -> None:
        self._lines: set[socket.socket] = set()
        self._hear: dict[str, Callable[[str], None]] = {}

    def listen(self, topic: str, hear: Callable[[str], None]) -> None:
        """Has `hear` called with what another process says of a topic."""
        self._hear[topic] = hear

    def say(self, topic: str, what: str = "") -> None:
        """Tells all other processes."""
        self._send(f"{topic} {what}".encode(), self._lines)

    def join(self, line: socket.socket, gone: Callable[[], None]) -> None:
        """Takes a line; `gone` is called when there is nobody at its other end any more."""
        line.setblocking(False)
        self._lines.add(line)
        asyncio.get_running_loop().add_reader(line, self._read, line, gone)

    def leave(self, line: socket.socket) -> None:
        """Closes a line."""
        if line in self._lines:
            self._lines.remove(line)
            asyncio.get_running_loop().remove_reader(line)
            line.close()

    def _read(self, line: socket.socket, gone: Callable[[], None]) -> None:
        try:
            word = line.recv(LONGEST_WORD)
        except ConnectionError:
            word = b""
        if not word:
            self.leave(line)
            gone()
            return
        topic, _, what = word.decode().partition(" ")
        if topic in self._hear:
            self._hear[topic](what)
        self._send(word, self._lines - {line})

    def _send(self, word: bytes, lines: set[socket.socket]) -> None:
        for line in lines:
            try:
                line.send(word)
            except (BlockingIOError, ConnectionError):
                # Too busy to hear, or just ending.
                structlog.get_logger().info("a process did not hear", word=word.decode())


class Processes:
    """The processes that the first one starts beside itself, and starts again when they end."""

    def __init__(self, neighbours: Neighbours, others: int, scheduler: str) -> None:
        """`scheduler`: the address at which the others find the first one's grading workers."""
        self._neighbours = neighbours
        self._environ = os.environ | {"NBACADEMY_GRADING_SCHEDULER": scheduler}
        self._others = others
        self._lines: set[socket.socket] = set()
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Starts the other processes."""
        self._tasks = [asyncio.create_task(self._keep()) for _ in range(self._others)]

    async def stop(self) -> None:
        """Has the others answer what they have begun, and end."""
        self._stopping = True
        for line in self._lines:
            self._neighbours.leave(line)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=END_SECONDS)

    async def _keep(self) -> None:
        while not self._stopping:
            await self._run_one()
            if not self._stopping:
                await asyncio.sleep(AGAIN_SECONDS)

    async def _run_one(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "nbacademy_hub.app", str(theirs.fileno()),
                pass_fds=[theirs.fileno()], env=self._environ,
            )  # fmt: skip
        self._lines.add(ours)
        self._neighbours.join(ours, gone=lambda: None)
        status = await process.wait()
        measuring.forget(process.pid)
        self._lines.discard(ours)
        self._neighbours.leave(ours)
        if not self._stopping:
            structlog.get_logger().error("a process ended", status=status)
