"""Signing in elsewhere, through JupyterHub: at an OpenID provider, and by a launch from an LTI platform."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..installation import PASSWORD, Browser, Installation
from ..provider import CLIENT_ID, DEPLOYMENT, LTI, Claims, Provider, Sign

INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LONG_AGO = 1_000_000_000


@pytest.fixture
def visitor(installation: Installation) -> Iterator[httpx.Client]:
    """Somebody's browser, which follows no redirection by itself."""
    with httpx.Client(base_url=installation.url, timeout=60) as browser:
        yield browser


@pytest.fixture(scope="module")
def admin(installation: Installation) -> Iterator[Browser]:
    signed_in = installation.sign_in("admin@example.org")
    yield signed_in
    signed_in.close()


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> Iterator[None]:
    """A provider that says the truth again after each test."""
    yield
    provider.sign, provider.away = provider.signed, False


def led(began: httpx.Response) -> httpx.Response:
    """What the provider answers to a browser that was led to it."""
    assert began.status_code == 302, began.text
    return httpx.get(began.headers["Location"], timeout=60)


def sign_in(visitor: httpx.Client, **query: str) -> httpx.Response:
    """What the platform answers when the provider has led back to it."""
    began = visitor.get("/hub/oauth_login", params=query)
    return visitor.get(led(began).headers["Location"])


def begin_launch(visitor: httpx.Client, provider: Provider, **said: str) -> httpx.Response:
    """What the platform answers where a launch begins."""
    asked = {
        "iss": provider.lti_issuer, "login_hint": "hint <'&\">", "target_link_uri": f"{visitor.base_url}/hub/home",
        "client_id": CLIENT_ID, "lti_deployment_id": DEPLOYMENT, "lti_message_hint": "message",
    }  # fmt: skip
    return visitor.post("/hub/lti13/oauth_login", data=asked | said)


