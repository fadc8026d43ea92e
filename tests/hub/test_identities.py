"""Who signs in elsewhere: one account for each, by issuer and subject, and nobody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from nbacademy_hub.accounts import identities, launches, linking, service
from nbacademy_hub.accounts.identities import Claims
from nbacademy_hub.accounts.linking import Linked, Unlink
from nbacademy_hub.accounts.sign_in import SignedIn
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.audit import recording
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.audit.tables import AuditEntry
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.learning import service as learning
from nbacademy_hub.mail.tables import Mail
from nbacademy_hub.people import removal

from .world import HOSTILE, caller, new_course

URL = "https://academy.example"
ADA = {"iss": "https://idp.example", "sub": "1", "email": "Ada@x.org", "email_verified": True, "name": HOSTILE}


def enter(database: Database, *, links_email: bool = False, **said: Any) -> SignedIn:
    with database.transaction() as session:
        return identities.enter(session, Claims.of(ADA | said), links_email=links_email, public_url=URL)


def account(database: Database, done: SignedIn) -> Account:
    with database.transaction(writes=False) as session:
        return session.get_one(Account, done.account_id)


def register(database: Database, email: str, **values: Any) -> Account:
    """Somebody who signed up here with a password."""
    with database.transaction() as session:
        made = Account(username=f"{email}'s", name="Ada", email=email, password_hash="a hash", **values)
        service.add(session, made)
        return made


def test_a_person_is_the_same_account_each_time_whatever_else_the_provider_says_of_them(migrated: Database) -> None:
    first = enter(migrated)
    again = enter(migrated, email="other@x.org", name="Other", email_verified=False)
    assert (first.username, first.role, again) == ("ada", "student", first)
    made = account(migrated, first)
    assert (made.email, made.name, made.password_hash) == ("ada@x.org", HOSTILE, None)
    assert made.email_verified_at is not None


def test_another_subject_or_issuer_is_somebody_else(migrated: Database) -> None:
    others = [enter(migrated, email="", **said) for said in ({}, {"sub": "2"}, {"iss": "https://other.example"})]
    assert len({one.account_id for one in others}) == 3
    assert sorted(one.username for one in others) == ["user", "user-2", "user-3"]


def test_an_account_is_never_opened_by_its_address_alone(migrated: Database) -> None:
    here = register(migrated, "ada@x.org", email_verified_at=now())
    with pytest.raises(Conflict, match="its password"):
        enter(migrated)
    assert enter(migrated, email_verified=False).account_id != here.id


def test_where_administrators_allow_it_a_verified_address_opens_the_account_that_confirmed_it_too(
    migrated: Database,
) -> None:
    here = register(migrated, "ada@x.org", email_verified_at=now())
    unconfirmed = register(migrated, "bob@x.org")
    guarded = register(migrated, "eve@x.org", email_verified_at=now(), otp_since=now(), otp_secret="x")
    assert enter(migrated, links_email=True).account_id == here.id
    assert enter(migrated).account_id == here.id, "from then on without an address"
    for email in ("bob@x.org", "eve@x.org"):
        with pytest.raises(Conflict):
            enter(migrated, links_email=True, sub=email, email=email)
    strangers = {unconfirmed.id, guarded.id, here.id}
    assert enter(migrated, links_email=True, sub="3", email_verified=False).account_id not in strangers


def test_an_address_that_nobody_has_verified_is_theirs_once_they_follow_a_link(migrated: Database) -> None:
    made = account(migrated, enter(migrated, email_verified=False))
    assert (made.username, made.email) == ("ada", None)
    with migrated.transaction(writes=False) as session:
        assert session.scalars(select(Mail.recipient)).all() == ["ada@x.org"]


@pytest.mark.parametrize(
    ("said", "username", "name"),
    [({"email": None, "name": None}, "user", "user"),
     ({"email": "no address", "preferred_username": "Zoë"}, "zoe", HOSTILE),
     ({"email": "course-alpha@x.org", "name": "\u202e\n"}, "user-course-alpha", "user-course-alpha"),
     ({"name": "  x\ny " + "z" * 300}, "ada", "xy " + "z" * 197)],
)  # fmt: skip
def test_whatever_they_are_called_elsewhere_their_user_name_is_plain_and_their_name_a_name(
    migrated: Database, said: dict[str, Any], username: str, name: str
) -> None:
    made = account(migrated, enter(migrated, **said))
    assert (made.username, made.name) == (username, name)


@pytest.mark.parametrize(
    "said", [{"sub": None}, {"sub": ""}, {"sub": "x" * 256}, {"sub": "a\0"}, {"sub": {}}, {"email": 7}, {"name": "\0"}]
)
def test_claims_that_name_nobody_are_refused(said: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        Claims.of(ADA | said)


def test_who_was_removed_stays_out(migrated: Database) -> None:
    done = enter(migrated)
    with migrated.transaction() as session:
        service.ensure(session, "admin").role = "admin"
        removal.remove(session, caller(session, "admin", "grade"), done.account_id)
    for links_email in (False, True):
        with pytest.raises(Forbidden, match="removed"):
            enter(migrated, links_email=links_email)


def test_who_comes_twice_at_the_same_moment_has_one_account(migrated: Database) -> None:
    def attempt(_: int) -> str:
        try:
            return str(enter(migrated).account_id)
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(6) as threads:
        came = set(threads.map(attempt, range(6)))
    assert len(came - {"conflict"}) == 1
    with migrated.transaction(writes=False) as session:
        assert len(session.scalars(select(Account)).all()) == 1


def test_each_sign_in_is_in_the_audit_log(migrated: Database) -> None:
    for _ in range(2):
        with migrated.transaction() as session:
            done = identities.enter(session, Claims.of(ADA), links_email=False, public_url=URL)
            recording.record(session, Origin("hub.oauth_callback", "hub/oauth_callback", "192.0.2.1", "test"))
    with migrated.transaction(writes=False) as session:
        entries = session.scalars(select(AuditEntry)).all()
    assert [(entry.actor_id, entry.action) for entry in entries] == [(done.account_id, "hub.oauth_callback")] * 2
    made = [row for entry in entries for row in entry.written if row.startswith(("+accounts/", "+identities/"))]
    assert len(made) == 2


def caller_of(database: Database, made: Account) -> Caller:
    with database.transaction(writes=False) as session:
        return caller(session, made.username, "learn", "grade")


def link(database: Database, made: Account, **said: Any) -> SignedIn:
    with database.transaction() as session:
        return linking.link(session, Claims.of(ADA | said), made.username)


def linked(database: Database, made: Account) -> list[Linked]:
    somebody = caller_of(database, made)
    with database.transaction(writes=False) as session:
        return list(linking.mine(session, somebody).linked)


def unlink(database: Database, made: Account, one: Linked) -> None:
    somebody = caller_of(database, made)
    with database.transaction() as session:
        linking.unlink(session, somebody, Unlink(identity_id=one.id))


def test_who_links_a_sign_in_elsewhere_comes_in_by_it_and_who_unlinks_it_does_not(migrated: Database) -> None:
    here, other = register(migrated, "ada@x.org"), register(migrated, "bob@x.org")
    for _ in range(2):
        assert link(migrated, here).account_id == here.id
    assert enter(migrated).account_id == here.id
    with pytest.raises(Conflict, match="another account"):
        link(migrated, other)
    (one,) = linked(migrated, here)
    assert (one.issuer, linked(migrated, other)) == (ADA["iss"], [])
    with pytest.raises(NotFound):
        unlink(migrated, other, one)
    unlink(migrated, here, one)
    assert linked(migrated, here) == []
    with migrated.transaction(writes=False) as session:
        assert session.get_one(Account, here.id).session_key != here.session_key, "all sessions are ended"
    with pytest.raises(Conflict, match="its password"):
        enter(migrated)


def test_who_has_no_password_keeps_the_sign_in_that_they_have(migrated: Database) -> None:
    made = account(migrated, enter(migrated))
    (one,) = linked(migrated, made)
    with pytest.raises(Conflict, match="no password"):
        unlink(migrated, made, one)
    with pytest.raises(Forbidden), migrated.transaction() as session:
        linking.confirm(session, made.username, "")


COURSES = {"17": "alpha", "Beta 1": "beta", "open": "alpha", "gone": "draft"}


@pytest.mark.parametrize(
    ("said", "slugs"),
    [({"context": {"id": "17", "label": "x"}}, {"alpha"}), ({"context": {"id": "x", "label": "Beta 1"}}, {"beta"}),
     ({"custom": {"course": "open"}}, {"alpha"}), ({"custom": {"course": "beta"}}, set()), ({}, set()),
     ({"context": {"id": "17"}, "roles": []}, set()),
     ({"context": {"id": "17"}, "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]}, set())],
)  # fmt: skip
def test_learners_join_the_course_that_administrators_gave_to_their_context(
    said: dict[str, Any], slugs: set[str]
) -> None:
    launch = {f"{launches.CLAIM}{name}": value for name, value in ({"roles": [launches.LEARNER]} | said).items()}
    assert launches.courses_of(launch, COURSES) == slugs


def test_the_address_in_a_launch_is_believed_only_where_administrators_say_so(migrated: Database) -> None:
    here = register(migrated, "ada@x.org", email_verified_at=now())
    for trusts_email in (False, True):
        claims = launches.claims_of(ADA | {"sub": str(trusts_email)}, trusts_email=trusts_email)
        with migrated.transaction() as session:
            done = launches.enter(session, claims, [], links_email=trusts_email, public_url=URL)
        assert (done.account_id == here.id) == trusts_email


def test_who_launches_becomes_a_student_of_open_courses_and_keeps_a_role_that_they_have(migrated: Database) -> None:
    with migrated.transaction() as session:
        alpha, beta = (new_course(session, slug) for slug in ("alpha", "beta"))
        new_course(session, "draft", published=False)
        new_course(session, "old").archived_at = now()
    done = enter(migrated, email="")
    with migrated.transaction() as session:
        learning.add_member(session, done.account_id, beta, "assistant")
    for _ in range(2):
        with migrated.transaction() as session:
            courses = ["alpha", "beta", "draft", "old", "nowhere"]
            launches.enter(session, Claims.of(ADA), courses, links_email=False, public_url=URL)
    with migrated.transaction(writes=False) as session:
        assert learning.courses_of(session, done.username) == ["alpha", "beta"]
        assert learning.members(session, alpha.id) == {done.username: "student"}
        assert learning.members(session, beta.id) == {done.username: "assistant"}
