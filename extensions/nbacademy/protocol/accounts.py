"""Accounts and roles."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from .notifications import NotificationChoices
from .shape import Line, Moment, Shape, Text

PlatformRole = Literal["student", "educator", "moderator", "guardian", "admin"]

MOST_TEXT = 1000


class Me(Shape):
    """The caller's own profile. `can` tells which powers the token at hand has: a notebook server's lacks `grade`."""

    id: UUID
    username: str
    name: str
    email: str | None
    email_verified: bool
    second_factor: bool
    bio: str | None
    locale: str | None
    notifications: NotificationChoices
    role: PlatformRole
    can: tuple[Literal["learn", "grade"], ...]
    created_at: Moment


class MeUpdate(Shape):
    """What the caller says of themselves; `locale` is a language tag, such as `en` or `pt-BR`.

    Without `notifications` they are told of everything as before.
    """

    name: Line
    bio: Text | None = None
    locale: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")
    notifications: NotificationChoices | None = None


class AccountCreate(Shape):
    """Signs somebody up, as a student; another role is a request that waits for an admin."""

    email: str = Field(max_length=MOST_TEXT)
    password: str = Field(max_length=MOST_TEXT)
    name: str = Field(max_length=MOST_TEXT)
    role: PlatformRole = "student"


class AccountCreated(Shape):
    """A new account; `asked_role` waits for an admin."""

    user_id: UUID
    username: str
    role: PlatformRole
    asked_role: PlatformRole | None


class PasswordReset(Shape):
    """Asks for a link to choose a new password, to this address."""

    email: str = Field(max_length=MOST_TEXT)


class PasswordResetConfirm(Shape):
    """Chooses a new password with the token of a link."""

    token: str = Field(max_length=MOST_TEXT)
    new_password: str = Field(max_length=MOST_TEXT)


class PasswordChange(Shape):
    """Chooses a new password."""

    current_password: str = Field(max_length=MOST_TEXT)
    new_password: str = Field(max_length=MOST_TEXT)


class EmailChange(Shape):
    """Asks for a link to confirm an address."""

    current_password: str = Field(max_length=MOST_TEXT)
    email: str = Field(max_length=MOST_TEXT)


class EmailVerify(Shape):
    """Confirms an address with the token of a link."""

    token: str = Field(max_length=MOST_TEXT)


class SecondFactorUpdate(Shape):
    """`current_password` begins, `code` of the authenticator app confirms."""

    current_password: str | None = Field(default=None, max_length=MOST_TEXT)
    code: str | None = Field(default=None, max_length=MOST_TEXT)


class SecondFactorRemoval(Shape):
    """A code of the authenticator app, or a recovery code."""

    code: str = Field(max_length=MOST_TEXT)


class SecondFactor(Shape):
    """What an authenticator app wants to know until it is `confirmed`: the secret, also as an `otpauth:` URI.

    Then the codes that stand in for the app, each once. Neither is ever shown again.
    """

    confirmed: bool
    secret: str | None = None
    uri: str | None = None
    recovery_codes: tuple[str, ...] = ()


class Login(Shape):
    """Signs in for a token; `otp` where there is a second factor. A user name does in the address's place."""

    email: str = Field(max_length=MOST_TEXT)
    password: str = Field(max_length=MOST_TEXT)
    otp: str = Field(default="", max_length=MOST_TEXT)


class Refresh(Shape):
    """Exchanges a refresh token, once."""

    refresh_token: str = Field(max_length=MOST_TEXT)


class Tokens(Shape):
    """`token` is JupyterHub's, for `expires_in` seconds; `refresh_token` is exchanged for the next of both."""

    token: str
    refresh_token: str
    expires_in: int
    user_id: UUID
    role: PlatformRole
