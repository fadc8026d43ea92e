"""Finding out where each test cell can be judged, from evidence: the source's own solution, and what students start
from.

A test cell is judged outside if there it tells the two apart as it should, or just as it does in the student's kernel.
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import is_solution

from nbacademy_graders.judging.credit import points_of
from nbacademy_graders.judging.inside import UNCONTROLLED
from nbacademy_graders.judging.judge import Case, Judge, Placed
from nbacademy_graders.judging.scope import is_test
from nbacademy_graders.limits import Limits

_ADVICE = (
    (r"inherited", "Make objects of the student's class and call their methods, instead of inheriting from it."),
    (
        r"cannot be passed",
        "Pass plain values: numbers, text, lists, dicts, arrays, data frames, or your own functions.",
    ),
    (r"plain value was expected", "Compare plain values, as float(...), list(...) or .tolist() give in the solution."),
    (r"FileNotFoundError", "Read what the student wrote with student.eval(\"open('name').read()\")."),
    (
        r"NameError",
        "Use names that the solution defines; what only the student's kernel has, ask by student.eval('...').",
    ),
)
_DEFAULT_ADVICE = "Call the student's functions with plain values, and compare what they give with plain values."


@dataclass(frozen=True)
class Finding:
    """Of one test cell: where it is judged, and what the solution and the students' version got there (in points).

    `why` and `advice` are sentences for the educator; `advice` says what change would move the cell outside.
    """

    placed: Placed
    why: str
    advice: str | None
    solution_score: float
    released_score: float


@dataclass
class Attempt:
    """What a run gave: points and the errors' texts by grade id; `uncontrolled` tests passed with nothing to test."""

    scores: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    uncontrolled: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)


_Tried = tuple[Placed, tuple[Attempt, Attempt]]
#: The first is where lies get least.
_OUTSIDE = (Placed("outside"), Placed("outside", trusting=True))


class Try:
    """Tries one notebook of a source."""

    def __init__(self, judge: Judge, source: NotebookNode, release: NotebookNode, files: Path, limits: Limits) -> None:
        self.judge, self.files, self.limits = judge, files, limits
        self.solution = source
        self.released = released_answers(source, release)
        self.points = {
            cell.metadata.nbgrader["grade_id"]: float(cell.metadata.nbgrader["points"])
            for cell in source.cells
            if is_test(cell)
        }
        self.log: list[str] = []

    async def findings(self) -> dict[str, Finding]:
        """Findings by grade id. Raises SandboxError."""
        if not self.points:
            return {}
        found: dict[str, Finding] = {}
        tried: list[_Tried] = []
        for placed in _OUTSIDE:
            if len(found) < len(self.points):
                places = dict.fromkeys(self.points, placed) | {name: finding.placed for name, finding in found.items()}
                both = await self._both(places)
                tried.append((placed, both))
                new = [name for name in self.points if name not in found and self._tells_apart(name, *both)]
                found |= {name: self._outside(placed, name, *both) for name in new}
        doubtful = [name for name in self.points if name not in found]
        if doubtful:
            inside = await self._both(dict.fromkeys(self.points, Placed("inside")))
            found |= {name: self._decide(name, tried, inside) for name in doubtful}
            found = await self._verified(found, inside)
        return {name: found[name] for name in self.points}

    async def _both(self, placed: Mapping[str, Placed]) -> tuple[Attempt, Attempt]:
        solution, released = await asyncio.gather(self._run(self.solution, placed), self._run(self.released, placed))
        return solution, released

    async def _run(self, notebook: NotebookNode, placed: Mapping[str, Placed]) -> Attempt:
        notebook = copy.deepcopy(notebook)
        case = Case(notebook, self.solution, self.files, self.files, placed, self.limits)
        verdict = await self.judge.judge(case)
        attempt = Attempt(log=verdict.log)
        for cell in notebook.cells:
            if is_test(cell):
                name = cell.metadata.nbgrader["grade_id"]
                outputs = [output for output in cell.outputs if output.get("ename") != UNCONTROLLED]
                if len(outputs) < len(cell.outputs):
                    attempt.uncontrolled.add(name)
                attempt.scores[name] = points_of(cell, outputs)
                attempt.errors[name] = _error(cell)
        return attempt

    def _tells_apart(self, name: str, solution: Attempt, released: Attempt) -> bool:
        return solution.scores[name] == self.points[name] > released.scores[name]

    def _outside(self, placed: Placed, name: str, solution: Attempt, released: Attempt) -> Finding:
        why = "Outside of the student's kernel the solution passes and the students' version does not."
        return Finding(placed, why, None, solution.scores[name], released.scores[name])

    def _decide(self, name: str, tried: list[_Tried], inside: tuple[Attempt, Attempt]) -> Finding:
        here = [attempt.scores[name] for attempt in inside]
        points = self.points[name]
        if here[0] < points:
            self.log.append(
                f"{name}: the source's own solution gets {here[0]:g} of {points:g} points. {_last(inside, name)}"
            )
        if here[1] == points:
            self.log.append(f"{name}: what students start from gets full points already.")
        for placed, outside in tried:
            there = [attempt.scores[name] for attempt in outside]
            if there == here:
                why = "It gives the same points inside and outside of the student's kernel."
                return Finding(placed, why, None, *there)
        error = outside[0].errors[name]
        got = f"Outside of the student's kernel the solution gets {there[0]:g} of {points:g} points"
        why = f"{got} ({error})." if error else f"{got}, the students' version {there[1]:g}."
        controlled = name not in inside[0].uncontrolled
        return Finding(Placed("inside", controlled=controlled), why, _advice(error), *here)

    async def _verified(self, found: dict[str, Finding], inside: tuple[Attempt, Attempt]) -> dict[str, Finding]:
        """Where some cells are judged outside and some inside, see that this works together; else all are inside."""
        placed = {name: finding.placed for name, finding in found.items()}
        if {one.place for one in placed.values()} != {"outside", "inside"}:
            return found
        together = await self._run(self.solution, placed)
        if all(together.scores[name] == finding.solution_score for name, finding in found.items()):
            return found
        why = "Other cells of this notebook that are judged inside need what it leaves in the student's kernel."
        return {
            name: replace(finding, placed=Placed("inside"), why=why, advice=_DEFAULT_ADVICE)
            if finding.placed.place == "outside"
            else finding
            for name, finding in found.items()
        }


def released_answers(source: NotebookNode, release: NotebookNode) -> NotebookNode:
    """The source with its solutions replaced by what students start from."""
    notebook = copy.deepcopy(source)
    answers = {cell.metadata.nbgrader["grade_id"]: cell.source for cell in release.cells if is_solution(cell)}
    for cell in notebook.cells:
        if is_solution(cell):
            cell.source = answers[cell.metadata.nbgrader["grade_id"]]
    return notebook


def _error(cell: NotebookNode) -> str:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return f"{errors[-1].ename}: {errors[-1].evalue}".rstrip(": ")[:300] if errors else ""


def _last(attempts: tuple[Attempt, Attempt], name: str) -> str:
    return attempts[0].errors[name] or "No error was raised."


def _advice(error: str) -> str:
    return next((advice for pattern, advice in _ADVICE if re.search(pattern, error)), _DEFAULT_ADVICE)
