"""In the judge's box: runs the tests that the worker sends, one after the other, and sends back what they show."""

from __future__ import annotations

import io
import json
import signal
import sys
from typing import Any

from nbacademy_graders.judging.boxes.bench import Bench, make
from nbacademy_graders.judging.boxes.channel import channel

#: Characters of what one test shows that are kept; the worker cuts what is shown on pages.
SHOWN = 2_000_000


class _Stream(io.TextIOBase):
    """Standard output or error of tests."""

    encoding = "utf-8"

    def __init__(self, hearing: Hearing, name: str) -> None:
        self.hearing, self.name = hearing, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.hearing.show("stream", {"name": self.name, "text": text})
        return len(text)


class Hearing:
    """Tests run as cells in the kernel's shell; what they show is kept here instead of being published."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.shell = bench, bench.shell
        self.shown: list[dict[str, Any]] = []
        self._size = 0
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        self.shell.display_pub.register_hook(self._keep)
        self.shell.displayhook.register_hook(self._keep)
        self.shell._showtraceback = self._show_traceback
        # Tests block, and are not cancelled like the coroutine that the kernel takes this for, but interrupted.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def show(self, kind: str, content: dict[str, Any]) -> None:
        """Keep what a test shows, as a message of Jupyter's."""
        text = content.get("text", "")
        self._size += len(text) if kind == "stream" else len(str(content))
        last = self.shown[-1] if self.shown else {}
        if kind == "stream" and last.get("msg_type") == kind and last["content"]["name"] == content["name"]:
            last["content"]["text"] += text if self._size <= SHOWN else ""
        elif kind == "error" or self._size <= SHOWN:
            self.shown.append({"msg_type": kind, "content": content})

    def _keep(self, message: dict[str, Any]) -> None:
        self.show(message["header"]["msg_type"], message["content"])

    def _show_traceback(self, kind: type[BaseException], error: BaseException, lines: list[str]) -> None:
        self.shell._last_traceback = lines
        self.show("error", {"ename": kind.__name__, "evalue": str(error), "traceback": lines})

    async def hold(self) -> None:
        """Run what comes until the worker is gone."""
        while True:
            try:
                _, text = channel().receive()
            except KeyboardInterrupt:
                continue  # it was meant for the test that has just ended
            except EOFError:
                return
            channel().send("done", json.dumps(await self._answer(json.loads(text)), default=repr))

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        self.shown, self._size = [], 0
        try:
            getattr(self.bench, request["call"])(**request["with"])
        except BaseException as error:
            return {"failed": f"{type(error).__name__}: {error}"}
        ended_by = await self._run(request["code"]) if request["code"] else None
        return {"shown": self.shown, "reply": self._reply(ended_by)}

    async def _run(self, code: str) -> BaseException | None:
        """Run a cell as IPython's kernel does; the error that ended it."""
        shell = self.shell
        transformed = shell.transform_cell(code) if "await" in code or "async" in code else None
        if transformed is not None and shell.should_run_async(code, transformed_cell=transformed):
            result = await shell.run_cell_async(code, store_history=True, transformed_cell=transformed)
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(code, store_history=True)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def _reply(self, error: BaseException | None) -> dict[str, Any]:
        if error is None:
            return {"status": "ok"}
        traceback = list(self.shell._last_traceback or [])
        return {"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": traceback}


async def hold(classes: tuple[str, ...], sources: tuple[str, ...], *, figures: bool, pieces: tuple[str, ...]) -> None:
    """Make a bench (see there), run the instructor's first `pieces`, and hear tests until the worker is gone."""
    bench = make(classes, sources, figures=figures)
    bench.prepare(pieces)
    await Hearing(bench).hold()
