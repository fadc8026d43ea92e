"""`nbacademy grade`: grade folders without any hub, by the code that grades for one.

Prints one JSON document on standard output, everything else on standard error; exit code 0 when every submission got a
verdict.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import logging
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbacademy.protocol.archive import ArchiveError, pack, unpack
from nbacademy_graders import entry
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.errors import GraderError, RefusedError
from nbacademy_graders.jobs import CellScore, GenerateJob, Graded, GradeJob, Refused
from nbacademy_graders.limits import Limits
from nbacademy_graders.snapshot import shown, take_snapshot

log = logging.getLogger(__name__)
_COURSE, _ASSIGNMENT = "course", "assignment"
_NOTHING: dict[str, Any] = {"score": None, "max_score": None, "cells": {}, "feedback": []}


def nbacademy() -> int:
    """The command `nbacademy`: its first argument says what to do, and `grade` is all it knows yet."""
    if sys.argv[1:2] != ["grade"]:
        print("usage: nbacademy grade --source DIR --submission DIR [--submission DIR …] --out DIR [--json]")
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    return main(sys.argv[2:])


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (the process's own by default); returns the exit code."""
    options = _parser().parse_args(argv)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO if options.verbose else logging.WARNING)
    # The document alone goes to standard output, whatever a library has to say meanwhile.
    with contextlib.redirect_stdout(sys.stderr):
        verdicts = _grade_all(options)
    print(json.dumps({"submissions": verdicts}, indent=None if options.json else 2))
    return 1 if any(verdict["status"] == "failed" for verdict in verdicts) else 0


def _grade_all(options: argparse.Namespace) -> list[dict[str, Any]]:
    reason = _unusable(options.out, [options.source, *options.submission])
    if reason is not None:
        failed = {**_NOTHING, "status": "failed", "reason": reason, "log": None, "seconds": 0.0}
        return [failed] * len(options.submission)
    try:
        entry.process_pool().begin()
        with tempfile.TemporaryDirectory(prefix="nbacademy-grade-") as scratch:
            session = _Session(options, Path(scratch))
            return [session.grade(number, folder) for number, folder in enumerate(options.submission, start=1)]
    finally:
        entry.process_pool().close()


def _unusable(out: Path, given: Sequence[Path]) -> str | None:
    """Why nothing can be written to `--out`, or not without loss of what is to be read; None if all is well."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        return f"--out {shown(out)} cannot be written to: {error.strerror}."
    made = {_place(out, number) for number, _ in enumerate(given, start=1)}
    for folder in (path.resolve() for path in given):
        if not made.isdisjoint([folder, *folder.parents]):
            return f"--out {shown(out)} is where {shown(folder)} is: results would take its place."
    return None


def _place(out: Path, number: int) -> Path:
    return out.resolve() / f"submission-{number}"


def _empty(place: Path) -> None:
    """Makes a folder; what an earlier run left there would be taken for this one's."""
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.exists():
        shutil.rmtree(place)
    place.mkdir()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nbacademy grade", description=__doc__)
    parser.add_argument(
        "--source", type=Path, required=True, help="folder of the assignment: source/<assignment> of a course"
    )
    parser.add_argument(
        "--submission", type=Path, required=True, action="append", help="folder of a submission; may be repeated"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for logs, feedback and graded notebooks; made if missing"
    )
    parser.add_argument("--json", action="store_true", help="print the document on one line")
    parser.add_argument("--cell-seconds", type=_seconds, default=30, help="time for one cell, in seconds")
    parser.add_argument("--verbose", action="store_true", help="tell on standard error what is going on")
    return parser


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds from 1 to 86400")
    return int(text)


