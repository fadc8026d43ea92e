"""Bad input gets a sentence, or a graded zero for what is missing; never an error of the grader's own."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nbacademy_graders import entry
from nbacademy_graders.errors import GraderError
from nbacademy_graders.jobs import Generated, GenerateJob, Refused

from .authoring import GOOD, Desk, checks, mean_source, notebook, solution
from .conftest import Classroom, autograded, notes, scores

V3 = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}
DEEP = '{"nbformat": 4, "cells": ' + "[" * 100_000 + "]" * 100_000 + "}"
UNREADABLE = {
    "cut off": ('{"nbformat": 4, "cells": [', "not valid JSON"),
    "not text": (b"\xff\xfe\x00", "not UTF-8"),
    "nested": (DEEP, "nested too deeply"),
    "old format": (json.dumps(V3), "notebook format 3"),
    "a list": ("[]", "does not say which notebook format"),
    "no cells": ('{"nbformat": 4}', "no list of cells"),
    "odd cell": ('{"nbformat": 4, "cells": [{"cell_type": "trick", "source": ""}]}', "no known type"),
    "too many cells": (
        json.dumps({"nbformat": 4, "cells": [{"cell_type": "raw", "source": ""}] * 2001}),
        "at most 2000",
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_an_unreadable_notebook_is_refused_with_a_reason(classroom: Classroom, kind: str) -> None:
    content, reason = UNREADABLE[kind]
    assert reason in classroom.refusal(content)


def test_a_notebook_or_an_archive_too_large_is_refused(classroom: Classroom) -> None:
    fat = nbformat.writes(new_notebook(cells=[new_code_cell("#" * 3_000_000)]))
    assert "larger than 2 MiB" in classroom.refusal(fat, limits={"notebook_bytes": 2**21})
    assert "larger than 1 MiB" in classroom.refusal(fat, limits={"archive_bytes": 2**20})


def _zip(name: str, content: bytes, mode: int = stat.S_IFREG | 0o644) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        _zip("work.ipynb", b"/etc/passwd", stat.S_IFLNK | 0o777),
        _zip("../work.ipynb", b"{}"),
        _zip("bomb", bytes(200 * 2**20)),
        b"no zip at all",
    ],
    ids=["link", "way out", "bomb", "no zip"],
)
def test_a_hostile_archive_is_refused(classroom: Classroom, desk: Desk, data: bytes) -> None:
    assert classroom.refusal(None, submission=desk.bundle_of(data))


def test_a_submission_without_the_notebook_is_refused(classroom: Classroom, desk: Desk) -> None:
    other = desk.bundle(desk.folder({"other": notebook()}))
    assert "expected work.ipynb" in classroom.refusal(None, submission=other)


def test_a_changed_archive_is_an_error_and_no_verdict(classroom: Classroom, desk: Desk) -> None:
    job = classroom.job(classroom.answers(GOOD))
    forged = job.model_copy(update={"submission": job.submission.model_copy(update={"sha256": "0" * 64})})
    with pytest.raises(GraderError, match="has changed"):
        entry.run(forged)


def test_missing_cells_are_put_back_and_score_nothing(classroom: Classroom) -> None:
    def remove(work: NotebookNode) -> None:
        gone = {"mean-visible", "mean-hidden", "essay"}
        work.cells = [cell for cell in work.cells if cell.metadata.get("nbgrader", {}).get("grade_id") not in gone]

    result = classroom.grade(classroom.answers(GOOD, remove))
    assert scores(result) == {"mean-visible": 0, "mean-hidden": 0, "area-partial": 1.5, "area-last": 1, "essay": 0}
    assert "work: grade cell mean-hidden was missing, restored from the source, scored 0." in result.log
    assert [cell.metadata.nbgrader.grade_id for cell in autograded(result).cells if "nbgrader" in cell.metadata] == [
        "imports",
        "mean",
        "mean-visible",
        "mean-hidden",
        "area",
        "area-partial",
        "area-again",
        "area-last",
        "essay",
    ]


def test_no_cells_at_all_score_nothing(classroom: Classroom) -> None:
    assert classroom.grade(new_notebook()).score == 0


def test_a_missing_notebook_scores_nothing_and_others_count(
    desk: Desk, open_classroom: Callable[..., Classroom]
) -> None:
    room = open_classroom(mean_source())
    folder = desk.folder(
        {"work": mean_source(), "second": notebook(solution("g", "g = 1"), checks("g-test", 2, "g == 1"))}
    )
    job = room.job(room.answers(GOOD)).model_copy(update={"source": desk.bundle(folder), "assignment": "two"})
    result = entry.run(job)
    assert (result.score, result.max_score) == (7.5, 14)
    assert "Notebook second was not handed in, so its cells scored 0." in result.log


def test_forged_metadata_changes_nothing(classroom: Classroom) -> None:
    def forge(work: NotebookNode) -> None:
        for cell in work.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.update(
                    points=1000, locked=False, schema_version="x", grade=cell.metadata.nbgrader.grade
                )
            cell.metadata.tags = ["skip-execution", "raises-exception"]
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "mean-hidden":
                cell.source = "pass"
                cell.cell_type = "markdown"
        work.metadata.kernelspec = {"name": "bash", "display_name": "x"}

    result = classroom.grade(classroom.answers({**GOOD, "mean": "def mean(v): return 2"}, forge))
    assert scores(result)["mean-hidden"] == 0
    assert result.max_score == 12
    assert any("mean-hidden had been made a markdown cell" in line for line in result.log)
    assert "work: cell mean-hidden had been changed; it was graded as it stands in the assignment." in result.log


def test_of_a_cell_handed_in_twice_the_last_counts(classroom: Classroom) -> None:
    def double(work: NotebookNode) -> None:
        work.cells += [
            cell.copy() for cell in work.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "mean-visible"
        ]

    result = classroom.grade(classroom.answers(GOOD, double))
    assert result.score == 7.5
    assert "work: cell mean-visible was there more than once; the last one was graded." in result.log


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ({"work": notebook(checks("a", 1, "1"), checks("a", 1, "1"))}, "the cell id a is used twice"),
        ({}, "no notebook"),
        ({"work": "{"}, "not valid JSON"),
        ({"work": notebook(solution("a", "1"), checks("b", 1, "### AUTOTEST f(1)"))}, "AUTOTEST"),
        ({"work": notebook(checks("a", 1, "### BEGIN HIDDEN TESTS\n1"))}, "No end hidden tests"),
        ({"work": notebook(new_code_cell("### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS"))}, "non-grade cell"),
    ],
)
def test_a_source_that_nbgrader_refuses_is_refused_with_its_reason(
    desk: Desk, source: dict[str, NotebookNode], reason: str
) -> None:
    folder = desk.folder(source)
    (folder / "readme.txt").write_text("so that the archive is not empty")
    result = entry.run(GenerateJob(course="course", assignment="ps1", source=desk.bundle(folder)))
    assert isinstance(result, Refused)
    assert reason in result.reason


def test_publishing_runs_nothing_and_hides_what_is_hidden(desk: Desk) -> None:
    source = mean_source()
    source.cells.append(new_code_cell(f"open({str(desk.root / 'was-run')!r}, 'w')"))
    result = entry.run(
        GenerateJob(course="course", assignment="ps1", source=desk.bundle(desk.folder({"work": source})))
    )
    assert isinstance(result, Generated)
    assert result.max_score == 12
    assert [(cell.grade_id, cell.kind, cell.has_hidden_tests) for cell in result.cells][1] == (
        "mean-hidden",
        "auto",
        True,
    )
    assert b"HIDDEN" not in zipfile.ZipFile(io.BytesIO(result.release)).read("work.ipynb")
    assert not (desk.root / "was-run").exists()


def test_notes_tell_of_a_visible_failure(classroom: Classroom) -> None:
    result = classroom.grade(classroom.answers({**GOOD, "mean": "def mean(v): raise ValueError('no <b>')"}))
    assert notes(result)["mean-visible"] == "ValueError: no <b>"
