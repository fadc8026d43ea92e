"""What the staff's pages draw and compare: overview, histograms, code side by side."""

from __future__ import annotations

import re
import time
from uuid import UUID

from sqlalchemy import select

from nbacademy.protocol.similarity import CodeCell, CodeRange
from nbacademy_hub.assignments import summary
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.pages.beside import listings
from nbacademy_hub.pages.histogram import HEIGHT, WIDTH, histogram
from nbacademy_hub.pages.words import duration, points, signed

from .graded import graded_course, hand_in, work
from .staffroom import Staffroom, staffroom
from .world import World, caller

SHARED = """def mean(values):
    total = 0
    for value in values:
        total += value
    if not values:
        raise ValueError("there are none")
    return total / len(values)

def spread(values):
    middle = mean(values)
    return sum((value - middle) ** 2 for value in values) / len(values)
"""


def test_the_overview_counts_only_each_students_newest_submission(world: World) -> None:
    course = graded_course(world, {f"{name}-counted": work() for name in ("one", "two", "three")})
    hand_in(course, "one-counted", work(essay="Again."))
    with world.database.transaction() as session:
        rows = session.scalars(
            select(Submission).join(Assignment).where(Assignment.course_id == courses.find(session, course.slug).id)
            .order_by(Submission.submitted_at)
        ).all()  # fmt: skip
        given = zip(rows, (6.0, 0.0, 3.0, 7.0), ("graded", "graded", "failed", "graded"), strict=True)
        for row, score, status in given:
            row.score, row.status = score, status
        counted = summary.summarise(session, caller(session, f"{course.slug}-assistant"), course.slug)
    assert counted.students == 3
    ps1 = counted.assignments["ps1"]
    assert (ps1.handed_in, ps1.bins) == (3, (1, 0, 0, 0, 0, 1, 0, 0, 0, 1))
    assert ps1.statuses == {"queued": 0, "running": 0, "graded": 2, "needs_manual_grade": 0, "failed": 1}
    assert ps1.mean_share is not None
    assert round(ps1.mean_share, 6) == round((0 + 3 + 7) / 18, 6)
    page = world.client(f"grade:{course.slug}-assistant").get(
        f"{world.academy.origin}/services/academy/courses/{course.slug}"
    )
    assert "3 of 3 students handed in; mean <strong>56 %</strong>" in page.text
    assert page.text.count("<rect") == 3


def test_a_histogram_stays_in_its_frame() -> None:
    drawn = histogram((3, 0, 0, 0, 12, 0, 0, 0, 0, 1), 1.2)
    assert [bar.words for bar in drawn.bars] == [
        "0 to 10 %: 3 students", "40 to 50 %: 12 students", "90 to 100 %: 1 student",
    ]  # fmt: skip
    assert (max(bar.height for bar in drawn.bars), drawn.mean_x, drawn.most) == (HEIGHT, WIDTH, 12)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y + bar.height == HEIGHT for bar in drawn.bars)
    assert histogram((0,) * 10, None).bars == ()


def test_words_for_numbers() -> None:
    assert [points(value) for value in (None, 2.0, 1.005, 0.333333)] == ["–", "2", "1", "0.33"]
    assert [signed(value) for value in (None, 0.0, 1.5, -0.25)] == ["–", "±0", "+1.5", "−0.25"]
    assert [duration(value) for value in (None, 0.5, 61, 600, 3 * 3600, 10**6)] == [
        "unknown", "0.5 s", "61 s", "10 min", "3 h", "12 days",
    ]  # fmt: skip


def test_lines_that_both_have_are_marked_where_they_stand() -> None:
    cell = CodeCell(notebook="ps1", cell=2, source="a\nb\nc")
    parts = [CodeRange(notebook="ps1", cell=2, first_line=2, last_line=3),
             CodeRange(notebook="ps1", cell=1, first_line=1, last_line=3)]  # fmt: skip
    (listing,) = listings((cell,), parts)
    assert listing.number == 3
    assert [(line.text, line.shared, line.begins) for line in listing.lines] == [
        ("a", False, ()), ("b", True, (1,)), ("c", True, ()),
    ]  # fmt: skip


def test_who_wrote_alike_is_shown_side_by_side_with_the_hint(world: World) -> None:
    room = staffroom(world)
    assert "Nobody has compared them yet." in room.get("{ps1}/similarity").text
    for name in room.course.submissions:
        hand_in(room.course, name, work(code=SHARED.replace("value", "entry" if name == "ada" else "value")))
    assert "The comparison has started." in room.saved("{ps1}/similarity").text
    page = compared(room)
    (pair,) = re.findall(r'href="/services/academy/(similarity/[^"]+)"', page)
    beside = room.get(pair)
    assert beside.status_code == 200
    for text in (page, beside.text):
        assert "Similar code is a hint, never a verdict" in text
        assert "<b>testuser" not in text
    assert "<mark>    for value in values:</mark>" in beside.text
    assert "<mark>    for entry in entrys:</mark>" in beside.text
    assert room.course.client(room.ids["student"]).get(room.path(pair)).status_code == 404
    assert room.course.world.foreigner.get(room.path(pair)).status_code == 404


def test_the_first_page_says_what_waits_for_whom_teaches_and_to_nobody_else(world: World) -> None:
    room = staffroom(world)
    for role in ("instructor", "assistant"):
        page = room.get("", role).text
        assert [words in page for words in ("2 to mark", "1 quiz to mark", "1 regrade request<")] == [True] * 3
    assert "to mark" not in room.course.client(room.ids["student"]).get(room.path("")).text


def test_what_waits_for_its_verdict_does_not_look_as_if_nothing_had_been_handed_in(world: World) -> None:
    room = staffroom(world)
    with world.database.transaction() as session:
        row = session.get_one(Submission, UUID(room.course.submissions["ada"]))
        row.status, row.score = "queued", None
    assert room.get("{course}/gradebook").text.count(">…</a>") == 1


def compared(room: Staffroom) -> str:
    """The page once the comparison has ended."""
    for _ in range(300):
        text = room.get("{ps1}/similarity").text
        if "goes on by itself" not in text:
            return text
        time.sleep(0.2)
    raise AssertionError(text)
