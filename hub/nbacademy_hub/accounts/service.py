"""Makes and finds accounts."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import Me, MeUpdate, PlatformRole
from nbacademy.protocol.notifications import NotificationChoices
from nbacademy.protocol.shape import Person
from nbacademy_hub.caller import COURSE_ACCOUNT, GRADE_SCOPE, LEARN_SCOPE, Caller, Power
from nbacademy_hub.errors import Conflict, Invalid

from . import passwords
from .tables import Account, Identity

LONGEST_NAME = 200
LONGEST_EMAIL = 254
EMAIL = re.compile(r"^[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f]{1,253}\.[^@\s.\x00-\x1f\x7f]{1,63}$")


def register(session: Session, name: str, email: str, password: str, *, role: PlatformRole = "student") -> Account:
    """A new account. Its user name is made of the e-mail address.

    Raises Invalid, which names the field, and Conflict when the address is taken.
    """
    name, email = name.strip(), email_address(email)
    _check_name(name)
    passwords.check("password", password, name, email, email.split("@", maxsplit=1)[0])
    refuse_taken(session, email)
    account = Account(
        username=free_username(session, email), email=email, name=name, password_hash=passwords.hashed(password),
        role=role,
    )  # fmt: skip
    add(session, account)
    return account


def add(session: Session, row: Account | Identity) -> None:
    """Adds a row of somebody new. Raises Conflict when another took its address or name at this moment."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody signed up with the same address or name at this moment: try again.") from error


def refuse_taken(session: Session, email: str) -> None:
    """Raises Conflict when an account has this address."""
    if is_taken(session, email):
        raise Conflict("There is an account with this e-mail address already: sign in instead.")


def is_taken(session: Session, email: str) -> bool:
    """Whether an account has this address."""
    return session.scalar(select(Account.id).where(Account.email == email)) is not None


def email_address(text: str) -> str:
    """An e-mail address as it is kept. Raises Invalid."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL.match(email):
        raise Invalid.field("email", "this is not an e-mail address")
    return email


def find_login(session: Session, login: str) -> Account | None:
    """The account of an e-mail address or user name, by which somebody signs in."""
    login = login.strip().lower()
    account = session.scalar(select(Account).where(or_(Account.email == login, Account.username == login)))
    # A course's account is nobody's; an e-mail address may well begin as its name does.
    return None if account is None or account.username.startswith(COURSE_ACCOUNT) else account


def caller_for(session: Session, username: str, scopes: frozenset[str]) -> Caller:
    """The caller behind a token of JupyterHub's user `username`; an account is made for one who has none yet."""
    account = ensure(session, username)
    return _caller(account.id, account.username, account.name, role_of(account), scopes)


def known_caller(session: Session, username: str, scopes: frozenset[str]) -> Caller | None:
    """The caller behind a token, if there is an account: asked first, since it needs no right to write."""
    # Of each request: its columns alone, since a whole account takes twice as long to be made.
    wanted = select(Account.id, Account.username, Account.name, Account.role).where(Account.username == username)
    found = session.execute(wanted).one_or_none()
    return None if found is None else _caller(*found, scopes)  # type: ignore[arg-type]  # a role, by the table's check


def _caller(account_id: UUID, username: str, name: str, role: PlatformRole, scopes: frozenset[str]) -> Caller:
    powers: set[Power] = set()
    if LEARN_SCOPE in scopes:
        powers.add("learn")
    if GRADE_SCOPE in scopes:
        powers |= {"learn", "grade"}
    return Caller(account_id, username, name, role, frozenset(powers))


def ensure(session: Session, username: str) -> Account:
    """The account of a JupyterHub user; made when it is not there, as for course servers and other authenticators."""
    account = session.scalar(select(Account).where(Account.username == username))
    if account is None:
        account = Account(username=username, name=username)
        session.add(account)
        session.flush()
    return account


def me(session: Session, caller: Caller) -> Me:
    """The caller's own profile."""
    account = session.get_one(Account, caller.account_id)
    return Me(
        id=account.id, username=account.username, name=account.name, email=account.email,
        email_verified=account.email_verified_at is not None, second_factor=account.otp_since is not None,
        bio=account.bio, locale=account.locale,
        notifications=NotificationChoices.model_validate(account.notification_choices or {}),
        role=role_of(account), can=tuple(sorted(caller.powers, reverse=True)), created_at=account.created_at,
    )  # fmt: skip


def put_me(session: Session, caller: Caller, values: MeUpdate) -> Me:
    """Changes the caller's own profile. Raises Invalid for a name that is no line of text."""
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    _check_name(values.name)
    account.name, account.bio, account.locale = values.name, values.bio, values.locale
    if values.notifications is not None:
        account.notification_choices = values.notifications.model_dump()
    return me(session, caller)


def choose_notifications(session: Session, caller: Caller, values: NotificationChoices) -> None:
    """Changes of what the caller is told, and how."""
    account = session.get_one(Account, caller.account_id, with_for_update=True)
    account.notification_choices = values.model_dump()


def person(account: Account) -> Person:
    """An account as others see it."""
    return Person(id=account.id, name=account.name)


def people(session: Session, ids: set[UUID]) -> dict[UUID, Person]:
    """Several accounts as others see them, in one query."""
    return {account.id: person(account) for account in session.scalars(select(Account).where(Account.id.in_(ids)))}


def role_of(account: Account) -> PlatformRole:
    """An account's role."""
    role: PlatformRole = account.role  # type: ignore[assignment]  # a check constraint of the table
    return role


def as_name(text: str) -> str:
    """What of a text can be a person's name; nothing, if it has nothing of a name."""
    return "".join(letter for letter in text if not _is_control(letter)).strip()[:LONGEST_NAME].strip()


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or any(map(_is_control, name)):
        raise Invalid.field("name", f"give a name of 1 to {LONGEST_NAME} characters")


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C")


def free_username(session: Session, email: str) -> str:
    """A user name of lowercase letters, digits and hyphens that nobody has, made of the address's first part."""
    plain = unicodedata.normalize("NFKD", email.split("@", maxsplit=1)[0]).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "user"
    # With the hyphen, since the second who would be called `course` is not to be `course-2`.
    if f"{stem}-".startswith(COURSE_ACCOUNT):
        stem = f"user-{stem}"
    taken = set(session.scalars(select(Account.username).where(Account.username.startswith(stem))))
    return stem if stem not in taken else next(name for n in range(2, 10**9) if (name := f"{stem}-{n}") not in taken)
