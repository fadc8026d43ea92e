"""Course files in the home, through the server extension."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from nbacademy.workspace import validation
from nbacademy.workspace.bodies import AssignmentRef

from .bundles import archive_of, notebook, raw_archive
from .notebook_server import NotebookServer
from .platform_peer import PlatformPeer

PS1 = {"course": "ppo101", "assignment": "ps1"}
LESSON = "lessons/01 Übung.ipynb"


@pytest.fixture
def lesson(platform: PlatformPeer) -> UUID:
    material = uuid4()
    platform.state.materials[material] = (LESSON, b"first")
    return material


@pytest.fixture
def file(server: NotebookServer) -> Path:
    return server.home / "ppo101" / LESSON


def fetch(ada: httpx.Client, material: UUID, choice: str = "ask") -> httpx.Response:
    return ada.post("academy/workspace/materials", json={"material_id": str(material), "on_conflict": choice})


def work(ada: httpx.Client, what: str, **more: str | int) -> httpx.Response:
    return ada.post(f"academy/workspace/assignments/{what}", json=PS1 | more)


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def test_a_lesson_is_fetched_once_and_updated_silently(ada, platform, lesson, file):
    path = f"ppo101/{LESSON}"
    assert fetch(ada, lesson).json() == {"path": path, "state": "created"}
    assert fetch(ada, lesson).json() == {"path": path, "state": "unchanged"}
    platform.state.materials[lesson] = (LESSON, b"second")
    assert fetch(ada, lesson).json() == {"path": path, "state": "updated"}
    assert file.read_bytes() == b"second"
    file.unlink()
    assert fetch(ada, lesson).json() == {"path": path, "state": "created"}


def test_ones_own_changes_stay_while_nothing_is_newer(ada, lesson, file):
    fetch(ada, lesson)
    file.write_bytes(b"mine")
    for choice in ("ask", "take_new", "keep_both"):
        assert fetch(ada, lesson, choice).json()["state"] == "kept"
    assert file.read_bytes() == b"mine"


def test_changes_on_both_sides_are_asked_about_and_nothing_is_written(ada, platform, lesson, file):
    fetch(ada, lesson)
    file.write_bytes(b"mine")
    platform.state.materials[lesson] = (LESSON, b"second")
    for _ in range(2):
        refused = fetch(ada, lesson)
        assert code(refused) == (409, "LOCAL_CHANGES")
        assert refused.json()["error"]["details"][0]["field"] == f"ppo101/{LESSON}"
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("choice", "state", "mine", "beside"),
    [
        ("keep_mine", "kept", b"mine", None),
        ("take_new", "updated", b"second", None),
        ("keep_both", "created", b"mine", b"second"),
    ],
)
def test_each_choice_does_what_it_says_and_is_not_asked_again(request, choice, state, mine, beside):
    ada, platform, lesson, file = map(request.getfixturevalue, ("ada", "platform", "lesson", "file"))
    fetch(ada, lesson)
    file.write_bytes(b"mine")
    platform.state.materials[lesson] = (LESSON, b"second")
    answer = fetch(ada, lesson, choice).json()
    new = file.with_name("01 Übung (new).ipynb")
    assert answer["state"] == state
    assert answer["path"].endswith(new.name if beside else file.name)
    assert file.read_bytes() == mine
    assert (new.read_bytes() if new.exists() else None) == beside
    assert fetch(ada, lesson).status_code == 200


def test_a_copy_beside_never_overwrites_an_earlier_copy(ada, platform, lesson, file):
    fetch(ada, lesson)
    file.write_bytes(b"mine")
    for content in (b"second", b"third"):
        platform.state.materials[lesson] = (LESSON, content)
        fetch(ada, lesson, "keep_both")
    assert file.with_name("01 Übung (new).ipynb").read_bytes() == b"second"
    assert file.with_name("01 Übung (new 2).ipynb").read_bytes() == b"third"


def test_a_file_that_was_there_before_any_fetch_is_not_overwritten(ada, lesson, file):
    file.parent.mkdir(parents=True)
    file.write_bytes(b"mine")
    assert code(fetch(ada, lesson)) == (409, "LOCAL_CHANGES")
    assert file.read_bytes() == b"mine"


def test_a_damaged_record_costs_no_work(ada, platform, lesson, file, server):
    fetch(ada, lesson)
    (server.home / ".nbacademy/fetched.json").write_text("{")
    file.write_bytes(b"mine")
    platform.state.materials[lesson] = (LESSON, b"second")
    assert code(fetch(ada, lesson)) == (409, "LOCAL_CHANGES")


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "a/../../evil", "a\\b", "a//b", "a\nb", "\u202egnp.exe", "x" * 201, ".", ""]
)
def test_a_hostile_file_name_of_a_course_writes_nothing(ada, platform, server, name):
    material = uuid4()
    platform.state.materials[material] = (name, b"evil")
    assert code(fetch(ada, material)) == (422, "UNSAFE_NAME")
    assert not (server.home / "ppo101").exists()
    assert not (server.home.parent / "evil").exists()


def test_a_link_that_leads_out_of_the_home_is_not_followed(ada, lesson, file, server, tmp_path):
    (server.home / "ppo101").mkdir()
    (server.home / "ppo101/lessons").symlink_to(tmp_path)
    assert code(fetch(ada, lesson)) == (422, "UNSAFE_NAME")
    (server.home / "ppo101/lessons").unlink()
    file.parent.mkdir()
    file.symlink_to(tmp_path / "target")
    assert code(fetch(ada, lesson)) == (422, "UNSAFE_NAME")
    file.unlink()
    file.symlink_to(file)
    assert code(fetch(ada, lesson)) == (422, "UNSAFE_NAME")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_file_in_the_way_is_said_plainly(ada, lesson, file, server):
    (server.home / "ppo101").write_text("a file where the folder should be")
    assert code(fetch(ada, lesson)) == (422, "NOT_ACCEPTABLE")
    (server.home / "ppo101").unlink()
    file.mkdir(parents=True)
    assert code(fetch(ada, lesson)) == (422, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", (400, "NOT_JSON")),
        (b"\xff", (400, "NOT_JSON")),
        (b"[]", (422, "VALIDATION_ERROR")),
        (json.dumps(PS1 | {"typo": 1}).encode(), (422, "VALIDATION_ERROR")),
        (json.dumps(PS1 | {"course": "../.."}).encode(), (422, "VALIDATION_ERROR")),
        (json.dumps(PS1 | {"assignment": "../ps1"}).encode(), (422, "VALIDATION_ERROR")),
        (json.dumps(PS1 | {"assignment": "ps1\n"}).encode(), (422, "VALIDATION_ERROR")),
        (json.dumps(PS1 | {"on_conflict": "overwrite"}).encode(), (422, "VALIDATION_ERROR")),
    ],
)
def test_a_wrong_body_is_refused_with_the_reason(ada, platform, content, expected):
    assert code(ada.post("academy/workspace/assignments/fetch", content=content)) == expected
    assert platform.state.calls == []


def test_an_assignment_is_fetched_restored_and_listed(ada, platform, server):
    platform.state.release = archive_of(ps1_ipynb="nb", data__points_csv="1")
    listed = ada.get("academy/workspace/assignments?course=ppo101").json()["items"][0]
    assert (listed["path"], listed["fetched_version"], listed["changed"]) == (None, None, False)
    assert listed["assignment"]["name"] == "ps1"
    answer = {"path": "ppo101/ps1", "notebooks": ["ppo101/ps1/ps1.ipynb"]}
    assert work(ada, "fetch").json() == answer | {"state": "created"}
    folder = server.home / "ppo101/ps1"
    (folder / "ps1.ipynb").write_text("solved")
    (folder / "data/points_csv").unlink()
    assert work(ada, "fetch").json() == answer | {"state": "updated"}
    assert (folder / "data/points_csv").read_text() == "1"
    assert (folder / "ps1.ipynb").read_text() == "solved"
    listed = ada.get("academy/workspace/assignments?course=ppo101").json()["items"][0]
    assert (listed["path"], listed["fetched_version"], listed["changed"]) == ("ppo101/ps1", 1, True)


def test_a_new_version_of_an_assignment_asks_before_it_touches_anything(ada, platform, server):
    platform.state.release = archive_of(ps1_ipynb="nb", helper="1")
    work(ada, "fetch")
    folder = server.home / "ppo101/ps1"
    (folder / "ps1.ipynb").write_text("solved")
    platform.state.release, platform.state.version = archive_of(ps1_ipynb="nb2", helper="2"), 2
    assert code(work(ada, "fetch")) == (409, "LOCAL_CHANGES")
    assert (folder / "helper").read_text() == "1"
    assert work(ada, "fetch", on_conflict="keep_mine").json()["state"] == "updated"
    assert ((folder / "helper").read_text(), (folder / "ps1.ipynb").read_text()) == ("2", "solved")
    assert ada.get("academy/workspace/assignments?course=ppo101").json()["items"][0]["fetched_version"] == 2


@pytest.mark.parametrize("name", ["../evil", "/evil", "a\\b", "a/../b", "\x1b[2J"])
def test_an_archive_with_tricks_writes_nothing(ada, platform, server, name):
    platform.state.release = raw_archive({"ps1.ipynb": "nb", name: "evil"})
    assert code(work(ada, "fetch")) == (422, "NOT_ACCEPTABLE")
    assert not (server.home / "ppo101").exists()


def test_handing_in_sends_what_lies_there_and_brings_a_receipt(ada, platform, server):
    platform.state.release = archive_of(ps1_ipynb="nb")
    work(ada, "fetch")
    folder = server.home / "ppo101/ps1"
    for name in ("feedback/old.html", ".ipynb_checkpoints/x.ipynb", "notes/a.txt"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("x")
    key = {"Idempotency-Key": "one-click"}
    answers = [ada.post("academy/workspace/assignments/submit", json=PS1, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    ((receipt, content),) = platform.state.submissions
    assert answers[0].json()["sha256"] == receipt.sha256
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["notes/a.txt", "ps1.ipynb"]
    assert work(ada, "submit").json()["version"] == 2


def test_what_cannot_be_handed_in_is_refused_with_its_name(ada, server, tmp_path):
    assert code(work(ada, "submit")) == (404, "NOT_FETCHED")
    folder = server.home / "ppo101/ps1"
    folder.mkdir(parents=True)
    (folder / "secret").symlink_to("/etc/passwd")
    refused = work(ada, "submit")
    assert code(refused) == (422, "NOT_ACCEPTABLE")
    assert "secret is a symbolic link" in refused.json()["error"]["message"]
    (folder / "secret").unlink()
    os.mkfifo(folder / "pipe")
    assert "pipe" in work(ada, "submit").json()["error"]["message"]


def graded_ids(path: Path) -> list[str]:
    return [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in json.loads(path.read_text())["cells"]]


def missing(answer: httpx.Response) -> list[tuple[str, str, float]]:
    return [(cell["notebook"], cell["grade_id"], cell["points"]) for cell in answer.json()["items"]]


def test_graded_cells_that_are_missing_are_named_and_come_back_to_their_place(ada, platform, server):
    platform.state.release = archive_of(ps1_ipynb=notebook("pass", "assert 1"), two_ipynb=notebook("pass", "assert 2"))
    work(ada, "fetch")
    folder = server.home / "ppo101/ps1"
    mine = json.loads((folder / "ps1.ipynb").read_text())
    own = {"cell_type": "markdown", "id": "test-double", "metadata": {}, "source": "mine"}
    mine["cells"] = [*mine["cells"][:1], own]
    (folder / "ps1.ipynb").write_text(json.dumps(mine))
    (folder / "two.ipynb").unlink()
    gone = [("ps1.ipynb", "test_double", 1), ("two.ipynb", "test_double", 1)]
    assert missing(ada.get("academy/workspace/assignments/missing", params=PS1)) == gone
    assert missing(work(ada, "restore")) == gone
    assert graded_ids(folder / "ps1.ipynb") == ["solution", "test_double", ""]
    assert graded_ids(folder / "two.ipynb") == ["solution", "test_double"]
    cells = json.loads((folder / "ps1.ipynb").read_text())["cells"]
    assert (cells[2]["source"], len({cell["id"] for cell in cells})) == (["mine"], 3)
    assert missing(ada.get("academy/workspace/assignments/missing", params=PS1)) == []
    before = (folder / "ps1.ipynb").read_bytes()
    assert missing(work(ada, "restore")) == []
    assert (folder / "ps1.ipynb").read_bytes() == before


@pytest.mark.parametrize("content", ["{", "[]", '{"cells": [1], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}'])
def test_a_notebook_that_is_none_is_named_before_it_is_handed_in(ada, platform, server, content):
    platform.state.release = archive_of(ps1_ipynb=notebook("pass", "assert 1"))
    work(ada, "fetch")
    (server.home / "ppo101/ps1/ps1.ipynb").write_text(content)
    refused = work(ada, "restore")
    assert code(refused) == (422, "NOT_ACCEPTABLE")
    assert "ps1.ipynb cannot be read" in refused.json()["error"]["message"]


def test_validation_names_the_cells_that_fail(ada, server):
    folder = server.home / "ppo101/ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(
        notebook("def double(x):\n    return x", "assert double(2) == 4, 'two times two'")
    )
    (folder / "broken.ipynb").write_text("{")
    (folder / "json.py").write_text("raise SystemExit('not the standard library')")
    answer = work(ada, "validate").json()
    assert answer["passed"] is False
    broken, failed = answer["cells"]
    assert (broken["notebook"], broken["grade_id"]) == ("broken.ipynb", None)
    assert (failed["notebook"], failed["grade_id"]) == ("ps1.ipynb", "test_double")
    assert "two times two" in failed["error"]
    (folder / "broken.ipynb").unlink()
    (folder / "json.py").unlink()
    (folder / "ps1.ipynb").write_text(notebook("def double(x):\n    return 2 * x", "assert double(2) == 4"))
    assert work(ada, "validate").json() == {"passed": True, "cells": []}


def test_an_educator_sees_what_is_to_be_published(ada, server):
    folder = server.home / "ppo101" / "source" / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(notebook("pass", "### BEGIN HIDDEN TESTS\nassert 1\n### END HIDDEN TESTS"))
    (folder / "data.csv").write_text("a,b")
    answer = ada.get("academy/workspace/assignments/source", params=PS1).json()
    assert answer["files"] == ["data.csv", "ps1.ipynb"]
    assert answer["max_score"] == 1
    assert [(cell["grade_id"], cell["kind"], cell["has_hidden_tests"]) for cell in answer["cells"]] == [
        ("test_double", "auto", True)
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not JSON", "ps1.ipynb is not a notebook"),
        ("{}", "ps1.ipynb is not a notebook"),
        (notebook("pass", "assert 1").replace('"points": 1', '"points": "many"'), "test_double needs id and points"),
        (notebook("pass", "assert 1").replace('"grade_id": "test_double"', '"grade_id": ""'), "(without an id)"),
    ],
    ids=["no JSON", "no notebook", "no points", "no id"],
)
def test_a_source_that_cannot_be_published_says_why_beforehand(ada, server, content, words):
    folder = server.home / "ppo101" / "source" / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(content)
    refused = ada.get("academy/workspace/assignments/source", params=PS1)
    assert refused.status_code < 500
    assert words in refused.json()["error"]["message"]


def test_without_a_source_there_is_nothing_to_be_published(ada):
    assert code(ada.get("academy/workspace/assignments/source", params=PS1)) == (404, "NOT_FETCHED")


def test_an_educator_uploads_the_source_and_sees_what_students_would_get(ada, platform, server):
    platform.state.source = archive_of(ps1_ipynb="with solutions")
    assert work(ada, "source").json()["path"] == "ppo101/source/ps1"
    folder = server.home / "ppo101"
    assert 'course_id = "ppo101"' in (folder / "nbgrader_config.py").read_text()
    (folder / "source/ps1/ps1.ipynb").write_text("better solutions")
    answer = work(ada, "upload").json()
    assert (answer["version"], answer["released"]) == (2, False)
    archive = zipfile.ZipFile(io.BytesIO(platform.state.source))
    assert archive.read("ps1.ipynb") == b"better solutions"
    platform.state.release = archive_of(ps1_ipynb="without solutions")
    shown = work(ada, "preview", version=2).json()
    assert (shown["path"], shown["notebooks"]) == ("ppo101/release/ps1", ["ppo101/release/ps1/ps1.ipynb"])
    assert (folder / "release/ps1/ps1.ipynb").read_text() == "without solutions"
    assert (folder / "source/ps1/ps1.ipynb").read_text() == "better solutions"
    assert work(ada, "preview", version=0).status_code == 422


def test_notebooks_that_never_end_are_stopped_with_their_kernels(tmp_path: Path):
    folder = tmp_path / "ppo101/ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(notebook("while True: pass", "assert True"))
    result = validation.validate(tmp_path, AssignmentRef.model_validate(PS1), seconds=8)
    assert not result.passed
    assert "did not finish within 8 seconds" in result.cells[0].error
    assert not any(works_in(folder, process) for process in Path("/proc").glob("[0-9]*"))


def works_in(folder: Path, process: Path) -> bool:
    try:
        return os.readlink(process / "cwd") == str(folder)
    except OSError:  # it has ended meanwhile
        return False
