"""Handing in: what is refused and why, what is kept, and that nothing is ever lost."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import struct
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.http.upload import LIMIT_BYTES

from .world import COURSE, World, error_of, notebook, zip_of

ZIP = {"Content-Type": "application/zip"}
PATH = f"/courses/{COURSE}/assignments/ps1/submissions"
GOOD = notebook()
MEBIBYTE = 1024 * 1024


def submit(client: httpx.Client, content: Any, **headers: str) -> httpx.Response:
    return client.post(PATH, content=content, headers={**ZIP, **headers})


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.external_attr = mode << 16
    return made


def encrypted() -> bytes:
    """Says that it is encrypted, in the central directory's flags."""
    data = bytearray(zip_of({"ps1.ipynb": GOOD}))
    start = data.rindex(b"PK\x01\x02")
    data[start + 8] |= 1
    return bytes(data)


def lying_about_its_size() -> bytes:
    data = bytearray(zip_of({"ps1.ipynb": GOOD}))
    struct.pack_into("<I", data, data.rindex(b"PK\x01\x02") + 24, 5)
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(zip_of({"ps1.ipynb": GOOD}))
    data[45:60] = b"\xff" * 15
    return bytes(data)


def twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ps1.ipynb", GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("ps1.ipynb", GOOD)
    return buffer.getvalue()


def of(content: bytes) -> bytes:
    return zip_of({"ps1.ipynb": content})


