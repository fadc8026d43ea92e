"""Tokens for programs: signed in for, exchanged, revoked; a refresh token that comes twice ends its family."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nbacademy_hub.accounts import service, tokens
from nbacademy_hub.db.engine import Database

from .newcomers import PASSWORD, Newcomer, newcomer
from .world import World, error_of


def login(somebody: Newcomer, **given: str) -> httpx.Response:
    asked = {"email": somebody.email, "password": PASSWORD, **given}
    return somebody.world.stranger.post("/auth/login", json=asked)


def refresh(world: World, token: str) -> httpx.Response:
    return world.stranger.post("/auth/refresh", json={"refresh_token": token})


def works(world: World, token: str) -> bool:
    # Asked as nobody was before: the service believes for some seconds what it has asked JupyterHub.
    hub = f"http://127.0.0.1:{world.academy.hub_port}/hub/api/user"
    return httpx.get(hub, headers={"Authorization": f"token {token}"}, trust_env=False).status_code == 200


def test_a_password_gets_a_token_which_is_revoked_when_it_is_exchanged_or_signed_out(world: World) -> None:
    somebody = newcomer(world)
    first = login(somebody).json()
    assert (first["expires_in"], first["role"]) == (3600, "student")
    me = world.client(first["token"]).get("/users/me").json()
    assert (me["username"], me["id"], me["can"]) == (somebody.username, first["user_id"], ["learn", "grade"])
    second = refresh(world, first["refresh_token"]).json()
    assert (works(world, first["token"]), works(world, second["token"])) == (False, True)
    assert world.client(second["token"]).post("/auth/logout").status_code == 204
    assert not works(world, second["token"])
    assert refresh(world, second["refresh_token"]).status_code == 401


def test_a_refresh_token_that_comes_twice_ends_what_came_of_it(world: World) -> None:
    first = login(newcomer(world)).json()
    second = refresh(world, first["refresh_token"]).json()
    stolen = refresh(world, first["refresh_token"])
    assert (stolen.status_code, error_of(stolen)["code"]) == (401, "UNAUTHENTICATED")
    assert not works(world, second["token"])
    assert refresh(world, second["refresh_token"]).status_code == 401


def test_of_exchanges_at_the_same_moment_one_succeeds_at_most_and_none_outlives_them(world: World) -> None:
    first = login(newcomer(world)).json()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: refresh(world, first["refresh_token"]), range(4)))
    made = [answer.json() for answer in answers if answer.status_code == 200]
    assert len(made) <= 1
    assert {answer.status_code for answer in answers} <= {200, 401}
    assert not any(works(world, one["token"]) for one in made)


def test_a_wrong_password_gets_no_token_and_a_new_one_ends_those_that_there_are(world: World) -> None:
    somebody = newcomer(world)
    for wrong in ({"password": "wrong"}, {"email": "nobody@example.org"}, {"email": "course-alpha"}):
        assert login(somebody, **wrong).status_code == 401
    token = login(somebody).json()["refresh_token"]
    body = {"current_password": PASSWORD, "new_password": "another <pass> word"}
    assert somebody.browser.put("/users/me/password", json=body).status_code == 204
    assert refresh(world, token).status_code == 401


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.integers(min_value=0, max_value=6), max_size=8))
def test_only_the_newest_token_of_a_family_is_worth_anything_and_only_while_none_came_twice(
    migrated: Database, turns: list[int]
) -> None:
    with migrated.transaction() as session:
        account = service.ensure(session, "ada")
        family, ended = [tokens.begin(session, account.id, "h0")], False
        other = tokens.begin(session, account.id, "other")
    for turn in turns:
        asked = min(turn, len(family) - 1)
        with migrated.transaction() as session:
            done = tokens.exchange(session, family[asked])
        assert (done.next_token is not None) == (not ended and asked == len(family) - 1)
        ended = ended or done.next_token is None
        if done.next_token is not None:
            family.append(done.next_token)
    with migrated.transaction() as session:
        assert tokens.exchange(session, other).stale == ("other",), "another family goes on"
