"""Who asks too often is told when to come back, and others are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from nbacademy_hub.errors import TooMany
from nbacademy_hub.http.limits import Kind, RateLimits

from ..service import Academy
from .world import error_of

MANY = 100


def taken(limits: RateLimits, kind: Kind, who: str, times: int) -> int:
    """How many of so many requests are let through."""
    through, waits = 0, []
    for _ in range(times):
        try:
            limits.take(kind, who)
        except TooMany as refusal:
            waits.append(refusal.retry_seconds)
        else:
            through += 1
    assert all(1 <= wait <= 60 for wait in waits)
    return through


def test_each_person_and_each_address_has_a_share_of_their_own() -> None:
    limits = RateLimits(MANY)
    assert [taken(limits, "person", who, 2 * MANY) for who in ("ada", "bob")] == [MANY, MANY]
    assert taken(limits, "sign-in", "192.0.2.1", 2 * MANY) == MANY // 50
    assert taken(limits, "address", "192.0.2.1", 2 * MANY) == 2 * MANY, "many share one"
    assert taken(RateLimits(0), "person", "ada", 10 * MANY) == 10 * MANY, "0 is no limit"


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Academy]:
    academy = Academy(tmp_path, settings={"NBACADEMY_REQUESTS_PER_MINUTE": str(MANY)})
    academy.start()
    yield academy
    academy.stop()


def test_the_service_answers_429_by_person_and_where_one_signs_in_by_address(academy: Academy) -> None:
    with academy.client("grade:ada") as ada, academy.client("grade:bob") as bob, academy.client("") as stranger:
        answers = [ada.get("/users/me") for _ in range(MANY + 20)]
        found = Counter(answer.status_code for answer in answers)
        assert set(found) == {200, 429}
        assert found[200] >= MANY // 2
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert (error_of(refused)["code"], int(refused.headers["Retry-After"]) > 0) == ("TOO_MANY_REQUESTS", True)
        assert bob.get("/users/me").status_code == 200
        tried = [stranger.post("/auth/refresh", json={"refresh_token": "x"}).status_code for _ in range(5)]
        assert Counter(tried)[429] >= 1
        assert tried[0] == 401
        page = ada.get(f"{academy.origin}/services/academy/account")
        assert page.status_code in (200, 429)
