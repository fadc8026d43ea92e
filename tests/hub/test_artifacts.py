"""Files of training runs: what they may be, how many, and how they come back."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict
from nbacademy_hub.training import service as training
from nbacademy_hub.training.artifacts import service
from nbacademy_hub.training.artifacts.service import LIMIT_FILES, LIMIT_PERSON_BYTES, LIMIT_RUN_BYTES, Received

from .classroom import Classroom
from .world import World, a_run, caller, error_of, zip_of

MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 5000
FILES = {
    "checkpoint-10.zip": (zip_of({"data": b"{}"}), "application/zip"),
    "film.mp4": (MP4, "video/mp4"),
    "film.webm": (b"\x1a\x45\xdf\xa3" + b"\0" * 90, "video/webm"),
    "frame.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "image/png"),
    "agent.gif": (b"GIF89a" + b"\0" * 90, "image/gif"),
    "trace.json": (b' [[0.1, 2], "<script>"]', "application/json"),
}


def put(world: World, run: str, name: str, content: bytes, **query: str) -> httpx.Response:
    return world.student.put(f"/runs/{run}/artifacts/{name}", content=content, params=query)


def test_a_file_is_what_its_bytes_are_and_comes_back_whole_or_in_part(world: World) -> None:
    run = world.spare_run()
    for name, (content, kind) in FILES.items():
        kept = put(world, run, name, content, step="10")
        assert (kept.status_code, kept.json()["media_type"], kept.json()["step"]) == (200, kind, 10), kept.text
        seen = world.instructor.get(f"/runs/{run}/artifacts/{name}")
        assert (seen.content, seen.headers["Content-Type"]) == (content, kind)
        assert seen.headers["Content-Security-Policy"].startswith("sandbox;")
    part = world.student.get(f"/runs/{run}/artifacts/film.mp4", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    listed = world.student.get(f"/runs/{run}/artifacts").json()
    assert {item["name"] for item in listed["items"]} == set(FILES)


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [("a.zip", b"MZ\x90\0", "content"), ("a.html", b"<html>", "content"), ("a.json", b"[1,", "content"),
     ("a.json", b"[" * 100_000, "content"), ("empty.zip", b"", "content"), (".hidden", b"[]", "name"),
     ("a%20b", b"[]", "name"), ("x" * 101, b"[]", "name")],
)  # fmt: skip
def test_what_is_no_such_file_or_no_name_is_refused_by_its_field(
    world: World, name: str, content: bytes, field: str
) -> None:
    refused = put(world, world.ids["run"], name, content)
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, field)


def test_a_file_that_is_put_again_takes_the_place_of_the_first_and_goes_with_its_run(world: World) -> None:
    run = world.spare_run()
    assert [put(world, run, "a.json", text).status_code for text in (b"[1]", b"[2]")] == [200, 200]
    assert world.student.get(f"/runs/{run}/artifacts/a.json").content == b"[2]"
    assert world.student.get(f"/runs/{run}/artifacts").json()["total"] == 1
    assert world.student.delete(f"/runs/{run}").status_code == 204
    assert world.student.get(f"/runs/{run}/artifacts/a.json").status_code == 404


class Shelf:
    """A student's runs, into which files are put without any bytes."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        classroom.student("ada")

    def run(self) -> UUID:
        with self.classroom.database.transaction() as session:
            return training.create_run(session, caller(session, "ada"), a_run()).id

    def put(self, run_id: UUID, name: str, size_bytes: int) -> None:
        received = Received(media_type="application/zip", sha256="0" * 64, size_bytes=size_bytes)
        with self.classroom.database.transaction() as session:
            ada: Caller = caller(session, "ada")
            service.put(session, ada, run_id, name, received, None)


def test_a_run_and_a_person_have_room_for_so_much_and_one_file_may_take_anothers(classroom: Classroom) -> None:
    shelf = Shelf(classroom)
    run = shelf.run()
    for number in range(LIMIT_FILES):
        shelf.put(run, f"{number}.zip", LIMIT_RUN_BYTES // LIMIT_FILES)
    shelf.put(run, "0.zip", 1)
    with pytest.raises(Conflict, match="in the place of another"):
        shelf.put(run, "more.zip", 1)
    with pytest.raises(Conflict, match="in the place of another"):
        shelf.put(run, "0.zip", LIMIT_RUN_BYTES)
    for _ in range(LIMIT_PERSON_BYTES // LIMIT_RUN_BYTES - 1):
        shelf.put(shelf.run(), "all.zip", LIMIT_RUN_BYTES)
    with pytest.raises(Conflict, match="delete a run first"):
        shelf.put(shelf.run(), "all.zip", LIMIT_RUN_BYTES)
