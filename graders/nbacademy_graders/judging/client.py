"""A notebook client that a hostile kernel cannot flood, and that shows errors as nbgrader's own does."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.validator import ValidationError, isvalid
from traitlets import Bool, Integer

_SHOWN = frozenset({"stream", "display_data", "execute_result", "error", "update_display_data"})


def error_output(name: str, sentence: str) -> NotebookNode:
    """An error as a kernel would report it."""
    return NotebookNode(output_type="error", ename=name, evalue=sentence, traceback=[f"{name}: {sentence}"])


def is_well_formed(output: NotebookNode) -> bool:
    """Whether an output is what the notebook format knows: a kernel in a student's hands sends what it likes.

    One that is not would stop the converters, whose complaint quotes it.
    """
    streams = output.get("output_type") != "stream" or output.get("name") in ("stdout", "stderr")
    return streams and _is_text(output) and bool(isvalid(output, ref="output", version=4, version_minor=5))


def _is_text(output: NotebookNode) -> bool:
    """Whether a file can hold an output: JSON may bring halves of surrogate pairs."""
    try:
        json.dumps(output, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


class BoundedClient(NotebookClient):
    """Keeps so much of each cell's output, interrupts a cell that goes on, and can refuse changes to what was shown
    before."""

    kept_bytes = Integer(512 * 1024, min=1, help="Output of one cell that is kept, in bytes.")
    limit_bytes = Integer(32 * 1024 * 1024, min=1, help="Output of one cell beyond which it is interrupted, in bytes.")
    frozen_displays = Bool(False, help="Whether shown outputs may no longer be updated, as while hidden tests run.")

    def __init__(self, nb: NotebookNode, **kwargs: Any) -> None:
        super().__init__(nb, **kwargs)
        self.shown_bytes = 0
        self._interruption: asyncio.Future[Any] | None = None

    def begin_cell(self) -> None:
        """Count output anew."""
        self.clear_before_next_output = False
        self.shown_bytes = 0
        self._interruption = None

    @property
    def is_cut(self) -> bool:
        """Whether some of the cell's output was left out."""
        return self.shown_bytes > self.kept_bytes

    @property
    def is_flooded(self) -> bool:
        """Whether the cell was interrupted for its output."""
        return self._interruption is not None

    async def _interrupt(self) -> None:
        if self.km is not None:
            await ensure_async(self.km.interrupt_kernel())

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """As nbclient, but for messages beyond the limits, changes to frozen displays, and widgets (which a page can't
        show)."""
        kind = msg["msg_type"]
        if kind.startswith("comm") or (self.frozen_displays and kind == "update_display_data"):
            return None
        if kind in _SHOWN:
            was_cut = self.is_cut
            self.shown_bytes += size_of(msg["content"])
            if self.shown_bytes > self.limit_bytes and self._interruption is None and self.km is not None:
                self._interruption = asyncio.ensure_future(self._interrupt())
            if self.is_cut and kind != "error":
                if not was_cut:
                    text = f"\n... output cut after {self.kept_bytes // 1024} KiB ...\n"
                    cell.outputs.append(NotebookNode(output_type="stream", name="stdout", text=text))
                return None
            if self.frozen_displays and isinstance(msg["content"].get("transient"), dict):
                msg["content"][
                    "transient"
                ] = {}  # showing again under a known name would change earlier outputs as well
        try:
            return super().process_message(msg, cell, cell_index)
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
            return None  # no message of Jupyter's protocol: the student's code spoke in the kernel's place


def size_of(content: Any) -> int:
    """Length of everything in a message's content, roughly its bytes."""
    if isinstance(content, dict):
        return sum(size_of(key) + size_of(value) for key, value in content.items())
    if isinstance(content, list):
        return sum(size_of(item) for item in content)
    return len(content) if isinstance(content, str | bytes) else 8


def record_failure(cell: NotebookNode, reply: dict[str, Any]) -> None:
    """Add the reply's error to the outputs if no output tells of it, as nbgrader's Execute does."""
    content = reply["content"]
    if content["status"] != "error":
        return
    name, text = str(content.get("ename")), str(content.get("evalue"))
    if any(output.output_type == "error" and output.ename == name for output in cell.outputs):
        return
    lines = content.get("traceback")
    traceback = [str(line) for line in lines] if isinstance(lines, list) else []
    traceback = traceback or ["ERROR: An error occurred while showtraceback was disabled"]
    cell.outputs.append(NotebookNode(output_type="error", ename=name, evalue=text, traceback=traceback))
