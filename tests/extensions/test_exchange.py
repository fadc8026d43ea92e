"""nbgrader's own commands, with the platform as their exchange."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path

import httpx

from .bundles import archive_of, notebook
from .conftest import Terminal
from .notebook_server import NotebookServer
from .platform_peer import ADA, BOB, PERSONAL_TOKEN, PlatformPeer, submission

COURSE = "--course=ppo101"


def last_words(result: subprocess.CompletedProcess[str]) -> str:
    """What a command said, and that it failed without a traceback."""
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_student_lists_fetches_and_hands_in_by_command(platform: PlatformPeer, terminal: Terminal, tmp_path: Path):
    platform.state.release = archive_of(ps1_ipynb=notebook("pass", "assert True"))
    assert "ppo101 ps1" in terminal("list").stderr
    fetched = terminal("fetch_assignment", "ps1", COURSE)
    assert fetched.returncode == 0, fetched.stderr
    assert f"Fetched ppo101 ps1 in {tmp_path}/ppo101/ps1" in fetched.stderr
    handed_in = terminal("submit", "ps1", COURSE)
    ((receipt, content),) = platform.state.submissions
    assert "Submitted as: ppo101 ps1 2026-11-21 12:01:00.000000 UTC" in handed_in.stderr
    assert f"Receipt: version 1, {len(content)} bytes, sha256 {receipt.sha256}" in handed_in.stderr
    (row,) = json.loads(terminal("list", "--cached", "--json", COURSE).stdout)
    assert (row["student_id"], row["submissions"][0]["timestamp"]) == (str(ADA), "2026-11-21 12:01:00.000000 UTC")


def test_a_fetch_by_command_asks_before_it_overwrites(platform: PlatformPeer, terminal: Terminal, tmp_path: Path):
    file = tmp_path / "ppo101/ps1/ps1.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    platform.state.release = archive_of(ps1_ipynb="second")
    assert "keep_both" in last_words(terminal("fetch_assignment", "ps1", COURSE))
    assert file.read_text() == "mine"
    terminal("fetch_assignment", "ps1", COURSE, "--ExchangeFetchAssignment.on_conflict=keep_both")
    assert file.with_name("ps1 (new).ipynb").read_text() == "second"


def test_feedback_is_fetched_beside_the_work_and_not_handed_in_again(
    platform: PlatformPeer, terminal: Terminal, tmp_path: Path
):
    data = archive_of(ps1_ipynb="nb")
    platform.state.submissions = [(submission(data, ADA, 1), data), (submission(data, BOB, 1), data)]
    platform.state.feedback_released = True
    assert terminal("fetch_feedback", "ps1", COURSE).returncode == 0
    page = tmp_path / "ppo101/ps1/feedback/2026-11-21 12:01:00.000000 UTC/ps1.html"
    assert "Well done" in page.read_text()
    listed = terminal("list", "--cached", COURSE).stderr
    assert listed.count("feedback already fetched") == 1
    assert str(BOB) not in listed


def test_an_educator_publishes_the_source_by_command(platform: PlatformPeer, terminal: Terminal, tmp_path: Path):
    folder = tmp_path / "source/ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text("with solutions")
    released = terminal("release_assignment", "ps1", COURSE)
    assert "Released ppo101 ps1: version 2, 3 points" in released.stderr
    assert zipfile.ZipFile(io.BytesIO(platform.state.source)).namelist() == ["ps1.ipynb"]


def test_a_servers_token_is_told_where_to_release_feedback(terminal: Terminal):
    said = last_words(terminal("release_feedback", "ps1", COURSE))
    assert "A notebook server may not do that." in said
    assert "NBACADEMY_TOKEN" in said


def test_an_educator_collects_with_a_personal_token_only(platform: PlatformPeer, terminal: Terminal, tmp_path: Path):
    first, second = archive_of(ps1_ipynb="1"), archive_of(ps1_ipynb="2")
    platform.state.submissions = [
        (submission(first, ADA, 1), first), (submission(second, ADA, 2), second), (submission(first, BOB, 1), first),
    ]  # fmt: skip
    assert "NBACADEMY_TOKEN" in last_words(terminal("collect", "ps1", COURSE))
    collected = terminal("collect", "ps1", COURSE, NBACADEMY_TOKEN=PERSONAL_TOKEN)
    assert collected.returncode == 0, collected.stderr
    listed = terminal("list", "--inbound", COURSE, NBACADEMY_TOKEN=PERSONAL_TOKEN).stderr
    assert (listed.count(str(ADA)), listed.count(str(BOB))) == (2, 1)
    for student, content, minute in ((ADA, "2", "02"), (BOB, "1", "01")):
        folder = tmp_path / "submitted" / str(student) / "ps1"
        assert (folder / "ps1.ipynb").read_text() == content
        assert (folder / "timestamp.txt").read_text() == f"2026-11-21 12:{minute}:00.000000 UTC"


def test_a_platform_that_is_down_and_a_wrong_name_are_one_line(terminal: Terminal):
    down = terminal("list", NBACADEMY_API_URL="http://127.0.0.1:9/api")
    assert "The learning platform does not answer" in last_words(down)
    assert "cannot be right" in last_words(terminal("fetch_assignment", "../../etc", COURSE))


def test_nbgraders_assignment_list_works_in_the_notebook_server(
    ada: httpx.Client, platform: PlatformPeer, server: NotebookServer
):
    platform.state.release = archive_of(ps1_ipynb="nb")
    asked = {"course_id": "ppo101", "assignment_id": "ps1"}
    assert ada.get("courses").json() == {"success": True, "value": ["ppo101"]}
    (row,) = ada.get("assignments?course_id=ppo101").json()["value"]
    assert (row["status"], row["notebooks"][0]["notebook_id"]) == ("released", "ps1")
    (row,) = ada.post("assignments/fetch", json=asked).json()["value"]
    assert (row["status"], row["path"]) == ("fetched", "ppo101/ps1")
    assert row["notebooks"] == [{"notebook_id": "ps1", "path": "ppo101/ps1/ps1.ipynb"}]
    fetched, submitted = ada.post("assignments/submit", json=asked).json()["value"]
    assert (fetched["status"], submitted["status"]) == ("fetched", "submitted")
    platform.state.feedback_released = True
    _, submitted = ada.post("assignments/fetch_feedback", json=asked).json()["value"]
    (version,) = submitted["submissions"]
    assert version["has_local_feedback"]
    assert (server.home / version["local_feedback_path"] / "ps1.html").is_file()
