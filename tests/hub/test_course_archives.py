"""Course folders as archives: in, edited and out again, byte for byte where nothing was changed."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from .test_courses import Author
from .world import World, error_of, notebook, zip_of

SHIPPED = Path(__file__).parents[2] / "courses" / "ppo"
ZIP = {"Content-Type": "application/zip"}
QUIZ = b"""# An author's own words are kept.
questions:
  - {key: which, type: multiple_choice, text: "Which?", options: [{right: a}, {wrong: b}, {right: c}]}
  - {key: how, type: code, text: "How?", tests: [{code: "print(f(1))", expected: "2"}]}
"""


def folder(slug: str, **values: Any) -> dict[str, bytes]:
    """A small course with a file, a quiz, a link, a due date and a licence beside them."""
    manifest = {
        "slug": slug, "title": "Tiny", "description": "Small.", "difficulty": "beginner", "tags": ["a", "b"],
        "grading": {"late_policy": "linear"},
        "sections": [
            {"key": "one", "title": "One", "materials": [
                {"key": "read", "type": "markdown", "title": "Read", "file": "text/read.md", "minutes": 3},
                {"key": "look", "type": "link", "title": "Look", "url": "https://example.org/"},
                {"key": "ask", "type": "quiz", "title": "Ask", "quiz": "basics"},
            ]},
            {"key": "two", "title": "Two"},
        ],
        "quizzes": [{"key": "basics", "title": "Basics", "file": "asked/quiz.yaml"}],
        "achievements": [
            {"key": "half", "title": "Half way", "percent": 50},
            {"key": "asked", "title": "Asked", "description": "And answered.", "materials": ["ask", "look"]},
        ],
    } | values  # fmt: skip
    text = f"# Mine\n{yaml.safe_dump(manifest, sort_keys=False)}"
    return {"course.yaml": text.encode(), "asked/quiz.yaml": QUIZ, "text/read.md": b"# Read\r\n", "LICENSE": b"Free"}


def sent(client: httpx.Client, files: dict[Any, bytes]) -> httpx.Response:
    return client.post("/courses/import", content=zip_of(files), headers=ZIP)


def exported(client: httpx.Client, slug: str) -> dict[str, bytes]:
    answer = client.get(f"/courses/{slug}/export")
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_folder_that_was_imported_is_exported_as_it_was_and_again(world: World) -> None:
    author, files = world.educator(), folder("folded")
    made = sent(author, files)
    assert (made.status_code, made.json()["role"], made.json()["published"]) == (201, "instructor", False), made.text
    assert exported(author, "folded") == files
    another = world.educator()
    renamed = {**files, "course.yaml": files["course.yaml"].replace(b"folded", b"folded-2")}
    assert sent(another, renamed).status_code == 201
    assert exported(another, "folded-2") == renamed
    assert sent(another, files).status_code == 409


def test_the_shipped_course_with_its_nbgrader_source_goes_round_without_a_byte_lost(world: World) -> None:
    files = {path.relative_to(SHIPPED).as_posix(): path.read_bytes() for path in SHIPPED.rglob("*") if path.is_file()}
    files["course.yaml"] = files["course.yaml"].replace(b"slug: ppo101", b"slug: ppo-round")
    author = world.educator()
    made = sent(author, files)
    assert made.status_code == 201, made.text
    out = exported(author, "ppo-round")
    assert out == files
    assert sent(author, out).status_code == 201
    assert exported(author, "ppo-round") == files


def test_what_was_edited_is_exported_as_it_is_and_the_rest_as_it_was_written(world: World) -> None:
    author, files = world.educator(), folder("edited")
    one = sent(author, files).json()["sections"][0]
    read, _, ask = one["materials"]
    question = {"type": "true_false", "text": "So?", "correct": True}
    assert author.put(f"/materials/{read['id']}", json={"title": "Read on"}).status_code == 200
    assert author.post(f"/quizzes/{ask['quiz_id']}/questions", json={"question": question}).status_code == 201
    alone = author.post(f"/sections/{one['id']}/quizzes", json={"title": "Alone"}).json()["id"]
    assert author.get("/courses/edited/export").status_code == 409  # a quiz without a question is none
    assert author.post(f"/quizzes/{alone}/questions", json={"question": question}).status_code == 201
    out = exported(author, "edited")
    assert {name for name in files if out[name] != files[name]} == {"course.yaml", "asked/quiz.yaml"}
    manifest = yaml.safe_load(out["course.yaml"])
    titles = [item["title"] for item in manifest["sections"][0]["materials"]]
    assert titles == ["Read on", "Look", "Ask", "Alone"]
    again = {**out, "course.yaml": out["course.yaml"].replace(b"slug: edited", b"slug: edited-2")}
    assert sent(author, again).status_code == 201
    assert exported(author, "edited-2") == again


def test_a_course_that_was_never_a_folder_becomes_one(world: World) -> None:
    author = Author(world)
    section = author.section("Über uns")
    author.link(section)
    note = author.post(f"sections/{section}/materials", title="Note", type="markdown")["id"]
    assert author.client.get(f"/courses/{author.slug}/export").status_code == 409
    author.client.put(f"/materials/{note}/content", content=b"# N", params={"filename": "n.md"})
    files = exported(author.client, author.slug)
    assert (set(files), files["n.md"]) == ({"course.yaml", "n.md"}, b"# N")
    assert sent(author.client, files).status_code == 201
    assert exported(author.client, author.slug) == files


def a_link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("files", "field"),
    [({}, "course.yaml:1"), ({"../course.yaml": b"x"}, "archive"), ({a_link("course.yaml"): b"/etc/passwd"}, "archive"),
     ({**folder("bad"), "course.yaml": b"slug: &a [*a]"}, "course.yaml:1"),
     (folder("bad", achievements=[{"key": "a", "title": "A", "materials": ["none"]}]), "course.yaml:38"),
     (folder("import"), "slug"), (folder("x" * 31), "course.yaml:2"), (folder("bad", title="a\0b"), "archive"),
     ({**folder("bad"), "text/read.md": b"\xff"}, "text/read.md"),
     (folder("bad", sections=[{"key": "one", "title": "One", "materials": [
         {"key": "n", "type": "notebook", "title": "N", "file": "text/read.md"}]}]), "course.yaml:18")],
    ids=["empty", "out", "link", "alias", "achievement", "reserved", "long", "null", "bytes", "type"],
)  # fmt: skip
def test_an_archive_that_is_no_course_is_refused_by_name_and_line(
    world: World, files: dict[Any, bytes], field: str
) -> None:
    answer = sent(world.educator(), files)
    assert (answer.status_code, error_of(answer)["code"]) == (422, "VALIDATION_ERROR"), answer.text
    assert error_of(answer)["details"][0]["field"] == field, answer.text


def test_only_who_may_is_let_in_with_an_archive(world: World) -> None:
    assert sent(world.student, folder("mine")).status_code == 403
    assert world.stranger.post("/courses/import", content=b"", headers=ZIP).status_code == 401
    assert sent(world.educator(), {"a": notebook()}).status_code == 422
