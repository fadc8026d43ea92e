"""Enrols the people of a roster: a CSV, read line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol import learning as shapes
from nbacademy.protocol.shape import Shape
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import COURSE_ACCOUNT, Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Invalid

from . import membership
from .tables import Enrollment

LINES_AT_ONCE = 500
LONGEST_HEADING = 10_000
MOST_LINES = 50_000
MOST_FAULTS = 100
"""How many faults an answer names."""
ROLES = frozenset({"student", "assistant"})


class RosterQuery(Shape):
    """`dry_run` tells what a roster would do, and does nothing."""

    dry_run: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a roster: who, by e-mail address or user name, and in which role."""

    number: int
    login: str
    role: str


def enroll_all(session: Session, caller: Caller, course_name: str, file: IO[bytes], dry_run: bool) -> shapes.Roster:
    """Enrols who stands in a CSV and has an account; a line with a fault is named and changes nothing.

    Staff only; only instructors add assistants. Raises Invalid for what is no CSV, or has no column for people.
    """
    course = membership.staff(session, caller, course_name)
    allowed = ROLES if membership.role_in(session, caller, course) == "instructor" else frozenset({"student"})
    added, unchanged = 0, 0
    faults: list[shapes.RosterFault] = []
    seen: dict[UUID, int] = {}
    reading = _lines(file)
    while lines := tuple(islice(reading, LINES_AT_ONCE)):
        found = _Found(session, course, lines)
        for line in lines:
            fault = found.fault(line, allowed, seen)
            if fault is not None:
                faults.append(shapes.RosterFault(line=line.number, message=fault))
            elif found.role(line) is not None:
                unchanged += 1
            else:
                added += 1
                if not dry_run:
                    session.add(Enrollment(account_id=found.accounts[line.login], course_id=course.id, role=line.role))
    return shapes.Roster(
        dry_run=dry_run, added=added, unchanged=unchanged, faulty=len(faults), faults=tuple(faults[:MOST_FAULTS])
    )


class _Found:
    """Who of some lines has an account, and a role in the course; in two queries."""

    def __init__(self, session: Session, course: Course, lines: tuple[Line, ...]) -> None:
        logins = {line.login for line in lines if "\0" not in line.login}
        rows = session.execute(
            select(Account.id, Account.email, Account.username)
            .where(or_(Account.email.in_(logins), Account.username.in_(logins)), Account.removed_at.is_(None))
            .where(~Account.username.startswith(COURSE_ACCOUNT))
        ).all()
        self.accounts = {row.username: row.id for row in rows} | {row.email: row.id for row in rows if row.email}
        there = select(Enrollment.account_id, Enrollment.role).where(Enrollment.course_id == course.id)
        found = session.execute(there.where(Enrollment.account_id.in_({row.id for row in rows})))
        self._roles: dict[UUID, str] = {account_id: role for account_id, role in found}

    def role(self, line: Line) -> str | None:
        return self._roles.get(self.accounts[line.login])

    def fault(self, line: Line, allowed: frozenset[str], seen: dict[UUID, int]) -> str | None:
        """What is wrong with a line, in a sentence; None where nothing is."""
        account_id = self.accounts.get(line.login)
        if account_id is None:
            return "Nobody with this address or user name has an account." if line.login else "Nobody stands here."
        if line.role not in allowed:
            return f"The role has to be {' or '.join(sorted(allowed, reverse=True))}."
        first = seen.setdefault(account_id, line.number)
        if first != line.number:
            return f"The same person stands in line {first}."
        there = self.role(line)
        return f"Is in the course as {there} already." if there not in (None, line.role) else None


def _lines(file: IO[bytes]) -> Iterator[Line]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        heading = text.readline(LONGEST_HEADING)
        rows = csv.reader(text, delimiter=";" if ";" in heading and "," not in heading else ",")
        who, role = _columns(heading)
        for number, row in enumerate(rows, start=2):
            if number > MOST_LINES:
                raise Invalid.field("roster", f"has more than {MOST_LINES} lines")
            if any(row):
                yield Line(number, _cell(row, who).lower(), _cell(row, role).lower() or "student")
    except UnicodeDecodeError as error:
        raise Invalid.field("roster", "is not UTF-8 text") from error
    except csv.Error as error:
        raise Invalid.field("roster", f"is not CSV: {error}") from error
    finally:
        text.detach()


def _columns(heading: str) -> tuple[int, int | None]:
    """Where in each line who is named, and the role, if it is."""
    names = [name.strip().strip('"').lower() for name in heading.replace(";", ",").split(",")]
    places = [names.index(name) for name in ("email", "username") if name in names]
    if not places:
        raise Invalid.field("roster", "needs a first line that names its columns, of which one is email or username")
    return places[0], names.index("role") if "role" in names else None


def _cell(row: list[str], place: int | None) -> str:
    return row[place].strip() if place is not None and place < len(row) else ""
