"""What comes next, and why: paths, recommendations and achievements."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbacademy_courses import Achievement
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.learning.achievements import Reached, share
from nbacademy_hub.learning.paths import in_order
from nbacademy_hub.learning.recommendations import SMALLEST_COHORT

from .test_course_archives import folder, sent
from .test_courses import Author
from .world import World


def published(world: World, **values: Any) -> Author:
    """A published course with one link."""
    author = Author(world, **values)
    author.link(author.section(), "Begin here")
    author.publish()
    return author


def join(student: httpx.Client, *authors: Author) -> None:
    for author in authors:
        assert student.post("/enrollments", json={"course_id": author.slug}).status_code == 201


def complete(student: httpx.Client, slug: str) -> None:
    for section in student.get(f"/courses/{slug}").json()["sections"]:
        for material in section["materials"]:
            done = student.post("/progress", json={"material_id": material["id"], "percentage": 100})
            assert done.status_code == 200, done.text


def recommended(student: httpx.Client) -> dict[tuple[str, str], dict[str, float]]:
    """The points by kind and course, and in them by reason."""
    items = student.get("/recommendations?limit=100").json()["items"]
    return {
        (item["kind"], item["course_slug"]): {reason["kind"]: reason["points"] for reason in item["reasons"]}
        for item in items
    }


def test_a_path_leads_over_prerequisites_and_says_what_is_missing(world: World) -> None:
    first = published(world)
    second = published(world, prerequisites=[first.slug])
    third = published(world, prerequisites=[second.slug, first.slug])
    student = world.newcomer(None)
    join(student, third)

    def steps() -> list[tuple[str, str, list[str]]]:
        items = student.get("/users/me/path").json()["items"]
        return [(item["course_slug"], item["state"], item["missing"]) for item in items]

    assert steps() == [
        (first.slug, "open", []), (second.slug, "locked", [first.slug]),
        (third.slug, "begun", [second.slug, first.slug]),
    ]  # fmt: skip
    join(student, first)
    begun = student.get("/users/me/path").json()["items"][0]
    assert (begun["percentage"], begun["next_material"]["title"]) == (0, "Begin here")
    complete(student, first.slug)
    assert [state for _, state, _ in steps()] == ["completed", "open", "begun"]


def test_recommendations_say_why_and_what_is_needed_first_is_not_skipped(world: World) -> None:
    basics = published(world, tags=["a", "b"])
    needed, locked = published(world), published(world)
    goal = published(world, tags=["a", "b"], prerequisites=[needed.slug, basics.slug])
    follow = published(world, tags=["b"], prerequisites=[basics.slug])
    assert locked.client.put(
        f"/courses/{locked.slug}", json={"title": "L", "prerequisites": [needed.slug]}
    ).is_success  # fmt: skip
    locked.publish()
    student = world.newcomer(None)
    join(student, basics, goal)
    found = recommended(student)
    assert found["material", basics.slug] == {"progress": 5}
    assert found["course", needed.slug] == {"needed": 4}
    assert not {("course", locked.slug), ("course", follow.slug), ("course", goal.slug)} & found.keys()
    complete(student, basics.slug)
    found = recommended(student)
    assert ("material", basics.slug) not in found
    assert found["course", follow.slug] == {"prerequisites": 3, "tags": 1}
    items = student.get("/recommendations?limit=100").json()["items"]
    points = [sum(reason["points"] for reason in item["reasons"]) for item in items]
    assert points == sorted(points, reverse=True)
    pages = [student.get(f"/recommendations?limit=1&page={page}").json()["items"][0] for page in (1, 2)]
    assert pages == items[:2]


def test_small_cohorts_are_never_spoken_of_and_nobody_is_named(world: World) -> None:
    shared, other = published(world, tags=["cohort"]), published(world, tags=["cohort"])
    student = world.newcomer(None)
    join(student, shared)
    for _ in range(SMALLEST_COHORT - 1):
        join(world.newcomer(None), shared, other)
    assert recommended(student)["course", other.slug] == {"tags": 1}
    fifth = world.newcomer(None)
    join(fifth, shared, other)
    assert recommended(student)["course", other.slug] == {"tags": 1, "peers": 3}
    join(world.newcomer(None), shared, other)
    text = student.get("/recommendations?limit=100").text
    assert "At least 5 of those" in text
    assert fifth.get("/users/me").json()["name"] not in text


def test_achievements_are_earned_by_what_is_done(world: World) -> None:
    author = world.educator()
    assert sent(author, folder("earning")).status_code == 201
    assert author.post("/courses/earning/publish", json={}).status_code == 201
    student = world.newcomer(None)
    assert student.post("/enrollments", json={"course_id": "earning"}).status_code == 201

    def earned(query: str = "") -> list[tuple[str, bool, float]]:
        items = student.get(f"/achievements?course=earning{query}").json()["items"]
        return [(item["key"], item["earned"], round(item["percentage"])) for item in items]

    assert earned() == [("half", False, 0), ("asked", False, 0)]
    read, look, _ = student.get("/courses/earning").json()["sections"][0]["materials"]
    for material in (read, look):
        student.post("/progress", json={"material_id": material["id"], "percentage": 100})
    assert earned() == [("half", True, 100), ("asked", False, 50)]
    assert earned("&earned=true") == [("half", True, 100)]
    author.delete(f"/materials/{look['id']}")
    author.post("/courses/earning/publish", json={})
    assert earned() == [("half", True, 100), ("asked", False, 0)]


SLUGS = st.sampled_from("abcdefg")


@given(needs=st.dictionaries(SLUGS, st.lists(SLUGS, max_size=3)))
def test_each_course_stands_once_and_after_its_prerequisites_unless_these_need_each_other(
    needs: dict[str, list[str]],
) -> None:
    courses = [Course(slug=slug, prerequisites=before) for slug, before in needs.items()]
    order = [course.slug for course in in_order(courses)]
    assert sorted(order) == sorted(needs)

    def builds_on(slug: str) -> set[str]:
        found, left = set(), [slug]
        while left:
            before = [name for name in needs.get(left.pop(), []) if name in needs and name not in found]
            found.update(before)
            left += before
        return found

    for slug, before in needs.items():
        for name in before:
            if name in needs and slug not in builds_on(name):
                assert order.index(name) < order.index(slug)


@given(percent=st.floats(0.1, 100), reached=st.floats(0, 100), marks=st.lists(st.floats(0, 100), max_size=4))
def test_an_achievement_is_earned_exactly_when_all_that_it_asks_for_is_done(
    percent: float, reached: float, marks: list[float]
) -> None:
    keys = tuple(f"m{number}" for number in range(len(marks)))
    wanted = Achievement(key="a", title="A", materials=keys, percent=percent)
    found = share(wanted, Reached(reached, dict(zip(keys, marks, strict=True))))
    assert 0 <= found <= 100
    assert (found == 100) == (reached >= percent and all(mark >= 100 for mark in marks))


@pytest.mark.parametrize("path", ["/users/me/path", "/recommendations", "/achievements", "/attendance"])
def test_who_has_no_course_is_told_so_without_a_fault(world: World, path: str) -> None:
    assert world.newcomer(None).get(path).status_code == 200