class _Session:
    """Submissions to one source, graded one after the other."""

    def __init__(self, options: argparse.Namespace, scratch: Path) -> None:
        self.scratch = scratch
        self.out: Path = options.out
        self.folder: Path = options.source
        self.limits = Limits(cell_seconds=options.cell_seconds)
        self._packed: Bundle | None = None
        self.gradebook_url = f"sqlite:///{scratch / 'gradebook.db'}"

    def grade(self, number: int, folder: Path) -> dict[str, Any]:
        """One submission's entry in the document; whatever goes wrong stands in it."""
        began = time.perf_counter()
        place = _place(self.out, number)
        try:
            _empty(place)
            verdict, lines = self._verdict(entry.run(self._job(number, folder)), place)
        except RefusedError as error:
            verdict, lines = {"status": "rejected", "reason": str(error)}, ()
        except (GraderError, OSError) as error:
            log.exception("Submission %d could not be graded", number)
            verdict, lines = {"status": "failed", "reason": str(error)}, ()
        except Exception:  # whatever one submission does to the grader, the others get their verdicts
            log.exception("Submission %d made the grader fail", number)
            verdict, lines = {"status": "failed", "reason": "The grader itself failed; its log says why."}, ()
        kept = self._keep_log(place / "log.txt", [*filter(None, [verdict["reason"]]), *lines, ""])
        return {**_NOTHING, **verdict, "log": kept, "seconds": round(time.perf_counter() - began, 3)}

    def _keep_log(self, path: Path, lines: Sequence[str]) -> str | None:
        try:
            path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
        except OSError:
            log.exception("There is no room for %s", path)  # which is no reason to lose a verdict
            return None
        return str(path)

    def _job(self, number: int, folder: Path) -> GradeJob:
        source = self._source()
        submitted = self.scratch / f"submission-{number}"
        take_snapshot(folder, submitted, self.limits)
        job = GradeJob(
            course=_COURSE,
            assignment=_ASSIGNMENT,
            student=submitted.name,
            student_name=shown(Path(folder.resolve().name))[:128] or "/",
            source=source,
            submission=self._bundle(submitted, submitted.name),
            submitted_at=datetime.now(UTC),
            gradebook_url=self.gradebook_url,
            limits=self.limits,
        )
        shutil.rmtree(submitted)
        return job

    def _source(self) -> Bundle:
        """The source, packed and looked at by nbgrader at the first call. Raises GraderError if it is of no use."""
        if self._packed is None:
            if not self.folder.is_dir():
                raise GraderError(f"There is no source folder {shown(self.folder)}.")
            try:
                packed = self._bundle(self.folder.resolve(), "source")
            except ArchiveError as error:
                raise GraderError(f"The source cannot be used: {error}.") from error
            made = entry.run(GenerateJob(course=_COURSE, assignment=_ASSIGNMENT, source=packed))
            if isinstance(made, Refused):
                raise GraderError(f"The source cannot be used: {made.reason}")
            self._packed = packed
        return self._packed

    def _bundle(self, folder: Path, name: str) -> Bundle:
        data = pack(folder, limit_bytes=self.limits.archive_bytes, limit_files=self.limits.archive_files)
        path = self.scratch / f"{name}.zip"
        path.write_bytes(data)
        return Bundle(url=str(path), sha256=hashlib.sha256(data).hexdigest())

    def _verdict(self, outcome: object, place: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
        if isinstance(outcome, Refused):
            return {"status": "rejected", "reason": outcome.reason}, ()
        if not isinstance(outcome, Graded):
            raise GraderError(f"Grading gave {type(outcome).__name__}, which is no verdict.")
        for name, data in (("feedback", outcome.feedback), ("autograded", outcome.autograded)):
            unpack(data, place / name, limit_bytes=2**30, limit_files=10_000)
        cells = {
            name: {"score": cell.score, "max_score": cell.max_score, "kind": cell.kind, "error": cell.note}
            for name, cell in _named(outcome.cells).items()
        }
        pages = sorted(str(path) for path in (place / "feedback").glob("*.html"))
        verdict = {"status": "graded", "reason": None, "score": outcome.score, "max_score": outcome.max_score}
        return {**verdict, "cells": cells, "feedback": pages}, outcome.log


def _named(cells: Sequence[CellScore]) -> dict[str, CellScore]:
    """Cells by grade id, and by `notebook/grade_id` where several notebooks have the same one."""
    count = Counter(cell.grade_id for cell in cells)
    return {cell.grade_id if count[cell.grade_id] == 1 else f"{cell.notebook}/{cell.grade_id}": cell for cell in cells}


if __name__ == "__main__":
    sys.exit(main())
