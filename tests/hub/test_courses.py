"""Courses that are written here: drafts that only staff see, versions that learners read, and their files."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .test_conventions import group
from .test_races import at_once
from .world import HOSTILE, World, error_of, notebook

PDF = b"%PDF-1.7\n%\xe2\xe3"
MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(64)


class Author:
    """An educator with a new course of theirs."""

    def __init__(self, world: World, **values: Any) -> None:
        self.world, self.client = world, world.educator()
        self.name = str(self.client.get("/users/me").json()["username"])
        self.slug = f"of-{self.name}"
        self.made = self.post("courses", slug=self.slug, title=HOSTILE, **values)

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(f"/{path}", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def section(self, title: str = "One", **values: Any) -> str:
        return str(self.post(f"courses/{self.slug}/sections", title=title, **values)["id"])

    def link(self, section: str, title: str = "A link", **values: Any) -> str:
        values = {"type": "link", "url": "https://example.org/", **values}
        return str(self.post(f"sections/{section}/materials", title=title, **values)["id"])

    def publish(self) -> dict[str, Any]:
        return self.post(f"courses/{self.slug}/publish")

    def seen_by(self, client: httpx.Client) -> list[tuple[str, list[str]]]:
        """The titles of the sections and of their materials."""
        sections = client.get(f"/courses/{self.slug}").json()["sections"]
        return [(section["title"], [item["title"] for item in section["materials"]]) for section in sections]

    def student(self) -> httpx.Client:
        student = self.world.newcomer(None)
        assert student.post("/enrollments", json={"course_id": self.slug}).status_code == 201
        return student


def test_an_educator_makes_a_course_and_is_its_instructor_also_for_jupyterhub(world: World) -> None:
    author = Author(world, description="**D**", difficulty="advanced", tags=["a"], prerequisites=["beta"])
    made = {name: author.made[name] for name in ("role", "published", "difficulty", "tags", "prerequisites")}
    assert made == {
        "role": "instructor", "published": False, "difficulty": "advanced", "tags": ["a"], "prerequisites": ["beta"],
    }  # fmt: skip
    assert group(world, f"nbgrader-{author.slug}") == group(world, f"formgrade-{author.slug}") == {author.name}
    assert world.newcomer(None).get(f"/courses/{author.slug}").status_code == 404
    again = author.client.post("/courses", json={"slug": author.slug, "title": "Another"})
    assert (again.status_code, error_of(again)["code"]) == (409, "CONFLICT")


def test_of_a_film_one_gets_the_bytes_one_asks_for_of_the_version_one_has(world: World) -> None:
    author, film = Author(world), b"\x1aE\xdf\xa3" + bytes(range(256)) * 4
    material = author.post(f"sections/{author.section()}/materials", title="Film", type="video")["id"]
    path, size = f"/materials/{material}/content", len(film)
    assert author.client.put(path, content=film, params={"filename": "a.webm"}).status_code == 200
    whole = author.client.get(path)
    assert (whole.content, whole.headers["Accept-Ranges"]) == (film, "bytes")
    assert whole.headers["Content-Length"] == str(size)

    def ask(asked: str, **headers: str) -> tuple[int, bytes, str | None]:
        answer = author.client.get(path, headers={"Range": asked, **headers})
        return answer.status_code, answer.content, answer.headers.get("Content-Range")

    assert ask("bytes=0-0") == (206, film[:1], f"bytes 0-0/{size}")
    assert ask("bytes=1000-") == (206, film[1000:], f"bytes 1000-{size - 1}/{size}")
    assert ask(f"bytes=1020-{10 * size}") == (206, film[1020:], f"bytes 1020-{size - 1}/{size}")
    assert ask("bytes=-5") == (206, film[-5:], f"bytes {size - 5}-{size - 1}/{size}")
    assert ask(f"bytes=-{2 * size}") == (206, film, f"bytes 0-{size - 1}/{size}")
    for nothing in (f"bytes={size}-", "bytes=-0"):
        status, _, said = ask(nothing)
        assert (status, said) == (416, f"bytes */{size}")
    for everything in ("bytes=5-1", "bytes=0-1,5-6", "bytes=-", "lines=1-2", "bytes=a-b"):
        assert ask(everything) == (200, film, None)
    assert ask("bytes=2-3", **{"If-Range": whole.headers["Etag"]})[:2] == (206, film[2:4])
    assert ask("bytes=2-3", **{"If-Range": '"another"'})[:2] == (200, film)
    assert ask("bytes=2-3", **{"If-None-Match": whole.headers["Etag"]})[0] == 304


@pytest.mark.parametrize(
    ("field", "values"),
    [("slug", {"slug": "import"}), ("slug", {"slug": "a--b"}), ("prerequisites.1", {"prerequisites": ["beta", "none"]}),
     ("prerequisites.0", {"slug": "self", "prerequisites": ["self"]})],
)  # fmt: skip
def test_a_course_that_can_not_be_is_refused_and_the_field_is_named(
    world: World, field: str, values: dict[str, Any]
) -> None:
    answer = world.educator().post("/courses", json={"slug": "fine", "title": "T", **values})
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (422, field)


def test_learners_see_the_last_version_while_staff_edit_on(world: World) -> None:
    author = Author(world)
    one, two = author.section("One"), author.section("Two")
    kept, gone = author.link(one, "Kept"), author.link(one, "Gone")
    assert author.publish()["number"] == 1
    student = author.student()
    before = author.seen_by(student)
    assert before == [("One", ["Kept", "Gone"]), ("Two", [])]
    added = author.link(two, "Added", position=7)
    changes = {f"materials/{kept}": {"title": "Better", "url": "https://example.org/2"},
               f"sections/{two}": {"title": "First", "position": 0}, f"courses/{author.slug}": {"title": "Another"},
               f"sections/{one}": {"title": "One", "position": 5}}  # fmt: skip
    for path, body in changes.items():
        assert author.client.put(f"/{path}", json=body).status_code == 200
    assert author.client.delete(f"/materials/{gone}").status_code == 204
    assert author.client.delete(f"/materials/{gone}").status_code == 404
    assert author.seen_by(author.client) == [("First", ["Added"]), ("One", ["Better"])]
    pending = [item["pending"] for section in author.client.get(f"/courses/{author.slug}").json()["sections"]
               for item in (section, *section["materials"])]  # fmt: skip
    assert pending == ["changed", "new", "changed", "changed"]
    assert author.seen_by(student) == before
    assert student.get(f"/courses/{author.slug}").json()["title"] == HOSTILE
    assert [student.get(f"/materials/{one}").status_code for one in (kept, gone, added)] == [200, 200, 404]
    assert student.get(f"/materials/{kept}").json()["url"] == "https://example.org/"
    unseen = student.post("/progress", json={"material_id": added, "percentage": 5})
    assert unseen.status_code == 404
    assert author.publish()["number"] == 2
    assert author.seen_by(student) == [("First", ["Added"]), ("One", ["Better"])]
    assert student.get(f"/courses/{author.slug}").json()["title"] == "Another"
    assert student.get(f"/materials/{gone}").status_code == 404


def test_versions_stay_as_they_were(world: World) -> None:
    author = Author(world)
    section = author.section()
    author.link(section, "Before")
    author.publish()
    author.client.delete(f"/sections/{section}")
    author.publish()
    listed = author.client.get(f"/courses/{author.slug}/versions").json()
    assert [(item["number"], item["materials"], item["author"]["name"]) for item in listed["items"]] == [
        (2, 0, author.name), (1, 1, author.name),
    ]  # fmt: skip
    third = author.section()
    behind = author.link(third, "Behind")
    author.link(third, "Before")
    author.publish()
    author.client.put(f"/materials/{behind}", json={"title": "Behind", "position": 9, "url": "https://example.org/"})
    latest = author.publish()["sections"][0]["materials"]
    assert [item["title"] for item in latest] == ["Before", "Behind"]
    first = author.client.get(f"/courses/{author.slug}/versions/1").json()
    assert (first["title"], first["sections"][0]["materials"][0]["title"]) == (HOSTILE, "Before")
    assert author.client.get(f"/courses/{author.slug}/versions/5").status_code == 404


def test_a_material_moves_to_another_section_with_the_progress_made_with_it(world: World) -> None:
    author = Author(world)
    one, two = author.section("One"), author.section("Two")
    moved, stays = author.link(one, "Moved"), author.link(one, "Stays")
    author.link(two, "There")
    author.publish()
    student = author.student()
    assert student.post("/progress", json={"material_id": moved, "percentage": 100}).status_code == 200

    def place(material: str, **where: Any) -> httpx.Response:
        title = author.client.get(f"/materials/{material}").json()["title"]
        body = {"title": title, "url": "https://example.org/", **where}
        return author.client.put(f"/materials/{material}", json=body)

    assert place(moved, section_id=two).json()["section_id"] == two
    new = author.link(one, "New")
    assert place(new, section_id=two, position=0).status_code == 200
    assert author.seen_by(author.client) == [("One", ["Stays"]), ("Two", ["New", "There", "Moved"])]
    assert author.seen_by(student) == [("One", ["Moved", "Stays"]), ("Two", ["There"])]
    assert student.get(f"/materials/{moved}").json()["section_id"] == one
    author.publish()
    assert author.seen_by(student) == [("One", ["Stays"]), ("Two", ["New", "There", "Moved"])]
    assert student.get(f"/materials/{moved}").json()["percentage"] == 100

    third = author.section("Third")
    for material in (stays, moved):
        assert place(material, section_id=third).status_code == 200
    author.client.delete(f"/sections/{one}")
    assert place(moved, section_id=two, position=1).status_code == 200
    assert author.client.delete(f"/sections/{third}").status_code == 204
    author.publish()
    assert author.seen_by(student) == [("Two", ["New", "There", "Moved"])]
    for elsewhere in (Author(world).section(), one, third):
        refused = place(moved, section_id=elsewhere)
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "section_id")


def test_progress_counts_what_learners_see_and_nothing_else(world: World) -> None:
    author = Author(world)
    section = author.section()
    first, second = author.link(section, "First"), author.link(section, "Second")
    author.publish()
    student = author.student()

    def reached(material: str, percentage: int) -> float:
        body = {"material_id": material, "percentage": percentage}
        return float(student.post("/progress", json=body).json()["percentage"])

    assert reached(first, 100) == 50
    third = author.link(section, "Third")
    author.client.delete(f"/materials/{second}")
    assert student.get(f"/progress?course_id={author.slug}").json()["percentage"] == 50
    author.publish()
    assert student.get(f"/progress?course_id={author.slug}").json()["sections"][0]["percentage"] == 50
    assert reached(third, 50) == 75


def test_a_course_is_published_only_when_each_material_has_something_to_show(world: World) -> None:
    author = Author(world)
    section = author.section()
    author.post(f"sections/{section}/materials", title="Film", type="video")
    refused = author.client.post(f"/courses/{author.slug}/publish", json={})
    assert (refused.status_code, "video “Film” has nothing to show" in error_of(refused)["message"]) == (409, True)
    assert not author.client.get(f"/courses/{author.slug}").json()["published"]


@pytest.mark.parametrize(
    ("kind", "name", "good", "bad"),
    [("pdf", "a.pdf", PDF, b"<script>"), ("video", "a.mp4", MP4, PDF), ("notebook", "a.ipynb", notebook(), b"{}"),
     ("markdown", "a.md", "é".encode(), b"\xff\xfe"), ("training", "a.py", b"x = 1", b"a\x00b")],
    ids=["pdf", "video", "notebook", "markdown", "training"],
)  # fmt: skip
def test_a_file_is_known_by_its_bytes_and_comes_back_as_it_was(
    world: World, kind: str, name: str, good: bytes, bad: bytes
) -> None:
    author = Author(world)
    material = author.post(f"sections/{author.section()}/materials", title="File", type=kind)["id"]

    def send(content: bytes, filename: str) -> httpx.Response:
        return author.client.put(f"/materials/{material}/content", content=content, params={"filename": filename})

    refused = send(bad, name)
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "content")
    for wrong in ("../a", "/a", "course.yaml", "source/ps1/a.ipynb", "a\nb.md", "x" * 300):
        named = send(good, wrong)
        assert (named.status_code, error_of(named)["details"][0]["field"]) == (422, "filename"), wrong
    assert send(good, f"files/{name}").json()["filename"] == f"files/{name}"
    author.publish()
    student = author.student()
    assert student.get(f"/materials/{material}/content").content == good
    if kind == "markdown":
        assert send(b"better", f"files/{name}").status_code == 200
        assert student.get(f"/materials/{material}/content").content == good
        other = author.post(f"sections/{author.section()}/materials", title="Other", type=kind)["id"]
        taken = author.client.put(f"/materials/{other}/content", content=b"x", params={"filename": f"files/{name}"})
        assert taken.status_code == 409


@pytest.mark.parametrize(
    ("field", "values"),
    [("url", {"type": "link"}), ("url", {"type": "pdf", "url": "https://example.org/"}),
     ("quiz_id", {"type": "quiz"}), ("assignment", {"type": "assignment", "assignment": "ps1"}),
     ("quiz_id", {"type": "quiz", "quiz_id": "{quiz}"})],
)  # fmt: skip
def test_a_material_shows_what_its_type_can_and_what_is_in_its_course(
    world: World, field: str, values: dict[str, Any]
) -> None:
    author = Author(world)
    body = {name: value.format(**world.ids) for name, value in values.items()}
    answer = author.client.post(f"/sections/{author.section()}/materials", json={"title": "M", **body})
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (422, field)


def test_a_course_in_which_nobody_was_is_deleted_and_one_with_students_is_archived(world: World) -> None:
    empty, full = Author(world), Author(world)
    full.publish()
    student = full.student()
    assert [author.client.delete(f"/courses/{author.slug}").status_code for author in (empty, full)] == [204, 204]
    assert empty.client.get(f"/courses/{empty.slug}").status_code == 404
    assert group(world, f"formgrade-{empty.slug}") == set()
    assert student.get(f"/courses/{full.slug}").json()["archived"]
    assert [item["slug"] for item in student.get("/courses?mine=true").json()["items"]] == [full.slug]
    stranger = world.newcomer(None)
    assert stranger.get("/courses", params={"q": HOSTILE, "limit": 100}).text.count(f'"{full.slug}"') == 0
    assert stranger.post("/enrollments", json={"course_id": full.slug}).status_code == 404
    full.publish()
    assert stranger.post("/enrollments", json={"course_id": full.slug}).status_code == 201


def test_a_course_that_is_edited_published_and_deleted_at_once_meets_no_fault(world: World) -> None:
    author = Author(world)
    section = author.section()
    author.link(section)
    found = at_once(
        lambda: author.client.post(f"/courses/{author.slug}/publish", json={}),
        lambda: author.client.put(f"/sections/{section}", json={"title": "Raced"}),
        lambda: author.client.post(f"/sections/{section}/materials", json={"title": "M", "type": "pdf"}),
        lambda: author.client.delete(f"/sections/{section}"),
    )
    assert set(found) <= {200, 201, 204, 404, 409}
    assert found[204] == 1
