"""People as administrators see them: roles, requests for them, guardians, exports, and leaving."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import escape
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.people import service

from .newcomers import PASSWORD, Newcomer, newcomer
from .world import COURSE, HOSTILE, World, caller, error_of


def id_of(somebody: Newcomer) -> str:
    return str(somebody.browser.get("/users/me").json()["id"])


def give(world: World, somebody: Newcomer, role: str) -> str:
    user_id = id_of(somebody)
    assert world.admin.put(f"/users/{user_id}/role", json={"role": role}).status_code == 200
    return user_id


def test_admins_find_people_by_name_address_and_role_and_staff_find_members_without_addresses(world: World) -> None:
    somebody = newcomer(world)
    user_id = give(world, somebody, "moderator")
    for query in ({"q": somebody.email[:-3].upper()}, {"q": somebody.username, "role": "moderator"}):
        (found,) = world.admin.get("/users", params=query).json()["items"]
        assert (found["id"], found["email"], found["name"]) == (user_id, somebody.email, HOSTILE)
    assert world.admin.get("/users", params={"q": somebody.username, "role": "student"}).json()["total"] == 0
    members = world.assistant.get("/users", params={"course": COURSE, "limit": 100}).json()["items"]
    assert world.ids["user"] in {one["id"] for one in members}
    assert {one["email"] for one in members} == {None}
    refused = [
        world.student.get("/users"),
        world.assistant.get("/users"),
        world.foreigner.get(f"/users?course={COURSE}"),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    detail = world.admin.get(f"/users/{world.ids['user']}").json()
    assert {"slug": COURSE, "title": f"The course {COURSE}", "role": "student"} in detail["courses"]


def test_a_role_that_is_asked_for_waits_for_an_admin_who_decides_once(world: World) -> None:
    asking, declined = newcomer(world, role="educator"), newcomer(world)
    assert asking.browser.post("/role-requests", json={"role": "moderator"}).status_code == 409
    body = {"role": "guardian", "reason": f"<b>{HOSTILE}"}
    assert declined.browser.post("/role-requests", json=body).status_code == 201
    queue = world.admin.get("/role-requests?state=open&limit=100").json()["items"]
    waiting = {item["user"]["id"]: item for item in queue}
    for somebody, state in ((asking, "granted"), (declined, "declined")):
        request = f"/role-requests/{waiting[id_of(somebody)]['id']}"
        assert somebody.browser.put(request, json={"state": state}).status_code == 403
        answers = [world.admin.put(request, json={"state": state}).status_code for _ in range(2)]
        assert answers == [200, 409]
    assert [one.browser.get("/users/me").json()["role"] for one in (asking, declined)] == ["educator", "student"]


def test_who_becomes_an_admin_or_was_one_signs_in_again_and_one_admin_always_stays(world: World) -> None:
    somebody = newcomer(world)
    token = world.stranger.post("/auth/login", json={"email": somebody.email, "password": PASSWORD}).json()
    user_id = give(world, somebody, "admin")
    assert somebody.browser.get("/audit").status_code == 200
    again = world.stranger.post("/auth/refresh", json={"refresh_token": token["refresh_token"]})
    assert again.status_code == 401
    admin_id = world.admin.get("/users/me").json()["id"]
    paths = {f"/users/{one}/role" for one in (user_id, admin_id)}
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(world.admin.put, path, json={"role": "student"}) for path in paths]
    statuses = sorted(one.result().status_code for one in asked)
    with world.database.transaction() as session:
        left = session.scalars(select(Account.username).where(Account.role == "admin")).all()
        accounts.ensure(session, "admin").role = "admin"
        session.get_one(Account, UUID(user_id)).role = "student"
    assert len(left) == 1
    assert statuses in ([200, 409], [200, 403]), (
        "the second saw that the caller is no admin any more, or that one must stay"
    )


def test_a_guardian_reads_a_wards_progress_and_released_grades_and_nothing_else(world: World) -> None:
    guardian = newcomer(world)
    ward = world.ids["user"]
    path = f"/users/{ward}/guardians"
    early = world.admin.put(path, json={"guardian_ids": [id_of(guardian)]})
    assert [detail["field"] for detail in error_of(early)["details"]] == ["guardian_ids"]
    guardian_id = give(world, guardian, "guardian")
    courses = f"/users/me/wards/{ward}/courses"
    assert guardian.browser.get(courses).status_code == 404
    others = {item["id"] for item in world.admin.get(path).json()["items"]}
    given = world.admin.put(path, json={"guardian_ids": [*others, guardian_id]}).json()
    assert {item["id"] for item in given["items"]} == {*others, guardian_id}
    assert guardian.browser.get("/users/me/wards").json()["items"] == [{"id": ward, "name": HOSTILE}]
    seen = {item["slug"]: item for item in guardian.browser.get(courses, params={"limit": 100}).json()["items"]}
    assert "ps1" in {grade["assignment"] for grade in seen[COURSE]["grades"]}
    assert seen[COURSE]["grades"] == world.student.get(f"/courses/{COURSE}/grades").json()["items"]
    pages = f"{world.academy.origin}/services/academy/wards"
    assert f'wards/{ward}">{escape(HOSTILE)}</a>' in guardian.browser.get(pages).text
    shown = guardian.browser.get(f"{pages}/{ward}")
    assert (shown.status_code, shown.text.count("<dt>Attendance</dt>")) == (200, len(seen))
    assert f"<h1>{escape(HOSTILE)}</h1>" in shown.text
    for nobody in (id_of(guardian), "x"):
        assert guardian.browser.get(f"{pages}/{nobody}").status_code == 404
    for closed in (f"/submissions/{world.ids['submission']}", f"/users/{ward}", f"/users/{ward}/export"):
        assert guardian.browser.get(closed).status_code in (403, 404), closed
    assert world.client(f"learn:{guardian.username}").get(courses).status_code == 403
    give(world, guardian, "student")
    assert [guardian.browser.get(address).status_code for address in (courses, f"{pages}/{ward}")] == [403, 403]
    give(world, guardian, "guardian")
    assert guardian.browser.get(courses).status_code == 404, "the link went with the role"


def test_a_person_gets_all_that_is_kept_of_them_but_nothing_that_opens_an_account(world: World) -> None:
    mine = world.client(f"grade:{HOSTILE}").get(f"/users/{world.ids['user']}/export").json()["tables"]
    assert {"accounts", "enrollments", "submissions", "forum_posts", "quiz_attempts"} <= set(mine)
    somebody = newcomer(world)
    answer = world.admin.get(f"/users/{id_of(somebody)}/export")
    assert answer.json()["tables"]["accounts"][0]["email"] == somebody.email
    for secret in ("password_hash", "argon2", "token_sha256", "session_key", "otp_secret"):
        assert secret not in answer.text
    assert world.instructor.get(f"/users/{world.ids['user']}/export").status_code == 403


def test_who_is_removed_signs_in_nowhere_and_leaves_posts_without_a_name(world: World) -> None:
    somebody = newcomer(world)
    user_id, course = id_of(somebody), {"course_id": COURSE}
    assert somebody.browser.post("/enrollments", json=course).status_code == 201
    posts = f"/threads/{world.ids['thread']}/posts"
    post = somebody.browser.post(posts, json={"body": "Still here"}).json()
    assert somebody.browser.delete(f"/users/{user_id}").status_code == 403
    answers = [world.admin.delete(f"/users/{user_id}").status_code for _ in range(2)]
    assert answers == [204, 404]
    assert somebody.sign_in() is None
    hub = f"http://127.0.0.1:{world.academy.hub_port}/hub/api/users/{somebody.username}"
    assert httpx.get(hub, trust_env=False).status_code == 404
    with world.database.transaction(writes=False) as session:
        account = session.get_one(Account, UUID(user_id))
        assert (account.email, account.password_hash, account.name) == (None, None, "Somebody who left")
    thread = world.student.get(f"/threads/{world.ids['thread']}?limit=100").json()
    assert [item["author"]["name"] for item in thread["items"] if item["id"] == post["id"]] == ["Somebody who left"]
    assert (
        world.stranger.post(
            "/auth/register", json={"email": somebody.email, "password": PASSWORD, "name": "Again"}
        ).json()["username"]
        != somebody.username
    )


@pytest.fixture
def asking(world: World) -> tuple[Newcomer, dict[str, Any]]:
    somebody = newcomer(world)
    return somebody, somebody.browser.post("/role-requests", json={"role": "educator", "reason": HOSTILE}).json()


def test_the_administrators_pages_show_people_as_text_and_do_what_their_forms_say(
    world: World, asking: tuple[Newcomer, dict[str, Any]]
) -> None:
    somebody, request = asking
    at, user_id = f"{world.academy.origin}/services/academy", request["user"]["id"]
    pages = {
        f"people?q={somebody.username}": somebody.email,
        f"people/{user_id}": "Tokens",
        "role-requests?state=open": "educator",
        f"audit?actor={user_id}": "postRoleRequests",
        f"people/{user_id}/remove": "Remove",
    }
    for path, words in pages.items():
        page = world.admin.get(f"{at}/{path}")
        assert (page.status_code, words in page.text, HOSTILE in page.text) == (200, True, False), path
        assert world.instructor.get(f"{at}/{path}").status_code == 403, path
    forms = {
        f"role-requests/{request['id']}": {"state": "granted"}, f"people/{user_id}/role": {"role": "moderator"},
        f"people/{user_id}/remove": {},
    }  # fmt: skip
    for path, fields in forms.items():
        assert world.instructor.post(f"{at}/{path}", data=fields).status_code == 403, path
        assert world.admin.post(f"{at}/{path}", data=fields).status_code == 303, path
    assert world.admin.get(f"{at}/people/{user_id}").status_code == 404


def test_the_only_admin_is_not_removed(world: World) -> None:
    with world.database.transaction() as session:
        mine = caller(session, "admin", "grade")
        account = service.find(session, mine.account_id)
        alone = session.scalars(select(Account.id).where(Account.role == "admin")).all()
    assert alone == [account.id]
    refused = world.admin.delete(f"/users/{account.id}")
    assert (refused.status_code, error_of(refused)["code"]) == (409, "CONFLICT")
