"""What people do with their own password, address and second factor, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pyotp
import pytest
from sqlalchemy import select

from nbacademy_hub.accounts import identities, linking
from nbacademy_hub.accounts.identities import Claims
from nbacademy_hub.accounts.tables import Account, MailedLink

from .newcomers import PASSWORD, Newcomer, newcomer
from .world import HOSTILE, World, error_of

NEW = "another <pass> word"


def session_key(world: World, username: str) -> str | None:
    with world.database.transaction(writes=False) as session:
        return session.scalars(select(Account.session_key).where(Account.username == username)).one()


def test_who_signs_up_is_a_student_and_their_address_is_confirmed_by_a_link_that_works_once(world: World) -> None:
    somebody = newcomer(world, role="educator")
    me = somebody.browser.get("/users/me").json()
    assert (me["name"], me["email"], me["email_verified"], me["role"]) == (HOSTILE, somebody.email, False, "student")
    token = somebody.token("verify-email")
    answers = [world.stranger.post("/auth/verify-email", json={"token": token}).status_code for _ in range(2)]
    assert answers == [204, 422]
    assert somebody.browser.get("/users/me").json()["email_verified"]
    taken = world.stranger.post("/auth/register", json={"email": somebody.email, "password": PASSWORD, "name": "Again"})
    assert (taken.status_code, error_of(taken)["code"]) == (409, "CONFLICT")


def test_a_forgotten_password_is_replaced_by_a_mailed_link_and_all_sessions_end(world: World) -> None:
    somebody = newcomer(world)
    answers = [
        world.stranger.post("/auth/reset-password", json={"email": email})
        for email in (somebody.email.upper(), "nobody@example.org", "x", somebody.email)
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(204, b"")}
    token = somebody.token("reset-password")
    for password in ("short", "password123", somebody.email):
        refused = world.stranger.post("/auth/confirm-reset", json={"token": token, "new_password": password})
        assert [detail["field"] for detail in error_of(refused)["details"]] == ["new_password"]
    taken = world.stranger.post("/auth/confirm-reset", json={"token": token, "new_password": NEW})
    again = world.stranger.post("/auth/confirm-reset", json={"token": token, "new_password": PASSWORD})
    assert (taken.status_code, again.status_code) == (204, 422)
    assert somebody.sign_in() is None
    assert somebody.sign_in(NEW) is not None
    assert session_key(world, somebody.username) is not None
    assert somebody.mail("your password at nbacademy was changed")
    assert len(somebody.mail("choose a new password for nbacademy")) == 1, "asked twice in a moment, mailed once"


def test_a_link_that_is_too_old_does_nothing(world: World) -> None:
    somebody = newcomer(world)
    token = somebody.token("verify-email")
    with world.database.transaction() as session:
        link = session.scalars(select(MailedLink).where(MailedLink.email == somebody.email)).one()
        link.expires_at = link.created_at
    assert world.stranger.post("/auth/verify-email", json={"token": token}).status_code == 422


def test_one_link_followed_many_times_at_once_works_once(world: World) -> None:
    somebody = newcomer(world)
    body = {"token": somebody.token("verify-email")}
    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(world.stranger.post, "/auth/verify-email", json=body) for _ in range(6)]
    assert sorted(one.result().status_code for one in asked) == [204, 422, 422, 422, 422, 422]


def test_a_password_is_changed_by_who_knows_it_and_not_by_a_notebook_server(world: World) -> None:
    somebody = newcomer(world)
    body = {"current_password": PASSWORD, "new_password": NEW}
    server = world.client(f"learn:{somebody.username}")
    wrong = somebody.browser.put("/users/me/password", json={**body, "current_password": NEW})
    assert server.put("/users/me/password", json=body).status_code == 403
    assert [detail["field"] for detail in error_of(wrong)["details"]] == ["current_password"]
    assert session_key(world, somebody.username) is None
    assert somebody.browser.put("/users/me/password", json=body).status_code == 204
    assert session_key(world, somebody.username) is not None
    assert (somebody.sign_in(), somebody.sign_in(NEW) is not None) == (None, True)


def test_an_address_is_changed_once_its_link_is_followed_and_the_old_one_is_told(world: World) -> None:
    somebody = newcomer(world)
    fresh = f"fresh-{somebody.email}"
    body = {"current_password": PASSWORD, "email": fresh}
    assert somebody.browser.put("/users/me/email", json=body).status_code == 204
    held = somebody.browser.put("/users/me/email", json=body)
    assert (held.status_code, int(held.headers["Retry-After"]) > 0) == (429, True)
    assert somebody.browser.get("/users/me").json()["email"] == somebody.email
    moved = Newcomer(world, somebody.username, fresh)
    assert world.stranger.post("/auth/verify-email", json={"token": moved.token("verify-email")}).status_code == 204
    me = somebody.browser.get("/users/me").json()
    assert (me["email"], me["email_verified"]) == (fresh, True)
    assert somebody.mail("your address at nbacademy was changed")
    assert (somebody.sign_in(), moved.sign_in() is not None) == (None, True)


def second_factor(somebody: Newcomer) -> tuple[pyotp.TOTP, dict[str, Any]]:
    begun = somebody.browser.post("/auth/mfa", json={"current_password": PASSWORD}).json()
    app = pyotp.parse_uri(begun["uri"])
    assert isinstance(app, pyotp.TOTP)
    confirmed = somebody.browser.post("/auth/mfa", json={"code": app.now()})
    assert confirmed.status_code == 200, confirmed.text
    return app, confirmed.json()


def test_with_a_second_factor_signing_in_needs_a_code_and_each_works_once(world: World) -> None:
    somebody = newcomer(world)
    app, factor = second_factor(somebody)
    assert somebody.browser.get("/users/me").json()["second_factor"]
    assert len(set(factor["recovery_codes"])) == 10
    recovery = factor["recovery_codes"][0]
    # The code that confirmed is used; the clock may have gone on to the next step meanwhile.
    for otp in ("", recovery[:-1]):
        assert somebody.sign_in(otp=otp) is None
    assert [somebody.sign_in(otp=recovery) is not None for _ in range(2)] == [True, False]
    with world.database.transaction() as session:
        session.scalars(select(Account).where(Account.username == somebody.username)).one().otp_step = 0
    code = app.now()
    assert [somebody.sign_in(otp=code) is not None for _ in range(2)] == [True, False]


def test_a_second_factor_is_begun_by_password_confirmed_by_code_and_removed_by_code(world: World) -> None:
    somebody, other = newcomer(world), newcomer(world)
    refused = {
        "current_password": somebody.browser.post("/auth/mfa", json={"current_password": "wrong"}),
        "code": world.client(f"learn:{somebody.username}").post("/auth/mfa", json={"current_password": PASSWORD}),
    }
    assert [answer.status_code for answer in refused.values()] == [422, 403]
    assert somebody.browser.post("/auth/mfa", json={"code": "123456"}).status_code == 409
    _, factor = second_factor(somebody)
    assert somebody.browser.post("/auth/mfa", json={"current_password": PASSWORD}).status_code == 409
    wrong = somebody.browser.request("DELETE", "/auth/mfa", json={"code": "123456"})
    assert [detail["field"] for detail in error_of(wrong)["details"]] == ["code"]
    removed = somebody.browser.request("DELETE", "/auth/mfa", json={"code": factor["recovery_codes"][3].upper()})
    assert removed.status_code == 204
    assert somebody.sign_in() is not None
    assert other.browser.request("DELETE", "/auth/mfa", json={"code": "123456"}).status_code == 409


@pytest.fixture
def page(world: World) -> tuple[Newcomer, str]:
    return newcomer(world), f"{world.academy.origin}/services/academy/account"


def test_the_page_of_ones_account_changes_it_and_says_what_is_wrong(page: tuple[Newcomer, str]) -> None:
    somebody, address = page
    shown = somebody.browser.get(address)
    assert somebody.email in shown.text
    assert HOSTILE not in shown.text
    wrong = somebody.browser.post(f"{address}/password", data={"current_password": "x", "new_password": NEW})
    assert (wrong.status_code, "this is not your password" in wrong.text) == (422, True)
    begun = somebody.browser.post(f"{address}/second-factor", data={"current_password": PASSWORD})
    secret = begun.text.partition('id="otp-secret">')[2].partition("<")[0]
    assert "data:image/svg+xml" in begun.text
    confirmed = somebody.browser.post(f"{address}/second-factor", data={"code": pyotp.TOTP(secret).now()})
    codes = confirmed.text.partition('id="recovery-codes">')[2].split()
    removed = somebody.browser.post(f"{address}/second-factor/remove", data={"code": codes[0]})
    mailed = somebody.browser.post(
        f"{address}/email", data={"current_password": PASSWORD, "email": f"by-page-{somebody.email}"}
    )
    changed = somebody.browser.post(f"{address}/password", data={"current_password": PASSWORD, "new_password": NEW})
    assert [answer.status_code for answer in (removed, mailed, changed)] == [303, 303, 302]
    assert somebody.sign_in(NEW) is not None


def test_the_page_of_ones_account_shows_sign_ins_elsewhere_and_unlinks_them(page: tuple[Newcomer, str]) -> None:
    somebody, address = page
    without = somebody.browser.get(address).text
    assert ("Signing in elsewhere" in without, 'name="new_password"' in without) == (False, True)
    claims = Claims(iss="https://idp.example/<b>", sub=somebody.username)
    with somebody.world.database.transaction() as session:
        linking.link(session, claims, somebody.username)
    shown = somebody.browser.get(address).text
    assert "https://idp.example/&lt;b&gt;" in shown
    identity = shown.partition('name="identity_id" value="')[2].partition('"')[0]
    asked = [somebody.browser.post(f"{address}/unlink", data={"identity_id": one}) for one in ("x", identity, identity)]
    assert [answer.status_code for answer in asked] == [422, 302, 404]
    assert "idp.example" not in somebody.browser.get(address).text
    with somebody.world.database.transaction() as session:
        username = identities.enter(session, claims, links_email=False, public_url="").username
    elsewhere = somebody.world.client(f"grade:{username}").get(address).text
    assert ("You have no password here" in elsewhere, 'type="password"' in elsewhere) == (True, False)
    assert ("idp.example" in elsewhere, "Unlink" in elsewhere) == (True, False)


def test_what_is_done_without_being_signed_in_is_recorded_as_its_owners(world: World) -> None:
    somebody = newcomer(world)
    somebody_id = somebody.browser.get("/users/me").json()["id"]
    world.stranger.post("/auth/reset-password", json={"email": somebody.email})
    assert somebody.sign_in("wrong") is None
    found: httpx.Response = world.admin.get("/audit", params={"actor": somebody_id})
    results = {(item["action"], item["result"]) for item in found.json()["items"]}
    assert {("postRegister", "DONE"), ("postPasswordReset", "DONE"), ("test", "UNAUTHENTICATED")} <= results
