"""The students of a course, found by name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.http.paging import Paging, page_of

from . import membership
from .tables import Enrollment


class StudentQuery(Paging):
    """`q` stands somewhere in the name."""

    q: str | None = None


def list_students(session: Session, caller: Caller, course_name: str, query: StudentQuery) -> Page[Person]:
    """The students of a course by name, for its staff."""
    course = membership.staff(session, caller, course_name)
    wanted = (
        select(Account).join(Enrollment).where(Enrollment.course_id == course.id, Enrollment.role == "student")
        .order_by(Account.name, Account.id)
    )  # fmt: skip
    if query.q is not None:
        wanted = wanted.where(Account.name.icontains(query.q, autoescape=True))
    return page_of(session, wanted, query, lambda rows: [accounts.person(account) for (account,) in rows])
