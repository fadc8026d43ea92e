"""Finds people, and gives them roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol import people as shapes
from nbacademy.protocol.accounts import PlatformRole
from nbacademy.protocol.people import RoleRequestCreate, RoleRequestUpdate, RoleUpdate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import credentials
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account, Guardianship, RoleRequest
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment
from nbacademy_hub.notifications import service as notifications


class UserQuery(Paging):
    """`q` looks in names, user names and addresses; `course` finds its members, for its staff."""

    role: PlatformRole | None = None
    q: str | None = None
    course: str | None = None


class RequestQuery(Paging):
    """Requests for roles, by state."""

    state: shapes.RequestState | None = None


def only_admins(caller: Caller) -> None:
    """Raises Forbidden for everybody else."""
    if not caller.is_admin:
        raise Forbidden("Only admins may do this.")


def list_users(session: Session, caller: Caller, query: UserQuery) -> Page[shapes.User]:
    """Accounts, newest first: all of them for admins, a course's members for its staff."""
    wanted = select(Account)
    if query.course is not None:
        course = membership.staff(session, caller, query.course)
        wanted = wanted.join(Enrollment, Enrollment.account_id == Account.id).where(Enrollment.course_id == course.id)
    else:
        only_admins(caller)
    if query.role is not None:
        wanted = wanted.where(Account.role == query.role)
    if query.q:
        wanted = wanted.where(_says(query.q, caller))
    order = wanted.order_by(Account.created_at.desc(), Account.id)
    return page_of(session, order, query, lambda rows: [show(account, caller) for (account,) in rows])


def get_user(session: Session, caller: Caller, user_id: UUID) -> shapes.UserDetail:
    """One account with its courses, for admins."""
    only_admins(caller)
    account = find(session, user_id)
    return shapes.UserDetail(
        **dict(show(account, caller)), courses=_courses(session, account),
        guardians=_people(session, select(Guardianship.guardian_id).where(Guardianship.ward_id == account.id)),
        wards=_people(session, select(Guardianship.ward_id).where(Guardianship.guardian_id == account.id)),
    )  # fmt: skip


def put_role(session: Session, caller: Caller, user_id: UUID, values: RoleUpdate) -> shapes.UserDetail:
    """Gives somebody a role. Who becomes an admin, or was one, has to sign in again.

    Raises Conflict when nobody would be an admin any more.
    """
    only_admins(caller)
    account = find(session, user_id, lock=True)
    _give(session, account, values.role)
    return get_user(session, caller, user_id)


def ask(session: Session, caller: Caller, values: RoleRequestCreate) -> shapes.RoleRequest:
    """Asks for a role. Raises Conflict when the caller has it, or asks already."""
    account = find(session, caller.account_id, lock=True)
    mine = (RoleRequest.account_id == account.id, RoleRequest.state == "open")
    if account.role == values.role or session.scalar(select(RoleRequest.id).where(*mine).limit(1)):
        raise Conflict("You have this role already, or ask for one.")
    request = RoleRequest(account_id=account.id, role=values.role, reason=values.reason)
    session.add(request)
    session.flush()
    return _show_request(request, accounts.person(account))


def list_requests(session: Session, caller: Caller, query: RequestQuery) -> Page[shapes.RoleRequest]:
    """Who asks for which role, oldest first, for admins."""
    only_admins(caller)
    wanted = select(RoleRequest).order_by(RoleRequest.created_at, RoleRequest.id)
    if query.state is not None:
        wanted = wanted.where(RoleRequest.state == query.state)

    def showing(rows: Sequence[Any]) -> list[shapes.RoleRequest]:
        people = accounts.people(session, {request.account_id for (request,) in rows})
        return [_show_request(request, people[request.account_id]) for (request,) in rows]

    return page_of(session, wanted, query, showing)


def decide(session: Session, caller: Caller, request_id: UUID, values: RoleRequestUpdate) -> shapes.RoleRequest:
    """Grants or declines a request, for admins. Raises Conflict when somebody has decided it."""
    only_admins(caller)
    request = session.get(RoleRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound("There is no such request.")
    if request.state != "open":
        raise Conflict(f"This request was {request.state} already.")
    account = find(session, request.account_id, lock=True)
    request.state, request.decided_at, request.decided_by_id = values.state, now(), caller.account_id
    if values.state == "granted":
        _give(session, account, request.role)
    said = f"Your request to be {request.role} was {request.state}"
    notifications.tell(session, [account.id], "role", said, "users/me")
    return _show_request(request, accounts.person(account))


def find(session: Session, user_id: UUID, *, lock: bool = False) -> Account:
    """The account of somebody who is here. Raises NotFound."""
    account = session.get(Account, user_id, with_for_update=lock)
    if account is None or account.removed_at is not None:
        raise NotFound("There is no such account.")
    return account


def keep_an_admin(session: Session, account: Account) -> None:
    """Raises Conflict when nobody but this account is an admin. Two admins who go at once wait for each other here."""
    others = select(Account.id).where(Account.role == "admin", Account.removed_at.is_(None)).order_by(Account.id)
    if account.role == "admin" and session.scalars(others.with_for_update()).all() == [account.id]:
        raise Conflict("This is the only admin: give somebody else the role first.")


def show(account: Account, caller: Caller) -> shapes.User:
    """An account as the caller may see it."""
    return shapes.User(
        id=account.id, username=account.username, name=account.name,
        email=account.email if caller.is_admin else None, email_verified=account.email_verified_at is not None,
        second_factor=account.otp_since is not None, role=accounts.role_of(account),
        removed=account.removed_at is not None, created_at=account.created_at,
    )  # fmt: skip


def _give(session: Session, account: Account, role: str) -> None:
    if role != "admin":
        keep_an_admin(session, account)
    if "admin" in {role, account.role} and role != account.role:
        # JupyterHub learns who is an admin when they sign in.
        credentials.end_sessions(session, account)
    if role not in {"guardian", account.role}:
        for link in session.scalars(select(Guardianship).where(Guardianship.guardian_id == account.id)):
            session.delete(link)
    account.role = role
    session.flush()


def _says(words: str, caller: Caller) -> ColumnElement[bool]:
    fields = (Account.name, Account.username, Account.email) if caller.is_admin else (Account.name,)
    if "\0" in words:
        raise Invalid.field("q", "has a null character")
    return or_(*(field.icontains(words, autoescape=True) for field in fields))


def _courses(session: Session, account: Account) -> tuple[shapes.UserCourse, ...]:
    wanted = select(Course.slug, Course.title, Enrollment.role).join(Enrollment, Enrollment.course_id == Course.id)
    rows = session.execute(wanted.where(Enrollment.account_id == account.id).order_by(Course.slug))
    return tuple(shapes.UserCourse(slug=slug, title=title, role=role) for slug, title, role in rows)


def _people(session: Session, ids: Select[UUID]) -> tuple[Person, ...]:
    return _by_name(accounts.people(session, set(session.scalars(ids))).values())


def _by_name(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(sorted(people, key=lambda person: (person.name, person.id)))


def _show_request(request: RoleRequest, user: Person) -> shapes.RoleRequest:
    return shapes.RoleRequest.model_validate({
        "id": request.id, "user": user, "role": request.role, "reason": request.reason, "state": request.state,
        "created_at": request.created_at, "decided_at": request.decided_at,
    })  # fmt: skip
