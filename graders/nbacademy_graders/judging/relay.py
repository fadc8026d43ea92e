"""Carries what the judge's box asks over to the student's box, and the answers back.

Both boxes speak on their kernels' own input channel: a request is a prompt, its answer the input. Text passes through
unread; what is limited is its length, the number of requests, and the time that the student's box takes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from queue import Empty
from typing import Any

from nbacademy_graders.judging import boxes
from nbacademy_graders.judging.box import SILENCE_SECONDS, Box
from nbacademy_graders.judging.client import size_of

#: Characters of one request or answer, and requests of one notebook, at most.
TEXT_CHARACTERS = 13_000_000
REQUESTS = 100_000
_SERVE = boxes.call("agent", "serving().serve()")


class Relay:
    """Connects a judge's box with a student's for one notebook."""

    def __init__(self, judge: Box, student: Box, *, limit_bytes: int) -> None:
        self.judge, self.student = judge, student
        self.limit_bytes = limit_bytes
        self.requests = 0
        self._seconds_left = 0.0
        self._serving: str | None = None
        self._noise: asyncio.Task[None] | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Answer the judge's box while the block runs. Its requests together get the time of one cell."""
        self._seconds_left = float(self.student.seconds_left())
        channel = self.judge.sandbox.client
        channel.allow_stdin = True
        pump = asyncio.ensure_future(self._pump())
        try:
            yield
        finally:
            channel.allow_stdin = False
            await self._idle.wait()  # an answer that comes late must not be taken for the next one's
            pump.cancel()
            with suppress(asyncio.CancelledError):
                await pump

    async def _pump(self) -> None:
        client = self.judge.sandbox.client
        while True:
            message = await client.get_stdin_msg(timeout=None)
            self._idle.clear()
            try:
                client.input(await self._answer(str(message["content"].get("prompt", ""))))
            finally:
                self._idle.set()

    async def _answer(self, text: str) -> str:
        self.requests += 1
        if self.requests > REQUESTS:
            return _lost(f"the tests called the student's code more than {REQUESTS:,} times")
        if len(text) > TEXT_CHARACTERS:
            return _lost("what the tests passed to the student's code is too large")
        if self._seconds_left <= 0:
            return _lost("the student's code had used up its time in this cell")
        answer = await self._ask(text)
        if answer is None:
            return _lost(f"the student's code cannot be called any more: {self.student.lost}")
        return answer if len(answer) <= TEXT_CHARACTERS else _lost("the student's code gave too large an answer")

    async def _ask(self, text: str) -> str | None:
        """One exchange with the student's box; None if it is lost."""
        if self.student.lost is not None:
            return None
        began = time.monotonic()
        if self._serving is None and not await self._begin_serving():
            return None
        self.student.sandbox.client.input(text)
        answer = await self._next_prompt(self._seconds_left)
        self._seconds_left -= time.monotonic() - began
        return answer

    async def _begin_serving(self) -> bool:
        client = self.student.sandbox.client
        self._serving = client.execute(_SERVE, silent=True, store_history=False, allow_stdin=True)
        self._noise = asyncio.ensure_future(self._take_noise())
        return await self._next_prompt(float(SILENCE_SECONDS)) is not None

    async def end_serving(self) -> None:
        """Let the student's kernel run cells again."""
        if self._serving is None:
            return
        if self.student.lost is None:
            self.student.sandbox.client.input("")
            if not await self._has_replied(SILENCE_SECONDS):
                await self.student.give_up("it did not come back from a test's call")
        self._serving = None
        if self._noise is not None:
            self._noise.cancel()
            with suppress(asyncio.CancelledError):
                await self._noise

    async def _has_replied(self, seconds: float) -> bool:
        client, end = self.student.sandbox.client, time.monotonic() + seconds
        with suppress(Empty):
            while (left := end - time.monotonic()) > 0:
                message = await client.get_shell_msg(timeout=left)
                if message["parent_header"].get("msg_id") == self._serving:
                    return True
        return False

    async def _next_prompt(self, seconds: float) -> str | None:
        """What the student's box says next; None if it is lost. Beyond `seconds` it is interrupted."""
        answer = await self._prompt_within(seconds)
        if answer is None and self.student.lost is None:
            await self.student.sandbox.manager.interrupt_kernel()
            answer = await self._prompt_within(SILENCE_SECONDS)
            if answer is None and self.student.lost is None:
                await self.student.give_up(f"a call from a test could not be interrupted after {seconds:.0f} s")
        return answer

    async def _prompt_within(self, seconds: float) -> str | None:
        client, end = self.student.sandbox.client, time.monotonic() + seconds
        while self.student.lost is None and (left := end - time.monotonic()) > 0:
            try:
                message = await client.get_stdin_msg(timeout=min(1.0, left))
            except Empty:
                await self.student.is_gone()
                continue
            prompt = message["content"].get("prompt")
            return prompt if isinstance(prompt, str) else ""
        return None

    async def _take_noise(self) -> None:
        """Throw away what the student's code shows meanwhile, and stop it if that is too much."""
        client, size = self.student.sandbox.client, 0
        while size <= self.limit_bytes:
            message: dict[str, Any] = await client.get_iopub_msg(timeout=None)
            size += size_of(message["content"])
        await self.student.give_up(f"it printed more than {self.limit_bytes // 2**20} MiB")


def _lost(sentence: str) -> str:
    return json.dumps({"lost": sentence})
