"""Grading the whole collection with `nbacademy grade`, honest work in between."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from .case import SHORT_SECONDS, USUAL_SECONDS, Case, honest
from .collection import CASES
from .host import HOST_MARK, OUTSIDE

#: Between how many submissions an honest one is handed in, beside the first and the last.
HONEST_EVERY = 12
HONEST = "honest neighbour"
#: In the names of their folders, which are shown as names of people.
ODD_NAME = "<b>'\"&{{ 7 * 7 }} ü 東京 " + "n" * 120


@dataclass(frozen=True)
class Batch:
    """Cases by full name that one command grades, with this time for a cell."""

    name: str
    cell_seconds: int
    cases: dict[str, Case]


def batches(names: Collection[str]) -> list[Batch]:
    """The cases with these names in three: what is about time, and two halves of the rest for two processors."""
    chosen = {name: case for name, case in CASES.items() if name in names}
    usual = [item for item in chosen.items() if item[1].cell_seconds == USUAL_SECONDS]
    short = [item for item in chosen.items() if item[1].cell_seconds == SHORT_SECONDS]
    return [
        Batch("short", SHORT_SECONDS, dict(short)),
        Batch("usual-0", USUAL_SECONDS, dict(usual[::2])),
        Batch("usual-1", USUAL_SECONDS, dict(usual[1::2])),
    ]


@dataclass(frozen=True)
class Verdict:
    """A submission's entry in the command's document, and the folder with all that grading left of it."""

    entry: dict[str, Any]
    folder: Path

    @property
    def pages(self) -> list[Path]:
        """Its feedback."""
        return [Path(path) for path in self.entry["feedback"]]

    def shown(self) -> str:
        """All that a student is shown: the entry, the log, the feedback."""
        return "\n".join(
            [json.dumps(self.entry), *(path.read_text() for path in (Path(self.entry["log"]), *self.pages))]
        )

    def kept(self) -> Iterator[tuple[Path, bytes]]:
        """Every file that grading left."""
        yield from ((path, path.read_bytes()) for path in sorted(self.folder.rglob("*")) if path.is_file())

    def autograded(self) -> NotebookNode:
        """The notebook as an educator sees it."""
        return nbformat.read(self.folder / "autograded" / "work.ipynb", as_version=4)


class Course:
    """A folder with the assignment's source, and submissions to it side by side."""

    def __init__(self, root: Path, source: Path, release: NotebookNode, settings: dict[str, str]) -> None:
        self.root, self.source, self.release, self.settings = root, source, release, settings
        self.exit_codes: list[int] = []
        self.submitted = root / "submitted"
        self.submitted.mkdir()
        (self.submitted / OUTSIDE).write_text(HOST_MARK)

    def grade(self, batch: Batch) -> dict[str, Verdict]:
        """Verdicts by full name, of one command; honest neighbours have the batch's name and a number."""
        names = list(_with_neighbours(batch))
        folders = [self._hand_in(name, batch) for name in names]
        out = self.root / f"out-{batch.name}"
        entries = self._run(folders, out, batch.cell_seconds)
        assert len(entries) == len(names)
        return {
            name: Verdict(entry, out / f"submission-{number}")
            for number, (name, entry) in enumerate(zip(names, entries, strict=True), start=1)
        }

    def _hand_in(self, name: str, batch: Batch) -> Path:
        folder = self.submitted / (f"{name} {ODD_NAME}" if name.startswith(HONEST) else re.sub(r"\W+", "-", name))
        folder.mkdir()
        build = batch.cases[name].build if name in batch.cases else honest()
        content = build(self.release, folder)
        if content is not None:
            # Not by nbformat, which repairs what it writes.
            data = content if isinstance(content, bytes | str) else json.dumps(content)
            (folder / "work.ipynb").write_bytes(data if isinstance(data, bytes) else data.encode())
        return folder

    def _run(self, folders: list[Path], out: Path, cell_seconds: int) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "nbacademy_graders.command", "--source", str(self.source), "--out", str(out)]
        command += ["--json", "--cell-seconds", str(cell_seconds)]
        command += [word for folder in folders for word in ("--submission", str(folder))]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=False, env={**os.environ, **self.settings}
        )
        self.exit_codes.append(done.returncode)
        entries: list[dict[str, Any]] = json.loads(done.stdout)["submissions"]
        return entries


def _with_neighbours(batch: Batch) -> Iterator[str]:
    for number, name in enumerate(batch.cases):
        if number % HONEST_EVERY == 0:
            yield f"{HONEST} {batch.name} {number}"
        yield name
    yield f"{HONEST} {batch.name} {len(batch.cases)}"
