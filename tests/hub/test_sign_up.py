"""On JupyterHub's own pages: signing up, signing in, and what a token then may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html import escape

import docker
import httpx
import pytest

from nbacademy_hub.accounts import lockout
from nbacademy_hub.accounts.tables import SignInFailures
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database

from ..installation import Installation
from ..mailbox import mailed_token

NAME, PASSWORD = "testuser<'&\">", "pass <'&\"> word"


@pytest.fixture
def visitor(installation: Installation) -> Iterator[httpx.Client]:
    """Somebody's browser on the sign-up page."""
    with httpx.Client(base_url=installation.url, follow_redirects=True, timeout=60) as browser:
        assert browser.get("/hub/signup").status_code == 200
        yield browser


def sign_up(
    visitor: httpx.Client, email: str, name: str = NAME, password: str = PASSWORD, **asked: str
) -> httpx.Response:
    xsrf = next(cookie.value for cookie in visitor.cookies.jar if cookie.name == "_xsrf" and cookie.path == "/hub/")
    return visitor.post(
        "/hub/signup", data={"_xsrf": xsrf, "name": name, "email": email, "password": password, **asked}
    )


def sign_in(visitor: httpx.Client, login: str, password: str) -> httpx.Response:
    xsrf = next(cookie.value for cookie in visitor.cookies.jar if cookie.name == "_xsrf" and cookie.path == "/hub/")
    return visitor.post("/hub/login", params={"_xsrf": xsrf}, data={"username": login, "password": password})


def test_a_newcomer_signs_up_is_signed_in_and_signs_in_again(installation: Installation, visitor: httpx.Client) -> None:
    assert sign_up(visitor, "Hostile.Name+1@example.org").status_code == 200
    page = visitor.get("/hub/home")
    assert page.url.path == "/hub/home"
    browser = installation.sign_in("hostile.name+1@example.org", PASSWORD)
    assert browser.name == "hostile-name-1"
    with httpx.Client(headers={"Authorization": f"token {browser.token()}"}) as client:
        me = client.get(f"{installation.api}/users/me").json()
        assert (me["name"], me["role"], me["can"]) == (NAME, "student", ["learn", "grade"])
    browser.close()


def test_who_asks_for_a_role_when_signing_up_is_a_student_until_an_admin_decides(
    installation: Installation, visitor: httpx.Client
) -> None:
    assert '<option value="educator">' in visitor.get("/hub/signup").text
    refused = sign_up(visitor, "emperor@example.org", role="emperor")
    assert (refused.status_code, "role" in refused.text) == (422, True)
    assert sign_up(visitor, "hopeful@example.org", role="educator").status_code == 200
    hopeful, admin = installation.sign_in("hopeful@example.org", PASSWORD), installation.sign_in("admin@example.org")
    me = httpx.get(f"{installation.api}/users/me", headers={"Authorization": f"token {hopeful.token()}"}).json()
    headers = {"Authorization": f"token {admin.token()}"}
    waiting = httpx.get(f"{installation.api}/role-requests", params={"limit": 100}, headers=headers).json()["items"]
    assert me["role"] == "student"
    assert [item["role"] for item in waiting if item["user"]["id"] == me["id"]] == ["educator"]
    for browser in (hopeful, admin):
        browser.close()


@pytest.mark.parametrize("path", ["/hub/login", "/hub/home"])
def test_the_hubs_own_pages_say_what_platform_they_belong_to(visitor: httpx.Client, path: str) -> None:
    page = visitor.get(path)
    assert "<title>nbacademy</title>" in page.text
    assert 'href="/services/academy/">nbacademy</a>' in page.text


