"""The seam between grading and the way verdicts are formed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from nbformat import NotebookNode

from nbacademy_graders.limits import Limits

#: In a cell's metadata under `nbacademy`: it was missing from the submission and put back.
RESTORED = "restored"
Place = Literal["outside", "inside"]


@dataclass(frozen=True)
class Placed:
    """Where a test cell is judged: `outside` the student's box, or `inside` it.

    `controlled`: inside, whether it must fail when the student's names are bound to nothing of use.
    `trusting`: outside, whether methods of whatever the student hands over may be called with the test's own values,
    and what the student's cells did to the instructor's variables counts.
    """

    place: Place
    controlled: bool = True
    trusting: bool = False


@dataclass(frozen=True)
class Case:
    """One notebook to be judged.

    `notebook` is sanitised; `source` is the instructor's. `files` of the submission and `source_files` of the source
    lie beside them. `placed` says by grade id where each test cell is judged.
    """

    notebook: NotebookNode
    source: NotebookNode
    files: Path
    source_files: Path
    placed: Mapping[str, Placed]
    limits: Limits


@dataclass
class Verdict:
    """What running a notebook gave beside the outputs in its cells.

    `secret_outputs`: by index of the cell, the outputs (the very objects) that came of hidden tests and may be in no
    feedback.
    `log`: sentences for an educator. `seconds` by stage.
    """

    secret_outputs: dict[int, list[NotebookNode]] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


class Judge(Protocol):
    """Runs a sanitised notebook and leaves in its test cells the outputs from which nbgrader determines the grades."""

    async def judge(self, case: Case) -> Verdict:
        """Run `case.notebook`, changing its cells' outputs in place. A submission's faults are outputs, not errors.

        Raises SandboxError if no sandbox can be had.
        """
