"""Has the judge's box run tests, and carries what it asks meanwhile over to the student's box, and the answers back.

Both boxes speak over their kernels' own sockets. Text passes through unread; what is limited is its length, the number
of requests, and the time that the student's box takes.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
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
    """Connects a judge's box with a student's for one notebook; `serve` is what has the student's box answer."""

    def __init__(self, judge: Box, student: Box, *, limit_bytes: int, serve: str = _SERVE) -> None:
        self.judge, self.student = judge, student
        self.limit_bytes = limit_bytes
        self._serve = serve
        self.requests = 0
        self._seconds_left = 0.0
        self._serving: str | None = None
        self._noise: asyncio.Task[None] | None = None

    async def run(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """Have the judge's box do what is requested; its reply, None if the box is lost.

        What it asks of the student's box gets the time of one cell together. `timed_out` in the reply says whether it
        was interrupted.
        """
        self._seconds_left = float(self.student.seconds_left())
        self.judge.kernel.line.send("run", json.dumps(request))
        reply = await self._reply_within(self.judge.seconds_left())
        timed_out = reply is None and self.judge.lost is None
        if timed_out:
            await self.judge.kernel.manager.interrupt_kernel()
            reply = await self._reply_within(SILENCE_SECONDS)
            if reply is None and not await self.judge.is_gone():
                await self.judge.give_up("it could not be interrupted")
        return None if reply is None else {**reply, "timed_out": timed_out}

    async def _reply_within(self, seconds: float) -> dict[str, Any] | None:
        """The reply, once what is asked before is answered."""
        line, end = self.judge.kernel.line, time.monotonic() + seconds
        while (frame := await self._frame_within(self.judge, end - time.monotonic())) is not None:
            word, text = frame
            if word == "done":
                reply: dict[str, Any] = json.loads(text)
                return reply
            number, _, question = text.partition(" ")
            line.send("answer", f"{number} {await self._answer(question)}")
        return None

    @staticmethod
    async def _frame_within(box: Box, seconds: float) -> tuple[str, str] | None:
        """What a box says next; None after so many seconds, or if it is lost."""
        try:
            frame = await asyncio.wait_for(box.kernel.line.receive(), max(seconds, 0))
        except TimeoutError:
            return None
        if frame is None:
            await box.is_cut()
        return frame

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
        self.student.kernel.line.send("said", text)
        answer = await self._said(self._seconds_left)
        self._seconds_left -= time.monotonic() - began
        return answer

    async def _begin_serving(self) -> bool:
        client = self.student.kernel.client
        self._serving = client.execute(self._serve, silent=True, store_history=False, allow_stdin=False)
        self._noise = asyncio.ensure_future(self._take_noise())
        return await self._said(float(SILENCE_SECONDS)) is not None

    async def end_serving(self) -> None:
        """Let the student's kernel run cells again."""
        if self._serving is None:
            return
        if self.student.lost is None:
            self.student.kernel.line.send("said", "")
            if not await self._has_replied(SILENCE_SECONDS):
                await self.student.give_up("it did not come back from a test's call")
        self._serving = None
        if self._noise is not None:
            self._noise.cancel()
            with suppress(asyncio.CancelledError):
                await self._noise

    async def _has_replied(self, seconds: float) -> bool:
        client, end = self.student.kernel.client, time.monotonic() + seconds
        with suppress(Empty):
            while (left := end - time.monotonic()) > 0:
                message = await client.get_shell_msg(timeout=left)
                if message["parent_header"].get("msg_id") == self._serving:
                    return True
        return False

    async def _said(self, seconds: float) -> str | None:
        """What the student's box says next; None if it is lost. Beyond `seconds` it is interrupted."""
        frame = await self._frame_within(self.student, seconds)
        if frame is None and self.student.lost is None:
            await self.student.kernel.manager.interrupt_kernel()
            frame = await self._frame_within(self.student, SILENCE_SECONDS)
            if frame is None and not await self.student.is_gone():
                await self.student.give_up(f"a call from a test could not be interrupted after {seconds:.0f} s")
        return None if frame is None else frame[1]

    async def _take_noise(self) -> None:
        """Throw away what the student's code shows meanwhile, and stop it if that is too much."""
        client, size = self.student.kernel.client, 0
        while size <= self.limit_bytes:
            message: dict[str, Any] = await client.get_iopub_msg(timeout=None)
            size += size_of(message["content"])
        await self.student.give_up(f"it printed more than {self.limit_bytes // 2**20} MiB")


def _lost(sentence: str) -> str:
    return json.dumps({"lost": sentence})
