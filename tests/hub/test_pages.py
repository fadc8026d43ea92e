"""The staff's pages: who may open them, and that nothing of what others wrote is more than text on them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from nbacademy_hub.pages.handlers import ROUTES

from .staffroom import Staffroom, staffroom
from .world import HOSTILE, World

PAGES = [
    "{course}", "{course}/submissions", "{course}/submissions?assignment=ps1&sort=lowest", "{course}/gradebook",
    "{course}/queue", "{course}/class", "{course}/class?sort=idle",
    "{course}/settings", "{course}/groups", "{course}/regrade-requests", "groups/{group}",
    "groups/{group}/remove", "regrade-requests/{request}", "{ps1}", "{ps1}/settings", "{ps1}/extensions",
    "{ps1}/regrades", "{ps1}/marking", "{ps1}/similarity", "{ps1}/cells/essay/marking", "{course}/marks/{mark}",
    "regrades/{regrade}", "regrades/{regrade}/publish", "regrades/{regrade}/drop", "submissions/{submission}",
    "{course}/quizzes", "quizzes/{quiz}", "quizzes/{quiz}/attempts?state=needs_manual_grade", "attempts/{attempt}",
]  # fmt: skip
FORMS: dict[str, dict[str, str]] = {
    "{course}/settings": {"late_policy": "hard"},
    "{course}/groups": {"name": "Another"},
    "groups/{group}": {"name": "Another"},
    "groups/{group}/remove": {},
    "regrade-requests/{request}": {"state": "accepted"},
    "regrade-requests/{request}/messages": {"text": "Why not?"},
    "{ps1}/settings": {"title": "Another"},
    "{ps1}/extensions": {"whom": "student {account}", "attempts_limit": "3"},
    "{ps1}/extensions/remove": {"whom": "group {group}"},
    "{ps1}/grade": {"only": "all", "preview": "true"},
    "{ps1}/grade-chosen": {"submission_ids": "{submission}"},
    "{ps1}/release-feedback": {},
    "{ps1}/similarity": {},
    "{ps1}/cells/essay/marking": {},
    "{ps1}/cells/essay/comments": {"text": "Good"},
    "{ps1}/cells/essay/comments/{comment}/remove": {},
    "{course}/marks/{mark}": {"version": "x", "score": "1"},
    "{course}/marks/{mark}/claim": {},
    "{course}/marks/{mark}/let-go": {},
    "attempts/{attempt}": {"question_id": "{question}", "score": "1"},
    "regrades/{regrade}/publish": {},
    "regrades/{regrade}/drop": {},
}


@pytest.fixture(scope="module")
def room(world: World) -> Staffroom:
    return staffroom(world)


@pytest.mark.parametrize("path", PAGES)
def test_staff_open_every_page_and_see_what_others_wrote_as_text(room: Staffroom, path: str) -> None:
    for role in ("instructor", "assistant"):
        page = room.get(path, role)
        assert page.status_code == 200, page.text
        assert page.headers["Content-Type"].startswith("text/html")
        assert "script-src" not in page.headers["Content-Security-Policy"]
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
        assert HOSTILE not in page.text
        assert "<script" not in page.text
        assert "<b>testuser" not in page.text
        assert "<i>testuser" not in page.text


@pytest.mark.parametrize("path", PAGES)
def test_times_are_readable_and_marked_as_such(room: Staffroom, path: str) -> None:
    text = re.sub(r"<[^>]*>", " ", room.get(path).text)
    assert not re.search(r"\d{4}-\d\d-\d\dT\d\d", text)


@pytest.mark.parametrize("path", PAGES)
def test_nobody_else_opens_a_page(room: Staffroom, path: str) -> None:
    slug, address = room.course.slug, room.path(path)
    stranger = room.course.world.stranger.get(address)
    assert (stranger.status_code, urlsplit(stranger.headers["Location"]).path) == (302, "/hub/api/oauth2/authorize")
    for token in (
        f"grade:{room.ids['student']}",
        "grade:foreigner",
        f"learn:{slug}-instructor",
        f"grade:course-{slug}",
    ):
        page = room.course.world.client(token).get(address)
        assert page.status_code in (403, 404), (token, page.text)
        assert page.headers["Content-Type"].startswith("text/html")
        assert HOSTILE.replace("<", "&lt;") not in page.text


@pytest.mark.parametrize("path", FORMS)
def test_nobody_else_sends_a_form(room: Staffroom, path: str) -> None:
    slug, address, world = room.course.slug, room.path(path), room.course.world
    filled = {name: value.format(**room.ids) for name, value in FORMS[path].items()}
    assert world.stranger.post(address, data=filled).status_code == 401
    for token in (
        f"grade:{room.ids['student']}",
        "grade:foreigner",
        f"learn:{slug}-instructor",
        f"grade:course-{slug}",
    ):
        answer = world.client(token).post(address, data=filled)
        assert answer.status_code in (403, 404), (token, answer.text)


def test_every_page_and_form_stands_in_these_lists(room: Staffroom) -> None:
    named = {urlsplit(room.path(path)).path.removeprefix("/services/academy/") for path in [*PAGES, *FORMS]}
    elsewhere = {"", "style.css", f"courses/{room.course.slug}/formgrader", "similarity/x"}
    # Everybody has these of their own.
    elsewhere |= {"account", *(f"account/{form}" for form in ("password", "email", "notifications", "second-factor"))}
    elsewhere |= {"account/second-factor/remove", "account/unlink"}
    # One's own, see test_quiz_results.
    elsewhere.add(f"courses/{room.course.slug}/grades")
    # For whoever has the link, see test_digests.
    elsewhere.add("unsubscribe/x")
    # Everybody's, see test_pages_catalogue.
    elsewhere |= {"catalogue", "catalogue/x"}
    # These are the guardians' and the administrators', see test_people.
    elsewhere |= {"wards", "wards/x"}
    elsewhere |= {"people", "people/x", "people/x/role", "people/x/remove", "role-requests", "role-requests/x", "audit"}
    for pattern, _ in ROUTES:
        assert any(re.fullmatch(pattern, path) for path in named | elsewhere), pattern


def test_what_an_address_claims_to_have_been_done_is_only_said_in_our_words(room: Staffroom) -> None:
    assert "Saved." in room.get("{course}?said=saved").text
    for forged in ("said=<b>You+lost</b>", "said=grading&count=<b>9", "said=%ff&count=%00", "said=&count="):
        page = room.get("{course}?" + forged)
        assert page.status_code == 200
        assert "lost" not in page.text
        assert "<b>9" not in page.text


@pytest.mark.parametrize(
    "path",
    ["{course}/submissions?page=²", "{course}/submissions?sort=up", "{course}/submissions?status=%00", "regrades/x",
     "{ps1}/cells/%00/marking", "{ps1}/cells/nothing/marking", "{course}/marks/x", "similarity/x", "groups/%ff",
     "courses/%ff", "{course}/assignments/nothing", "{course}/assignments/nothing/extensions",
     "{course}/assignments/nothing/similarity", "{course}/assignments/nothing/marking", "regrades/{regrade}?changed=9"],
)  # fmt: skip
def test_what_is_not_there_or_makes_no_sense_is_refused_with_a_page(room: Staffroom, path: str) -> None:
    page = room.get(path)
    assert page.status_code in (404, 422), page.text
    assert page.headers["Content-Type"].startswith("text/html")
    assert "To your courses" in page.text


def test_the_style_sheet_is_for_everybody(world: World) -> None:
    sheet = world.stranger.get(f"{world.academy.origin}/services/academy/style.css")
    assert sheet.headers["Content-Type"] == "text/css; charset=UTF-8"
    assert "prefers-color-scheme: dark" in sheet.text