@pytest.mark.parametrize(
    ("given", "status", "message"),
    [({"email": "student@example.org"}, 409, "There is an account with this e-mail address already"),
     ({"email": "new@example.org", "password": "short"}, 422, "at least 8 characters"),
     ({"email": "<script>@x"}, 422, "this is not an e-mail address"),
     ({"email": "new@example.org", "name": ""}, 422, "give a name"),
     ({"email": "new@example.org", "password": "Password123"}, 422, "one of the first that anybody would try")],
)  # fmt: skip
def test_what_is_wrong_is_said_on_the_page_and_what_was_written_stays(
    visitor: httpx.Client, given: dict[str, str], status: int, message: str
) -> None:
    page = sign_up(visitor, **given)
    assert page.status_code == status
    assert message in page.text
    assert "<script>@x" not in page.text
    assert (escape(NAME) in page.text.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")) == ("name" not in given)
    assert PASSWORD not in page.text
    assert visitor.get("/hub/api/user").status_code == 403


def test_a_page_of_elsewhere_can_not_sign_anybody_up(visitor: httpx.Client) -> None:
    answer = visitor.post("/hub/signup", data={"name": NAME, "email": "x@example.org", "password": PASSWORD})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("login", "password"),
    [("student@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("course-ppo101", ""), ("course-ppo101", "x")],
)
def test_who_has_not_the_password_is_not_let_in(visitor: httpx.Client, login: str, password: str) -> None:
    visitor.get("/hub/login")
    answer = sign_in(visitor, login, password)
    assert answer.status_code == 403
    assert "Invalid username or password" in answer.text


def test_who_guesses_is_told_how_long_to_wait(installation: Installation, visitor: httpx.Client) -> None:
    database = Database(f"sqlite:///{installation.data / 'academy.db'}")
    with database.transaction() as session:
        for counter in lockout.counters("guessed@example.org", "127.0.0.1", None)[:1]:
            session.add(SignInFailures(key=counter.key, count=9, last_at=now(), until=now() + timedelta(minutes=5)))
    database.close()
    visitor.get("/hub/login")
    page = sign_in(visitor, "guessed@example.org", PASSWORD)
    assert (page.status_code, "Too many attempts: try again in" in page.text) == (429, True)


def send(visitor: httpx.Client, page: str, **fields: str) -> httpx.Response:
    xsrf = next(cookie.value for cookie in visitor.cookies.jar if cookie.name == "_xsrf" and cookie.path == "/hub/")
    return visitor.post(page, data={"_xsrf": xsrf, **fields})


def test_a_forgotten_password_is_replaced_by_a_mailed_link_and_whoever_was_signed_in_is_not_any_more(
    installation: Installation, visitor: httpx.Client
) -> None:
    email, new = "forgets@example.org", "another <pass> word"
    assert sign_up(visitor, email).status_code == 200
    other = installation.sign_in(email, PASSWORD)
    token = other.token()
    with httpx.Client(base_url=installation.url, follow_redirects=True, timeout=60) as browser:
        assert 'href="/hub/forgot-password"' in browser.get("/hub/login").text
        browser.get("/hub/forgot-password")
        asked = [send(browser, "/hub/forgot-password", email=one) for one in (email, "nobody@example.org")]
        assert ["If there is an account" in answer.text for answer in asked] == [True, True]
        token_field = mailed_token(installation.data, email, "reset-password")
        assert 'type="password"' in browser.get("/hub/reset-password", params={"token": token_field}).text
        short = send(browser, "/hub/reset-password", token=token_field, new_password="short")
        assert (short.status_code, "at least 8 characters" in short.text) == (422, True)
        done = send(browser, "/hub/reset-password", token=token_field, new_password=new)
        assert "Your password is changed" in done.text, done.text
        assert "It is mine" in browser.get("/hub/verify-email?token=x").text
        thanks = send(browser, "/hub/verify-email", token=mailed_token(installation.data, email, "verify-email"))
        assert "your address is confirmed" in thanks.text
    again = installation.sign_in(email, new)
    assert other.http.get("/hub/home").url.path == "/hub/login"
    assert httpx.get(f"{installation.url}/hub/api/user", headers={"Authorization": f"token {token}"}).status_code == 403
    assert again.http.get("/hub/home").url.path == "/hub/home"
    again.close()
    other.close()


def test_a_program_signs_in_for_a_token_of_jupyterhubs(installation: Installation) -> None:
    asked = {"email": "student@example.org", "password": "nbacademy-demo"}
    first = httpx.post(f"{installation.api}/auth/login", json=asked, timeout=60).json()
    sent = {"Authorization": f"token {first['token']}"}
    assert httpx.get(f"{installation.api}/users/me", headers=sent).json()["can"] == ["learn", "grade"]
    second = httpx.post(f"{installation.api}/auth/refresh", json={"refresh_token": first["refresh_token"]}).json()
    assert httpx.get(f"{installation.url}/hub/api/user", headers=sent).status_code == 403
    sent = {"Authorization": f"token {second['token']}"}
    assert httpx.post(f"{installation.api}/auth/logout", headers=sent).status_code == 204
    assert httpx.get(f"{installation.url}/hub/api/user", headers=sent).status_code == 403


def test_a_token_does_what_its_scopes_say(installation: Installation) -> None:
    browser = installation.sign_in("educator@example.org")
    access = "access:services!service=academy"
    for scopes, status, graded in (
        ([access, "custom:academy:learn"], 200, 403),
        ([access, "custom:academy:grade"], 200, 200),
        ([access], 403, 403),
        (["custom:academy:grade"], 403, 403),
    ):
        with httpx.Client(headers={"Authorization": f"token {browser.token(scopes)}"}, timeout=60) as client:
            assert client.get(f"{installation.api}/courses").status_code == status, scopes
            assert client.get(f"{installation.api}/courses/ppo101/gradebook").status_code == graded, scopes
    browser.close()


def test_membership_is_mirrored_to_the_hubs_groups(installation: Installation, visitor: httpx.Client) -> None:
    assert sign_up(visitor, "joins@example.org").status_code == 200
    browser, admin = (installation.sign_in(*who) for who in (("joins@example.org", PASSWORD), ("admin@example.org",)))
    with httpx.Client(headers={"Authorization": f"token {browser.token()}"}, timeout=60) as client:
        joined = client.post(f"{installation.api}/enrollments", json={"course_id": "ppo101"})
        assert joined.status_code == 201
        groups = admin.http.get("/hub/api/users/joins", headers=admin.headers("/hub/")).json()["groups"]
        assert groups == ["nbgrader-ppo101"]
        assert client.delete(f"{installation.api}/enrollments/{joined.json()['id']}").status_code == 204
    assert admin.http.get("/hub/api/users/joins", headers=admin.headers("/hub/")).json()["groups"] == []
    browser.close()
    admin.close()


def test_health_is_not_for_a_container_whatever_it_claims(installation: Installation, docker_image: str) -> None:
    url = f"{installation.api}/health"
    assert httpx.get(url, headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 200
    program = """
import sys, urllib.error, urllib.request
for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Nothing"):
    try:
        request = urllib.request.Request(sys.argv[1], headers={name: "127.0.0.1"})
        print(urllib.request.urlopen(request, timeout=20).status)
    except urllib.error.HTTPError as error:
        print(error.code)
"""
    client = docker.from_env()
    (found,) = client.networks.list(filters={"label": f"org.nbacademy.instance={installation.instance}"})
    gateway = found.attrs["IPAM"]["Config"][0]["Gateway"]
    inside = f"http://{gateway}:{installation.environ['NBACADEMY_SERVICE_PORT']}/services/academy/api/health"
    said = client.containers.run(docker_image, ["python", "-c", program, inside], network=found.name, remove=True)
    assert said.decode().split() == ["403"] * 4
