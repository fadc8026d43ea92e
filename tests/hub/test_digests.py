"""What is told without anybody asking: deadlines, feedback that opens by itself, and digests by mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import AssignmentSettings
from nbacademy.protocol.deadlines import ExtensionUpdate
from nbacademy.protocol.notifications import NotificationChoices
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments.deadlines import extensions, upcoming
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.mail.tables import Mail
from nbacademy_hub.mail.transport import message_of
from nbacademy_hub.notifications import deadlines, digest, service
from nbacademy_hub.notifications.service import NotificationQuery
from nbacademy_hub.notifications.tables import Inbox, Notification

from .classroom import Classroom
from .world import COURSE, HOSTILE, World, caller

DUE = datetime(2031, 3, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "https://platform.example/services/academy/"


def told(classroom: Classroom, name: str) -> list[str]:
    """What a student was told of, the oldest first."""
    with classroom.database.transaction(writes=False) as session:
        found = service.list_notifications(session, caller(session, name), NotificationQuery())
    return [f"{one.kind}: {one.text}" for one in found.items][::-1]


def round_at(classroom: Classroom, at: datetime) -> None:
    with classroom.database.transaction() as session:
        for assignment_id in deadlines.near(session, at):
            deadlines.tell(session, assignment_id, at)


def extend(classroom: Classroom, name: str, due_at: datetime) -> None:
    who = classroom.student(name)
    with classroom.database.transaction() as session:
        values = ExtensionUpdate(due_at=due_at)
        extensions.put_for_person(session, classroom.staff(session), COURSE, "ps1", who, values)


def test_who_has_not_handed_in_is_told_once_of_each_time_at_which_it_is_due_for_them(classroom: Classroom) -> None:
    classroom.publish("second", **dict(AssignmentSettings(due_at=DUE, feedback="on_release")))
    classroom.student("ada")
    classroom.hand_in("done")
    extend(classroom, "later", DUE + 30 * HOUR)
    for hours in (-25, -24, -1, -1, 0, 5):
        round_at(classroom, DUE + hours * HOUR)
    soon = "deadline: “ps1” is due on 2031-03-03 at 12:00 UTC"
    assert [told(classroom, name) for name in ("ada", "done", "later")] == [[soon], [], []]
    for _ in range(2):
        round_at(classroom, DUE + 7 * HOUR)
    extend(classroom, "ada", DUE + 31 * HOUR)
    round_at(classroom, DUE + 8 * HOUR)
    assert told(classroom, "later") == ["deadline: “ps1” is due on 2031-03-04 at 18:00 UTC"]
    assert told(classroom, "ada") == [soon, "deadline: “ps1” is due on 2031-03-04 at 19:00 UTC"]


def test_what_one_has_not_handed_in_stands_among_ones_deadlines(classroom: Classroom) -> None:
    due = now() + HOUR
    classroom.publish("second", **dict(AssignmentSettings(due_at=due)))
    classroom.student("ada")
    classroom.hand_in("done")
    extend(classroom, "later", due + HOUR)

    def deadlines_of(name: str) -> list[tuple[str, datetime]]:
        with classroom.database.transaction(writes=False) as session:
            found = upcoming.list_upcoming(session, caller(session, name))
        return [(one.assignment, one.due_at) for one in found.items]

    assert [deadlines_of(name) for name in ("ada", "done", "later", "instructor")] == [
        [("ps1", due)], [], [("ps1", due + HOUR)], [],
    ]  # fmt: skip
    classroom.publish("second", **dict(AssignmentSettings(due_at=now() - HOUR)))
    assert [deadlines_of(name) for name in ("ada", "later")] == [[], [("ps1", due + HOUR)]]


def test_feedback_that_opens_when_the_work_was_due_is_told_once_and_then(classroom: Classroom) -> None:
    due = now() + HOUR
    classroom.publish("second", **dict(AssignmentSettings(due_at=due, feedback="after_due")))
    classroom.hand_in("ada")
    classroom.grade_all()
    round_at(classroom, due - timedelta(seconds=1))
    assert told(classroom, "ada") == []
    for _ in range(2):
        round_at(classroom, due + HOUR)
    assert told(classroom, "ada") == ["grade: “ps1” has been graded: there is feedback"]


def reader(session: Session, name: str, *, verified: bool = True) -> None:
    """Somebody who wants news of roles by mail."""
    account = accounts.ensure(session, name)
    account.email, account.email_verified_at = f"{name}@x.org", now() if verified else None
    account.notification_choices = NotificationChoices(role="digest").model_dump()


def news(session: Session, name: str, *texts: str) -> None:
    for text in texts:
        service.tell(session, [accounts.ensure(session, name).id], "role", text, "users/me")


def mailed(database: Database, at: datetime) -> list[Mail]:
    """The mails that are posted at this time."""
    with database.transaction() as session:
        while digest.is_any_due(session, at):
            digest.send_next(session, at, ADDRESS)
        mails = list(session.scalars(select(Mail).order_by(Mail.recipient)))
        session.execute(delete(Mail))
    return mails


def test_a_digest_has_what_is_unread_and_comes_at_most_once_a_day(migrated: Database) -> None:
    with migrated.transaction() as session:
        for name in ("ada", "bob", "unverified"):
            reader(session, name, verified=name != "unverified")
            news(session, name, "One", f"Two {HOSTILE}")
        service.tell(session, [accounts.ensure(session, "ada").id], "grade", "In the platform alone", "users/me")
        bob = caller(session, "bob")
        service.read(session, bob, service.NotificationsRead(number=9))
    start = now()
    assert mailed(migrated, start) == []
    (mail,) = mailed(migrated, start + 2 * HOUR)
    assert (mail.recipient, mail.subject) == ("ada@x.org", "2 notifications at nbacademy")
    assert f"- One\n- Two {HOSTILE}\n\n" in mail.text
    assert "In the platform" not in mail.text
    with migrated.transaction() as session:
        news(session, "ada", "Three")
    assert mailed(migrated, start + 25 * HOUR) == []
    (mail,) = mailed(migrated, start + 27 * HOUR)
    assert "- Three\n\n" in mail.text
    assert "One" not in mail.text
    assert mailed(migrated, start + 99 * HOUR) == []


def test_a_mail_program_ends_the_mail_by_a_header_of_it(migrated: Database) -> None:
    with migrated.transaction() as session:
        reader(session, "ada")
        news(session, "ada", "One")
    (mail,) = mailed(migrated, now() + 2 * HOUR)
    message = message_of(mail, "nbacademy@x.org")
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(f"{ADDRESS}unsubscribe/")
    assert link in mail.text
    with migrated.transaction() as session:
        digest.end(session, link.rpartition("/")[2])
        news(session, "ada", "Two")
    assert mailed(migrated, now() + 99 * HOUR) == []


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_whoever_has_the_link_ends_the_mail_but_not_by_looking(world: World, verb: str) -> None:
    name, key = f"mailed-{verb}", f"{verb}-key-of-the-test"
    with world.database.transaction() as session:
        reader(session, name)
        accounts.ensure(session, name).name = HOSTILE
        news(session, name, "One")
        session.get_one(Inbox, accounts.ensure(session, name).id).unsubscribe_key = key
    link = f"{world.academy.origin}/services/academy/unsubscribe/{key}"
    page = world.stranger.request(verb, link, data={"List-Unsubscribe": "One-Click"} if verb == "POST" else None)
    assert page.status_code == 200, page.text
    assert HOSTILE not in page.text
    choices = world.client(f"learn:{name}").get("/users/me").json()["notifications"]
    assert choices["role"] == ("in_app" if verb == "POST" else "digest")
    assert world.stranger.request(verb, f"{link}x").status_code == 404


def test_what_was_read_long_ago_is_removed_and_what_is_unread_stays(classroom: Classroom) -> None:
    ada = classroom.student("ada")
    with classroom.database.transaction() as session:
        for number in range(4):
            service.tell(session, [ada], "role", f"number {number}", "users/me")
        rows = {row.text: row for row in session.scalars(select(Notification).where(Notification.account_id == ada))}
        for number in (0, 1):
            rows[f"number {number}"].read_at = DUE
        rows["number 2"].read_at = DUE + HOUR
    with classroom.database.transaction() as session:
        assert [service.forget(session, DUE + HOUR, most=1) for _ in range(3)] == [1, 1, 0]
    assert told(classroom, "ada") == ["role: number 2", "role: number 3"]
