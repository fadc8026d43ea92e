"""The seam between grading and the way verdicts are formed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from nbformat import NotebookNode

from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox.sandbox import Sandbox


@dataclass
class Verdict:
    """What running a notebook gave beside the outputs in its cells.

    `secret_outputs`: by index of the cell, the outputs (the very objects) that came of hidden tests and may be in no
    feedback.
    `log`: sentences for an educator.
    """

    secret_outputs: dict[int, list[NotebookNode]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)


class Judge(Protocol):
    """Runs a sanitised notebook and leaves in its test cells the outputs from which nbgrader determines the grades."""

    async def judge(self, notebook: NotebookNode, sandbox: Sandbox, limits: Limits) -> Verdict:
        """Run `notebook` in `sandbox`, changing its cells' outputs in place. A submission's faults are outputs, not
        errors."""
