"""`nbacademy grade` prints one JSON document and gives every submission a verdict."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from nbacademy_graders.command import main
from nbacademy_graders.publishing import publish

from .authoring import GOOD, Desk, answered, checks, mean_source, notebook, solution


class Command:
    """The command, run as a process of its own under settings of the tests'."""

    def __init__(self, desk: Desk, config: Config) -> None:
        sandbox = config.SandboxSettings
        self.out = desk.root / "out"
        self.settings = {
            "NBACADEMY_IMAGE": sandbox.image,
            "NBACADEMY_INSTANCE": sandbox.instance,
            "NBACADEMY_RUNTIME": sandbox.runtime_folder,
            "NBACADEMY_POOL_SIZE": "0",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def run(self, source: Path, submissions: list[Path], *more: str) -> subprocess.CompletedProcess[str]:
        """Grade these folders."""
        command = [sys.executable, "-m", "nbacademy_graders.command", "--source", str(source), "--out", str(self.out)]
        command += [word for folder in submissions for word in ("--submission", str(folder))]
        environment = {**os.environ, **self.settings}
        return subprocess.run([*command, "--json", *more], capture_output=True, text=True, check=False, env=environment)

    def verdicts(self, source: Path, submissions: list[Path], *, exit_code: int) -> list[dict[str, Any]]:
        """The document's entries, of a run that ends so."""
        done = self.run(source, submissions)
        assert done.returncode == exit_code, done.stderr
        found: list[dict[str, Any]] = json.loads(done.stdout)["submissions"]
        assert [Path(entry["log"]).is_file() for entry in found] == [True] * len(submissions)
        return found


@pytest.fixture
def command(desk: Desk, sandbox_config: Config) -> Command:
    return Command(desk, sandbox_config)


def test_folders_are_graded_and_one_document_is_printed(desk: Desk, command: Command) -> None:
    answer = solution("mean", "def mean(values):\n    return 7")
    more = notebook(answer, checks("mean-visible", 1, "assert mean([]) == 7"))
    source = desk.folder({"work": mean_source(), "more": more})
    releases = publish("course", "ps1", desk.bundle(source)).notebooks
    work = {"work": answered(releases["work"], GOOD), "more": releases["more"]}
    good, broken, linked, empty = (desk.folder(notebooks) for notebooks in (work, {"work": "{"}, work, {}))
    (linked / "link").symlink_to("/etc/passwd")
    missing, plain = desk.root / "nobody", good / "work.ipynb"
    stale = command.out / "submission-1" / "feedback" / "old.html"
    stale.parent.mkdir(parents=True)
    stale.touch()
    first, again, *rejected = command.verdicts(source, [good, good, broken, linked, empty, missing, plain], exit_code=0)
    assert (first["status"], first["score"], first["max_score"]) == ("graded", 7.5, 13)
    assert first["cells"]["mean-hidden"] == {"score": 3, "max_score": 3, "kind": "auto", "error": None}
    assert first["cells"]["work/mean-visible"]["score"] == 2, "two notebooks have a cell of this name"
    assert first["cells"]["more/mean-visible"]["score"] == 0
    assert [Path(page).name for page in first["feedback"]] == ["more.html", "work.html"]
    assert (again["score"], again["cells"]) == (first["score"], first["cells"])
    assert {(entry["status"], entry["score"]) for entry in rejected} == {("rejected", None)}
    reasons = ["not valid JSON", "symbolic link", "expected more.ipynb, work.ipynb", "No such file", "is not a folder"]
    assert [part in entry["reason"] for part, entry in zip(reasons, rejected, strict=True)] == [True] * 5


def test_a_source_of_no_use_fails_every_submission_and_says_why(desk: Desk, command: Command) -> None:
    work = desk.folder({"work": mean_source()})
    twice = desk.folder({"work": notebook(checks("a", 1, "1"), checks("a", 1, "1"))})
    for source, reason in ((desk.root / "nowhere", "no source folder"), (twice, "the cell id a is used twice")):
        verdicts = command.verdicts(source, [work, work], exit_code=1)
        assert {(entry["status"], reason in entry["reason"]) for entry in verdicts} == {("failed", True)}


def test_arguments_that_make_no_sense_are_refused_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--source", "a", "--submission", "b", "--out", "c", "--cell-seconds", "0"])
    told = capsys.readouterr()
    assert (end.value.code, told.out, "'0' is no number of seconds" in told.err) == (2, "", True)


def test_results_that_can_be_put_nowhere_are_verdicts_that_the_grader_could_not_give(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    work = desk.folder({"work": mean_source()})
    plain = work / "work.ipynb"
    shutil.copytree(work, desk.root / "submission-2")
    reasons = {plain: "File exists", Path("/proc/self"): "No such file", desk.root: "results would take its place"}
    for out, reason in reasons.items():
        asked = ["--source", str(work), "--submission", str(work), "--submission", str(desk.root / "submission-2")]
        assert main([*asked, "--out", str(out), "--json"]) == 1
        verdicts = json.loads(capsys.readouterr().out)["submissions"]
        assert [(one["status"], one["log"], reason in one["reason"]) for one in verdicts] == [
            ("failed", None, True)
        ] * 2
    assert (desk.root / "submission-2" / "work.ipynb").is_file()


def test_without_an_engine_every_submission_fails_and_a_file_in_its_place_is_replaced(
    desk: Desk, command: Command
) -> None:
    work = desk.folder({"work": mean_source()}, {"submission-1": "a file of the assignment's"})
    command.settings["DOCKER_HOST"] = "unix:///nowhere"
    command.out.mkdir()
    (command.out / "submission-1").write_text("a file")
    (verdict,) = command.verdicts(work, [work], exit_code=1)
    assert (verdict["status"], "No Docker engine answers" in verdict["reason"]) == ("failed", True)