def form_of(began: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where the LTI platform sends a browser then, and with what."""
    answer = led(began).json()
    return answer["action"], answer["form"]


def launch(visitor: httpx.Client, provider: Provider, **said: str) -> httpx.Response:
    """What the platform answers to a launch."""
    action, form = form_of(begin_launch(visitor, provider, **said))
    return visitor.post(action, data=form)


def who(visitor: httpx.Client) -> dict[str, Any] | None:
    """The hub's user whose browser this is; None when nobody is signed in."""
    xsrf = next(
        (cookie.value for cookie in visitor.cookies.jar if cookie.name == "_xsrf" and cookie.path == "/hub/"), ""
    )
    answer = visitor.get("/hub/api/user", headers={"X-XSRFToken": xsrf or ""})
    return answer.json() if answer.status_code == 200 else None


def test_the_sign_in_page_offers_the_provider_beside_the_password_and_keeps_where_one_was_going(
    visitor: httpx.Client,
) -> None:
    page = visitor.get("/hub/login", params={"next": "/hub/token?a=b&c"}).text
    assert "Sign in with &lt;b&gt;Campus &amp; &#39;co&#39;" in page
    assert 'href="/hub/oauth_login?next=%2Fhub%2Ftoken%3Fa%3Db%26c"' in page
    assert 'name="password"' in page


def test_a_person_comes_from_the_provider_to_the_same_account_each_time(
    visitor: httpx.Client, provider: Provider
) -> None:
    provider.person = {"sub": "u1", "email": "from.campus@example.org", "email_verified": True, "name": "<b>Ada"}
    back = sign_in(visitor, next="/hub/token")
    assert (back.status_code, back.headers["Location"]) == (302, "/hub/token")
    first = who(visitor)
    assert first is not None
    assert (first["name"], first["admin"]) == ("from-campus", False)
    visitor.get("/hub/logout")
    assert who(visitor) is None
    provider.person = {"sub": "u1"}
    assert sign_in(visitor).status_code == 302
    assert (who(visitor) or {})["name"] == "from-campus"
    provider.person = {"sub": "u2", "email": "student@example.org", "email_verified": True}
    taken = sign_in(visitor)
    assert (taken.status_code, "link it to this sign-in" in taken.text) == (409, True)


def test_refused_sign_ins_are_in_the_audit_log_too(
    visitor: httpx.Client, provider: Provider, installation: Installation, admin: Browser
) -> None:
    provider.person = {"sub": "u4", "email": "admin@example.org", "email_verified": True}
    assert sign_in(visitor).status_code == 409
    headers, query = {"Authorization": f"token {admin.token()}"}, {"action": "hub.oauth_callback"}
    newest = httpx.get(f"{installation.api}/audit", params=query, headers=headers, timeout=60).json()["items"][0]
    assert (newest["result"], newest["address"]) == ("CONFLICT", "127.0.0.1")


def send(visitor: httpx.Client, path: str, **fields: str) -> httpx.Response:
    xsrf = next(cookie.value for cookie in visitor.cookies.jar if cookie.name == "_xsrf" and cookie.path == "/hub/")
    return visitor.post(path, data={"_xsrf": xsrf, **fields})


def test_somebody_links_the_provider_to_the_account_that_they_have_by_its_password(
    visitor: httpx.Client, provider: Provider
) -> None:
    provider.person = {"sub": "u3", "email": "educator@example.org", "email_verified": True}
    asking = visitor.get("/hub/link-account")
    assert (asking.status_code, urlsplit(asking.headers["Location"]).path) == (302, "/hub/login")
    visitor.get("/hub/login")
    assert send(visitor, "/hub/login", username="educator", password=PASSWORD).status_code == 302
    assert "Go on to &lt;b&gt;Campus" in visitor.get("/hub/link-account").text
    refused = send(visitor, "/hub/link-account", current_password="wrong")
    assert (refused.status_code, "this is not your password" in refused.text) == (422, True)
    assert visitor.post("/hub/link-account", data={"current_password": PASSWORD}).status_code == 403, "without XSRF"
    assert sign_in(visitor).status_code == 409, "nobody asked to link"
    asked = send(visitor, "/hub/link-account", current_password=PASSWORD)
    assert urlsplit(asked.headers["Location"]).path == "/hub/oauth_login"
    began = visitor.get(asked.headers["Location"])
    back = visitor.get(led(began).headers["Location"])
    assert back.headers["Location"] == "/services/academy/account?said=linked"
    visitor.get("/hub/logout")
    assert sign_in(visitor).status_code == 302
    assert (who(visitor) or {})["name"] == "educator"
    page = visitor.get("/services/academy/account", follow_redirects=True).text
    assert page.count("&lt;b&gt;Campus &amp; &#x27;co&#x27;") == 2, "the one to unlink, and to link another"


def forgeries(provider: Provider, issuer: str) -> dict[str, Sign]:
    """Tokens that the provider did not sign like that."""
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = provider.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    shared = jwt.utils.base64url_encode(public).decode()

    def by_another_key(claims: Claims) -> str:
        return jwt.encode(claims, other, "RS256", headers={"kid": "key-1"})

    def saying(**wrong: Any) -> Sign:
        return lambda claims: provider.signed(claims | wrong)

    return {
        "another's key": by_another_key,
        "an unknown key": lambda claims: provider.signed(claims, kid="key-2"),
        "no signature": lambda claims: jwt.encode(claims, None, "none", headers={"kid": "key-1"}),
        "a shared secret": lambda claims: jwt.encode(claims, shared, "HS256", headers={"kid": "key-1"}),
        "no token": lambda claims: "no.token",
        "another audience": saying(aud="somebody else"),
        "another party": saying(aud=[CLIENT_ID, "x"], azp="x"),
        "another issuer": saying(iss=f"{issuer}/other"),
        "too late": saying(exp=LONG_AGO),
        "from the future": saying(nbf=int(time.time()) + 3600),
    }


def test_who_the_provider_did_not_sign_for_us_does_not_come_in(visitor: httpx.Client, provider: Provider) -> None:
    provider.person = {"sub": "u1"}
    for what, sign in forgeries(provider, provider.issuer).items():
        provider.sign = sign
        answer = sign_in(visitor)
        assert (answer.status_code, who(visitor)) == (403, None), what
        assert "did not confirm who you are" in answer.text
    provider.sign = lambda claims: provider.signed(claims | {"sub": "student"})
    assert sign_in(visitor).status_code == 403, "the user info is of somebody else"


def test_what_leads_back_from_the_provider_works_once_and_in_the_browser_that_began(
    visitor: httpx.Client, provider: Provider, installation: Installation
) -> None:
    provider.person = {"sub": "u1"}
    began = visitor.get("/hub/oauth_login")
    back = led(began).headers["Location"]
    with httpx.Client(base_url=installation.url, timeout=60) as stranger:
        assert stranger.get(back).status_code == 400
        stranger.get("/hub/oauth_login")
        assert (stranger.get(back).status_code, who(stranger)) == (400, None)
    assert visitor.get(back).status_code == 302
    visitor.get("/hub/logout")
    assert (visitor.get(back).status_code, who(visitor)) == (400, None)
    visitor.get("/hub/oauth_login")
    assert visitor.get("/hub/oauth_callback?error=access_denied&error_description=<b>no").status_code == 400
    state = parse_qs(urlsplit(visitor.get("/hub/oauth_login").headers["Location"]).query)["state"][0]
    guessed = visitor.get("/hub/oauth_callback", params={"code": "guessed", "state": state})
    assert (guessed.status_code, "did not confirm" in guessed.text) == (403, True)


EVIL = ["https://evil.example/x", "//evil.example/x", "/\\evil.example/x", "///evil.example", "javascript:alert(1)",
        "/\t/evil.example", "\\\\evil.example"]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_a_sign_in_leads_to_no_other_site(visitor: httpx.Client, provider: Provider, target: str) -> None:
    provider.person = {"sub": "u1", "name": "Ada"}
    there = [sign_in(visitor, next=target), launch(visitor, provider, target_link_uri=target)]
    there.append(
        launch(visitor, provider, target_link_uri=f"{visitor.base_url}/hub/home?{urlencode({'next': target})}")
    )
    for answer in there:
        assert answer.status_code == 302, answer.text
        leads = urlsplit(str(visitor.base_url.join(answer.headers["Location"].replace("\\", "/"))))
        assert (leads.scheme, leads.netloc) == ("http", visitor.base_url.netloc.decode()), target


def test_a_launch_signs_somebody_in_who_is_not_who_has_the_same_subject_elsewhere(
    visitor: httpx.Client, provider: Provider
) -> None:
    provider.person = {"sub": "u9", "email": "nine@example.org", "email_verified": True}
    assert sign_in(visitor).status_code == 302
    elsewhere = who(visitor)
    visitor.cookies.clear()
    there = launch(visitor, provider, target_link_uri="https://x.example/services/academy/?a=b")
    assert (there.status_code, there.headers["Location"]) == (302, "/services/academy/?a=b")
    launched = who(visitor)
    assert elsewhere is not None
    assert launched is not None
    assert (elsewhere["name"], launched["name"]) == ("nine", "nine-2")
    visitor.cookies.clear()
    assert launch(visitor, provider).status_code == 302
    assert (who(visitor) or {})["name"] == "nine-2"


def test_learners_of_a_context_join_its_course_and_its_group_and_staff_elsewhere_are_no_staff_here(
    visitor: httpx.Client, provider: Provider, admin: Browser
) -> None:
    context = {"id": "17", "label": "PPO", "title": "<b>PPO"}
    for name, roles, groups in (("learner", None, ["nbgrader-ppo101"]), ("teacher", [INSTRUCTOR], [])):
        provider.person = {"sub": name, "email": f"{name}@example.org", "context": context}
        provider.person |= {} if roles is None else {"roles": roles}
        visitor.cookies.clear()
        assert launch(visitor, provider).status_code == 302
        assert admin.http.get(f"/hub/api/users/{name}", headers=admin.headers("/hub/")).json()["groups"] == groups


def test_what_the_lti_platform_did_not_sign_for_us_is_no_launch(visitor: httpx.Client, provider: Provider) -> None:
    provider.person = {"sub": "u1"}
    wrong = {
        "another deployment": lambda claims: provider.signed(claims | {f"{LTI}deployment_id": "2"}),
        "no deployment": lambda claims: provider.signed(claims | {f"{LTI}deployment_id": None}),
        "another nonce": lambda claims: provider.signed(claims | {"nonce": "x"}),
        "made long ago": lambda claims: provider.signed(claims | {"iat": LONG_AGO}),
        "nobody": lambda claims: provider.signed(claims | {"sub": ""}),
        **forgeries(provider, provider.lti_issuer),
    }
    for what, sign in wrong.items():
        provider.sign = sign
        answer = launch(visitor, provider)
        assert (answer.status_code in (400, 401, 403), who(visitor)) == (True, None), (what, answer.status_code)


def test_a_launch_works_once_and_in_the_browser_that_began(
    visitor: httpx.Client, provider: Provider, installation: Installation
) -> None:
    provider.person = {"sub": "u1"}
    action, form = form_of(begin_launch(visitor, provider))
    with httpx.Client(base_url=installation.url, timeout=60) as stranger:
        assert stranger.post(action, data=form).status_code == 400
        begin_launch(stranger, provider)
        assert (stranger.post(action, data=form).status_code, who(stranger)) == (400, None)
    assert visitor.post(action, data=form | {"state": "x"}).status_code == 400
    action, form = form_of(begin_launch(visitor, provider))
    assert visitor.post(action, data=form).status_code == 302
    visitor.get("/hub/logout")
    assert (visitor.post(action, data=form).status_code, who(visitor)) == (400, None)


def test_who_comes_while_a_provider_can_not_be_asked_is_told_to_come_again(
    visitor: httpx.Client, provider: Provider
) -> None:
    provider.person, provider.away = {"sub": "u1"}, True
    assert [sign_in(visitor).status_code, launch(visitor, provider).status_code, who(visitor)] == [503, 503, None]


def test_a_platform_that_nobody_registered_launches_nothing(visitor: httpx.Client, provider: Provider) -> None:
    for said in ({"iss": "https://evil.example"}, {"client_id": "x"}, {"client_id": ""}, {"login_hint": ""}):
        assert begin_launch(visitor, provider, **said).status_code == 400, said


def test_over_tls_a_browser_sends_the_cookies_of_a_launch_with_the_platforms_form(
    visitor: httpx.Client, provider: Provider
) -> None:
    visitor.headers["X-Forwarded-Proto"] = "https"
    cookies = begin_launch(visitor, provider).headers.get_list("Set-Cookie")
    made = [cookie for cookie in cookies if cookie.startswith("lti13authenticator-")]
    assert len(made) == 2
    assert all("samesite=none" in cookie.lower() and "; secure" in cookie.lower() for cookie in made), made
