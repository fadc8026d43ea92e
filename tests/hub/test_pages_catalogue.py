"""The catalogue's pages: what is in a course is seen before one joins it, and one joins it there."""

from __future__ import annotations

from html import escape

import httpx

from nbacademy_hub.courses.tables import Course

from .world import COURSE, World


def page(client: httpx.Client, world: World, path: str) -> httpx.Response:
    return client.get(f"{world.academy.origin}/services/academy/{path}")


def test_who_looks_for_a_course_finds_out_about_it_and_joins_it(world: World) -> None:
    newcomer, course = world.newcomer(None), world.spare_course()
    found = page(newcomer, world, f"catalogue?q={course.slug}")
    assert (found.status_code, f'catalogue/{course.slug}">{course.title}</a>' in found.text) == (200, True)
    assert "No course matches" in page(newcomer, world, "catalogue?q=nothing-like-it&difficulty=advanced").text
    landing = page(newcomer, world, f"catalogue/{course.slug}")
    assert (landing.status_code, "Join this course" in landing.text) == (200, True)
    joined = newcomer.post(str(landing.url), data={"code": ""})
    assert joined.status_code == 303
    inside = newcomer.get(f"{world.academy.origin}{joined.headers['Location']}")
    assert "You have joined the course." in inside.text
    assert ("Open JupyterLab" in inside.text, "Join this course" in inside.text) == (True, False)
    again = newcomer.post(str(landing.url), data={"code": ""})
    assert (again.status_code, "joined" in again.text) == (409, True)


def test_a_course_that_is_by_invitation_says_so_and_what_is_wrong_with_a_code(world: World) -> None:
    newcomer, course = world.newcomer(None), world.spare_course()
    with world.database.transaction() as session:
        session.get_one(Course, course.id).self_enrollment = False
    landing = page(newcomer, world, f"catalogue/{course.slug}")
    assert "its instructors give out codes" in landing.text
    refused = newcomer.post(str(landing.url), data={"code": '"><b>wrong'})
    assert refused.status_code == 422
    assert escape('"><b>wrong') in refused.text
    assert "does not work any more" in refused.text


def test_the_catalogue_shows_what_others_wrote_as_text_and_hides_drafts(world: World) -> None:
    shown = page(world.classmate, world, f"catalogue/{COURSE}")
    assert escape("<b>Lesson 1</b>") in shown.text
    assert "<b>Lesson" not in shown.text
    assert page(world.classmate, world, "catalogue/draft").status_code == 404
    assert page(world.stranger, world, "catalogue").status_code == 302
