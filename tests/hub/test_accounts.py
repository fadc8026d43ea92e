"""Accounts: who can make one, what it is called, and whose password opens it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from argon2 import PasswordHasher

from nbacademy_hub.accounts import passwords, service
from nbacademy_hub.accounts.sign_in import Attempt
from nbacademy_hub.accounts.sign_in import sign_in as check
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Conflict, Invalid, Unauthenticated

from .world import HOSTILE

PASSWORD = "pass <'&\"> word"


_addresses = count(1)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with the least that it can do: what is tested here is not how long it takes."""
    least = PasswordHasher(1, 8, 1)
    monkeypatch.setattr(passwords, "_HASHER", least)
    monkeypatch.setattr(passwords, "_NOBODY", least.hash("nobody has this password"))


def register(database: Database, email: str, name: str = HOSTILE, password: str = PASSWORD) -> Account:
    with database.transaction() as session:
        return service.register(session, name, email, password)


def sign_in(database: Database, login: str, password: str = PASSWORD) -> str | None:
    """Each attempt comes from elsewhere: none is held up."""
    try:
        origin = Origin("test", "test", f"192.0.2.{next(_addresses)}", "test")
        return check(database, Attempt(login, password), origin).username
    except Unauthenticated:
        return None


def test_one_signs_in_by_address_or_user_name_and_only_with_ones_password(migrated: Database) -> None:
    register(migrated, "  Ada.Lovelace+x@Example.ORG ")
    for login in ("ada.lovelace+x@example.org", " ADA.LOVELACE+X@EXAMPLE.ORG", "ada-lovelace-x"):
        assert sign_in(migrated, login) == "ada-lovelace-x"
        for wrong in ("", PASSWORD.upper(), f"{PASSWORD} ", "\0", "x" * 100_000):
            assert sign_in(migrated, login, wrong) is None
    for unknown in ("nobody@example.org", "", "\0", "a\0b", "' or 1=1 --", "x" * 100_000):
        assert sign_in(migrated, unknown) is None


def test_user_names_are_plain_whatever_the_address_and_nobody_gets_anothers(migrated: Database) -> None:
    names = [
        register(migrated, email).username
        for email in (
            "a.b@x.org",
            "a-b@y.org",
            "a_b@z.org",
            "é<'&\">@x.org",
            "日本@x.org",
            "日本@y.org",
            f"{'x' * 64}@x.org",
        )
    ]
    assert names == ["a-b", "a-b-2", "a-b-3", "e", "user", "user-2", "x" * 40]


def test_nobody_is_called_as_a_courses_account_is(migrated: Database) -> None:
    for email in ("course-alpha@x.org", "course@x.org", "course@y.org", "Course_alpha@x.org", "course.2@z.org"):
        assert not register(migrated, email).username.startswith("course-"), email
        assert sign_in(migrated, email) is not None, email
    with migrated.transaction() as session:
        service.ensure(session, "course-alpha")
    assert [sign_in(migrated, "course-alpha", password) for password in ("", PASSWORD)] == [None, None]


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", ""), ("email", "x"), ("email", "a@b"), ("email", "a b@x.org"), ("email", "a@@x.org"),
     ("email", "a@x.org\0"), ("email", f"a@{'x' * 250}.org"), ("name", ""), ("name", "  "), ("name", "x" * 201),
     ("name", "a\0b"), ("name", "a\nb"),
     ("name", "\u202eevil"), ("password", "short"), ("password", "x" * 1001), ("password", "password123"),
     ("password", " PassWord1 "), ("password", "aaaaaaaaaaaa"), ("password", "a@x.org ")],
)  # fmt: skip
def test_what_can_not_be_is_refused_by_field_and_makes_no_account(migrated: Database, field: str, value: str) -> None:
    given = {"email": "a@x.org", "name": "Ada", "password": PASSWORD, field: value}
    with pytest.raises(Invalid) as refused:
        register(migrated, **given)
    assert [detail.field for detail in refused.value.details] == [field]


def test_of_those_who_sign_up_with_one_address_at_the_same_time_one_gets_it(migrated: Database) -> None:
    def attempt(_: int) -> str:
        try:
            return register(migrated, "same@x.org").username
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(attempt, range(6))) == ["conflict"] * 5 + ["same"]


def test_passwords_are_kept_as_argon2_hashes_that_differ(migrated: Database) -> None:
    kept = [register(migrated, email).password_hash for email in ("a@x.org", "b@x.org")]
    assert all((password_hash or "").startswith("$argon2id$") for password_hash in kept)
    assert kept[0] != kept[1]


def test_an_old_hash_is_made_anew_when_its_owner_signs_in(migrated: Database) -> None:
    account = register(migrated, "old@x.org")
    with migrated.transaction() as session:
        session.get_one(Account, account.id).password_hash = PasswordHasher(2, 8, 1).hash(PASSWORD)
    for _ in range(2):
        assert sign_in(migrated, "old@x.org") == "old"
    with migrated.transaction(writes=False) as session:
        kept = session.get_one(Account, account.id).password_hash
    assert kept is not None
    assert not passwords.is_outdated(kept)