REFUSED = {
    "not a zip": (lambda: b"not a zip", "archive", "not a zip archive"),
    "nothing": (lambda: b"", "archive", "not a zip archive"),
    "an empty zip": (lambda: zip_of({}), "archive", "no notebook at its top level"),
    "cut off": (lambda: of(GOOD)[:-10], "archive", "not a zip archive"),
    "damaged": (damaged, "archive", "damaged"),
    "encrypted": (encrypted, "archive", "encrypted"),
    "of another size than it says": (lying_about_its_size, "archive", "ps1.ipynb"),
    "a bomb": (
        lambda: zip_of({"ps1.ipynb": GOOD, "zeros": b"\0" * (101 * MEBIBYTE)}),
        "archive",
        "larger than 100 MiB",
    ),
    "a large notebook": (lambda: of(b"[" + b" " * (21 * MEBIBYTE) + b"]"), "archive", "larger than 20 MiB"),
    "too many files": (lambda: zip_of({f"{n}.ipynb": b"" for n in range(501)}), "archive", "at most 500"),
    "a link": (
        lambda: zip_of({entry("ps1.ipynb", stat.S_IFLNK | 0o777): b"/etc/passwd"}),
        "archive",
        "not a plain file",
    ),
    "a device": (lambda: zip_of({"ps1.ipynb": GOOD, entry("x", stat.S_IFCHR): b""}), "archive", "not a plain file"),
    "a way out": (lambda: zip_of({"ps1.ipynb": GOOD, "../x": b""}), "archive", "leads out"),
    "a hidden way out": (lambda: zip_of({"ps1.ipynb": GOOD, "a/../../x": b""}), "archive", "leads out"),
    "an absolute name": (lambda: zip_of({"ps1.ipynb": GOOD, "/etc/x": b""}), "archive", "leads out"),
    "a drive": (lambda: zip_of({"ps1.ipynb": GOOD, "C:x": b""}), "archive", "leads out"),
    "a backslash": (lambda: zip_of({"ps1.ipynb": GOOD, "..\\x": b""}), "archive", "leads out"),
    "a dot": (lambda: zip_of({"ps1.ipynb": GOOD, ".": b""}), "archive", "leads out"),
    "a newline": (lambda: zip_of({"ps1.ipynb": GOOD, "a\nb": b""}), "archive", "control characters"),
    "a long name": (lambda: zip_of({"ps1.ipynb": GOOD, "x" * 300: b""}), "archive", "too long"),
    "a file twice": (twice, "archive", "twice"),
    "a file that is a folder": (lambda: zip_of({"ps1.ipynb": GOOD, "a": b"", "a/b": b""}), "archive", "both"),
    "no notebook": (lambda: zip_of({"ps1.py": b"print()"}), "archive", "no notebook"),
    "a notebook in a folder": (lambda: zip_of({"ps1/ps1.ipynb": GOOD}), "archive", "no notebook at its top level"),
    "another notebook": (lambda: zip_of({"other.ipynb": GOOD}), "archive", "none of the notebooks ps1.ipynb"),
    "no JSON": (lambda: of(b"{"), "ps1.ipynb", "not JSON"),
    "deep JSON": (lambda: of(b"[" * 100_000), "ps1.ipynb", "not JSON"),
    "not UTF-8": (lambda: of("\u00e9".encode("latin-1") + GOOD), "ps1.ipynb", "not UTF-8"),
    "UTF-16": (lambda: of(GOOD.decode().encode("utf-16")), "ps1.ipynb", "not UTF-8"),
    "a list": (lambda: of(b"[]"), "ps1.ipynb", "not a notebook of format 4"),
    "no cells": (lambda: of(b'{"nbformat": 4}'), "ps1.ipynb", "not a notebook of format 4"),
    "format 3": (lambda: of(json.dumps({"nbformat": 3, "worksheets": []}).encode()), "ps1.ipynb", "save it again"),
    "format 3 with cells": (lambda: of(notebook(nbformat=3)), "ps1.ipynb", "notebook format 3 is not 4"),
    "format <b>": (lambda: of(notebook(nbformat="<b>" * 50)), "ps1.ipynb", "is not 4"),
    "one broken of two": (lambda: zip_of({"ps1.ipynb": GOOD, "two.ipynb": b"{"}), "two.ipynb", "not JSON"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_can_not_be_graded_is_refused_with_the_file_and_the_reason(world: World, kind: str) -> None:
    make, field, reason = REFUSED[kind]
    answer = submit(world.classmate, make())
    assert answer.status_code == 422, answer.text
    error = error_of(answer)
    assert error["details"][0]["field"] == field
    assert reason in error["message"]
    assert len(answer.content) < 2000


def test_what_was_refused_is_no_submission(world: World) -> None:
    student = world.newcomer()
    for make, *_ in list(REFUSED.values())[:5]:
        submit(student, make())
    assert student.get(f"/submissions?course={COURSE}").json()["total"] == 0
    assert student.get(f"/courses/{COURSE}/assignments/ps1").json()["submissions"] == 0


def test_an_archive_must_say_that_it_is_one(world: World) -> None:
    answer = submit(world.student, of(GOOD), **{"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == "Content-Type"


def pieces(count: int) -> Iterator[bytes]:
    piece = b"x" * MEBIBYTE
    return (piece for _ in range(count))


def peak_bytes(world: World) -> int:
    """The most memory that the service ever had."""
    assert world.academy.process is not None
    status = Path(f"/proc/{world.academy.process.pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024


@pytest.mark.parametrize("declared", [True, False], ids=["with its length", "in pieces of unknown length"])
def test_an_archive_over_the_limit_is_too_large_and_takes_no_memory(world: World, declared: bool) -> None:
    mebibytes = LIMIT_BYTES // MEBIBYTE + 60
    headers = {"Content-Length": str(mebibytes * MEBIBYTE)} if declared else {}
    before = peak_bytes(world)
    answer = submit(world.student, pieces(mebibytes), **headers)
    assert answer.status_code == 413
    assert error_of(answer)["code"] == "TOO_LARGE"
    assert peak_bytes(world) - before < 40 * MEBIBYTE


def kept_files(world: World) -> int:
    """How many files without a name the service has open: what it keeps of bodies that are coming in."""
    assert world.academy.process is not None
    files = 0
    for link in Path(f"/proc/{world.academy.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed meanwhile
            files += "(deleted)" in os.readlink(link)
    return files


def watched(world: World, count: int, seen: list[int]) -> Iterator[bytes]:
    """Pieces of a body; what the service keeps of it when half of it is there."""
    yield from pieces(count)
    deadline = time.monotonic() + 3
    while kept_files(world) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    seen.append(kept_files(world))
    yield from pieces(count)


def test_of_a_body_nothing_is_kept_before_it_is_known_who_sends_it_and_whether_they_may(world: World) -> None:
    closed = f"/courses/{COURSE}/assignments/{world.spare_assignment(attempts_limit=1)}/submissions"
    late = world.newcomer()
    assert late.post(closed, content=of(GOOD), headers=ZIP).status_code == 201
    for client, address, status, kept in (
        (world.stranger, PATH, 401, 0), (world.outsider, PATH, 403, 0), (late, closed, 409, 0),
        (world.student, PATH, 422, 1),
    ):  # fmt: skip
        seen: list[int] = []
        answer = client.post(address, content=watched(world, 10, seen), headers=ZIP)
        assert (answer.status_code, seen) == (status, [kept]), answer.text
        error_of(answer)


def test_one_caller_may_send_so_much_at_once_and_others_are_not_held_up(world: World) -> None:
    enough = threading.Event()
    sending = threading.Barrier(5)

    def body() -> Iterator[bytes]:
        yield from pieces(LIMIT_BYTES // MEBIBYTE)
        sending.wait(60)
        enough.wait(60)

    greedy, other = world.newcomer(), world.newcomer()
    with ThreadPoolExecutor(4) as threads:
        begun = [threads.submit(submit, greedy, body()) for _ in range(4)]
        sending.wait(60)
        assert submit(other, of(GOOD)).status_code == 201
        enough.set()
    *taken, refused = sorted((one.result() for one in begun), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in taken] == [422] * 3
    assert (refused.status_code, error_of(refused)["code"]) == (429, "TOO_MANY_REQUESTS")
    assert int(refused.headers["Retry-After"]) > 0
    assert submit(greedy, of(GOOD)).status_code == 201


def test_the_receipt_has_the_hash_of_the_bytes_and_the_bytes_come_back(world: World) -> None:
    student, content = world.newcomer(), zip_of({"ps1.ipynb": GOOD, "data/é <&>.csv": b"\0\1"})
    answer = submit(student, content)
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(f"/submissions/{receipt['id']}")
    assert receipt["sha256"] == hashlib.sha256(content).hexdigest()
    assert (receipt["size_bytes"], receipt["version"], receipt["status"]) == (len(content), 1, "queued")
    assert receipt["files"] == ["ps1.ipynb", "data/é <&>.csv"]
    assert receipt["late_seconds"] > 0
    assert student.get(f"/submissions/{receipt['id']}/archive").content == content


def test_a_second_submission_keeps_the_first(world: World) -> None:
    student = world.newcomer()
    contents = [of(notebook(cells=number)) for number in (1, 2)]
    receipts = [submit(student, content).json() for content in contents]
    assert [receipt["version"] for receipt in receipts] == [1, 2]
    kept = [student.get(f"/submissions/{receipt['id']}/archive").content for receipt in receipts]
    assert kept == contents
    listed = student.get(f"/submissions?course={COURSE}&assignment=ps1").json()
    assert [item["version"] for item in listed["items"]] == [2, 1]
    newest = student.get(f"/submissions?course={COURSE}&newest=true").json()
    assert [item["version"] for item in newest["items"]] == [2]
    seen = student.get(f"/courses/{COURSE}/assignments/ps1").json()
    assert (seen["submissions"], seen["latest"]["version"]) == (2, 2)


def test_submissions_at_the_same_time_get_numbers_of_their_own_and_none_is_lost(world: World) -> None:
    student = world.newcomer()
    contents = [of(notebook(cells=number + 1)) for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda content: submit(student, content), contents))
    assert [answer.status_code for answer in answers] == [201] * 20, {answer.text for answer in answers}
    receipts = [answer.json() for answer in answers]
    assert sorted(receipt["version"] for receipt in receipts) == list(range(1, 21))
    for receipt, content in zip(receipts, contents, strict=True):
        assert student.get(f"/submissions/{receipt['id']}/archive").content == content


def test_the_same_bytes_by_two_students_are_two_submissions(world: World) -> None:
    first, second, content = world.newcomer(), world.newcomer(), of(GOOD)
    receipts = [submit(student, content).json() for student in (first, second)]
    assert receipts[0]["sha256"] == receipts[1]["sha256"]
    assert second.get(f"/submissions/{receipts[0]['id']}/archive").status_code == 404
    assert second.get(f"/submissions/{receipts[1]['id']}/archive").content == content


def test_feedback_is_for_its_student_only_after_its_release(world: World) -> None:
    student = world.newcomer()
    receipt = submit(student, of(GOOD)).json()["id"]
    address = f"/submissions/{receipt}/feedback"
    assert student.get(address).status_code == 404
    with world.database.transaction() as session:
        row = session.get_one(Submission, UUID(receipt))
        row.feedback_sha256 = world.files.put(zip_of({"ps1.html": b"<p>one</p>", "two.html": b"<p>two</p>"}))
    assert student.get(address).status_code == 404
    assert world.assistant.get(address).text == "<p>one</p>"
    with world.database.transaction() as session:
        session.get_one(Submission, row.id).feedback_released = True
    assert student.get(f"{address}?notebook=two").text == "<p>two</p>"
    assert student.get(f"{address}?notebook=../ps1").status_code == 404


def test_a_source_becomes_a_student_version_without_its_solutions_and_is_kept_by_number(world: World) -> None:
    about = {"grade": False, "solution": True, "locked": False, "schema_version": 3, "grade_id": "s", "task": False}
    text = "### BEGIN SOLUTION\nsecret = 1\n### END SOLUTION"
    solution = json.loads(GOOD)["cells"][0] | {"id": "s", "source": text, "metadata": {"nbgrader": about}}
    made = json.loads(GOOD)
    versions = []
    for year, text in enumerate(("one", "one", "two"), start=2001):
        made["cells"] = [solution, {"cell_type": "markdown", "source": text, "metadata": {}, "id": "m"}]
        entry = zipfile.ZipInfo("a.ipynb", (year, 1, 1, 0, 0, 0))  # when it was zipped says nothing of what is in it
        answer = world.instructor.put(
            f"/courses/{COURSE}/assignments/made.here_1/source",
            content=zip_of({entry: json.dumps(made).encode()}),
            headers=ZIP,
        )
        assert answer.status_code == 200, answer.text
        versions.append(answer.json()["version"])
    assert versions == [1, 1, 2]
    assert world.classmate.get(f"/courses/{COURSE}/assignments/made.here_1").status_code == 404
    released = world.instructor.post(f"/courses/{COURSE}/assignments/made.here_1/release", json={"title": "Made"})
    assert (released.json()["version"], released.json()["released"]) == (2, True)
    handed_out = world.classmate.get(f"/courses/{COURSE}/assignments/made.here_1/release")
    assert handed_out.headers["X-Assignment-Version"] == "2"
    with zipfile.ZipFile(io.BytesIO(handed_out.content)) as archive:
        text = archive.read("a.ipynb").decode()
    assert "secret" not in text
    assert "two" in text


def test_the_receipt_says_in_words_what_was_graded_and_evidence_is_for_staff(world: World) -> None:
    student = world.newcomer()
    receipt = submit(student, of(GOOD)).json()
    address = f"/submissions/{receipt['id']}"
    assert f"SHA-256 {receipt['sha256']}" in receipt["receipt"][0]
    late = {"due_at": "2026-01-01T00:00:00Z", "seconds_late": 200_000.0, "free_days": 1, "percent_per_day": 10.0,
            "floor_percent": 0.0}  # fmt: skip
    evidence = {
        "submission_sha256": receipt["sha256"], "source_version": 1, "source_sha256": "0" * 64, "seconds_spent": 2.5,
        "grader_version": "1.2.3", "graded_at": "2026-11-21T12:00:00Z", "late": late, "seconds": {"cells": 1.5},
        "image": "sha256:1", "image_id": None,
        "limits": {"cell_seconds": 30, "memory_bytes": 1024 * MEBIBYTE, "pids": None},
        "judged": {"ps1/a": "outside", "ps1/b": "inside"},
    }  # fmt: skip
    with world.database.transaction() as session:
        row = session.get_one(Submission, UUID(receipt["id"]))
        row.evidence, row.log = evidence, ["Cell 7 ran out of memory."]
    seen, staffs = student.get(address).json(), world.assistant.get(address).json()
    assert seen["receipt"][1:] == [
        "It was graded on 2026-11-21 at 12:00:00 UTC by version 1 of the assignment's tests, in 2.5 seconds, with "
        "nbacademy 1.2.3.",
        "Its code had 30 seconds for a cell, 1024 MiB of memory.",
        "1 of 2 test cells were judged outside of the place where its code ran.",
        "It was due on 2026-01-01 at 00:00:00 UTC and came 3 started days late; 1 of the grace days count for it; "
        "20 % of the score are taken off.",
    ]
    assert (seen["evidence"], seen["log"]) == (None, [])
    assert (staffs["evidence"], staffs["log"]) == (evidence, ["Cell 7 ran out of memory."])
    assert student.get(f"/submissions?course={COURSE}").json()["items"][0]["receipt"] == []
