"""Who guesses passwords is slowed down, and nobody else is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from nbacademy_hub.accounts import lockout, service
from nbacademy_hub.accounts.sign_in import Attempt, SignedIn, sign_in
from nbacademy_hub.accounts.tables import KnownDevice
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import TooMany, Unauthenticated

PASSWORD = "pass <'&\"> word"
HOME, ELSEWHERE = "192.0.2.1", "198.51.100.1"


class Clock:
    """The time for these tests: it stands still unless it is moved."""

    def __init__(self) -> None:
        self.at = now()

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stands = Clock()
    monkeypatch.setattr(lockout, "now", stands)
    return stands


def wait_of(database: Database, login: str = "ada@x.org", *, address: str = HOME, device: UUID | None = None) -> int:
    """How many seconds an attempt has to wait; one that has not is made, and fails."""
    known = None if device is None else KnownDevice(id=device)
    try:
        with database.transaction() as session:
            lockout.begin(session, lockout.counters(login, address, known))
    except TooMany as refusal:
        return refusal.retry_seconds
    return 0


def test_after_five_failures_each_has_to_wait_longer_up_to_a_quarter_of_an_hour(
    migrated: Database, clock: Clock
) -> None:
    waits = []
    for _ in range(18):
        assert wait_of(migrated) == 0
        waits.append(wait_of(migrated) if len(waits) >= 5 else 0)
        clock.at += timedelta(seconds=waits[-1])
    assert waits == [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]
    assert wait_of(migrated) == 0
    clock.at += timedelta(hours=2)
    assert [wait_of(migrated) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 2], "forgotten after an hour"


def test_nobody_is_held_up_by_failures_from_elsewhere_nor_by_others_at_their_address(
    migrated: Database, clock: Clock
) -> None:
    for address in (HOME, ELSEWHERE):
        assert [wait_of(migrated, address=address) for _ in range(7)][-1] == 2
    assert wait_of(migrated, address="203.0.113.5") == 0
    assert wait_of(migrated, "bob@x.org") == 0
    mine = uuid4()
    assert [wait_of(migrated, device=mine) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 2], "but may not guess for ever"
    assert wait_of(migrated, device=uuid4()) == 0


def test_one_address_may_not_try_one_password_after_the_other_with_many_names(migrated: Database, clock: Clock) -> None:
    assert max(wait_of(migrated, f"{number}@x.org") for number in range(101)) == 0
    assert wait_of(migrated, "another@x.org") == 2
    assert wait_of(migrated, "another@x.org", address=ELSEWHERE) == 0


def test_of_guesses_at_the_same_moment_no_more_are_tried_than_one_after_the_other(
    migrated: Database, clock: Clock
) -> None:
    with ThreadPoolExecutor(8) as threads:
        waits = sorted(threads.map(lambda _: wait_of(migrated), range(16)))
    assert waits == [0] * 6 + [2] * 10


def test_who_signs_in_begins_anew_and_a_browser_in_which_they_did_is_known_for_them_alone(
    migrated: Database, clock: Clock
) -> None:
    with migrated.transaction() as session:
        for name in ("ada", "bob"):
            service.register(session, name, f"{name}@x.org", PASSWORD)
    assert [wait_of(migrated) for _ in range(5)] == [0] * 5
    mine = signed_in(migrated, "ada@x.org")
    assert isinstance(mine, SignedIn)
    assert [wait_of(migrated) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 2]
    assert signed_in(migrated, "ada@x.org") == "TOO_MANY_REQUESTS"
    again = signed_in(migrated, "ada@x.org", mine.device)
    assert isinstance(again, SignedIn)
    assert again.device == mine.device
    assert [wait_of(migrated, "bob@x.org") for _ in range(7)][-1] == 2
    assert signed_in(migrated, "bob@x.org", mine.device) == "TOO_MANY_REQUESTS"


def signed_in(database: Database, login: str, device: str = "") -> SignedIn | str:
    try:
        return sign_in(database, Attempt(login, PASSWORD, device=device), Origin("test", "test", HOME, "test"))
    except (Unauthenticated, TooMany) as refusal:
        return refusal.code
