"""Accounts over HTTP: one's own, and what one does before one is signed in."""

from __future__ import annotations

from collections.abc import Awaitable

from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import (
    AccountCreate,
    AccountCreated,
    EmailChange,
    EmailVerify,
    Me,
    MeUpdate,
    PasswordChange,
    PasswordReset,
    PasswordResetConfirm,
    SecondFactor,
    SecondFactorRemoval,
    SecondFactorUpdate,
)
from nbacademy_hub.http.audience import PEOPLE
from nbacademy_hub.http.declaration import GRADE, LEARN, allow, public
from nbacademy_hub.http.handler import ApiHandler

from . import credentials, second_factor, service


class MeHandler(ApiHandler):
    def shown(self, session: Session) -> Me:
        return service.me(session, self.caller)

    @allow(LEARN, to=PEOPLE, gives=Me)
    async def get(self) -> None:
        """The caller's own profile."""
        self.reply(await self.run(self.shown))

    @allow(GRADE, to=PEOPLE, takes=MeUpdate, gives=Me)
    async def put(self) -> None:
        """Changes the caller's own profile; not by a notebook server, since others see it."""
        self.reply(await self.call(service.put_me, self.body(MeUpdate)))


class SignedOutHandler(ApiHandler):
    """What needs nobody to be signed in."""

    def prepare(self) -> Awaitable[None] | None:
        super().prepare()
        self.context.limits.take("sign-in", self.address)
        return None

    def check_xsrf_cookie(self) -> None:
        """No cookie says anything here, so that no page of elsewhere gains anything by one."""


class RegisterHandler(SignedOutHandler):
    @public(takes=AccountCreate, gives=AccountCreated, status=201)
    async def post(self) -> None:
        """Makes an account."""
        made = await self.run(credentials.sign_up, self.body(AccountCreate), self.context.settings.address)
        self.reply(made, 201, location="users/me")


class PasswordResetHandler(SignedOutHandler):
    @public(takes=PasswordReset, status=204)
    async def post(self) -> None:
        """Mails a link to choose a new password, if there is such an account."""
        await self.run(credentials.ask_reset, self.body(PasswordReset).email, self.context.settings.address)
        self.set_status(204)


class ConfirmResetHandler(SignedOutHandler):
    @public(takes=PasswordResetConfirm, status=204)
    async def post(self) -> None:
        """Chooses a new password by a mailed link."""
        values = self.body(PasswordResetConfirm)
        await self.run(credentials.confirm_reset, values.token, values.new_password)
        self.set_status(204)


class VerifyEmailHandler(SignedOutHandler):
    @public(takes=EmailVerify, status=204)
    async def post(self) -> None:
        """Confirms an address by a mailed link."""
        await self.run(credentials.verify_email, self.body(EmailVerify).token)
        self.set_status(204)


class PasswordHandler(ApiHandler):
    @allow(GRADE, to=PEOPLE, takes=PasswordChange, status=204)
    async def put(self) -> None:
        """Chooses a new password by the old one, and ends all sessions."""
        await self.call(credentials.change_password, self.body(PasswordChange))
        self.set_status(204)


class EmailHandler(ApiHandler):
    @allow(GRADE, to=PEOPLE, takes=EmailChange, status=204)
    async def put(self) -> None:
        """Mails a link to an address, which is the account's once the link is followed."""
        await self.call(credentials.change_email, self.body(EmailChange), self.context.settings.address)
        self.set_status(204)


class SecondFactorHandler(ApiHandler):
    @allow(GRADE, to=PEOPLE, takes=SecondFactorUpdate, gives=SecondFactor)
    async def post(self) -> None:
        """Begins with one-time passwords, or confirms that they work."""
        # Not by `call`, which would keep the answer for an Idempotency-Key: it has secrets.
        self.reply(await self.run(second_factor.put, self.caller, self.body(SecondFactorUpdate)))

    @allow(GRADE, to=PEOPLE, takes=SecondFactorRemoval, status=204)
    async def delete(self) -> None:
        """Does without one-time passwords."""
        await self.call(second_factor.remove, self.body(SecondFactorRemoval))
        self.set_status(204)


ROUTES = [
    (r"auth/register", RegisterHandler),
    (r"auth/reset-password", PasswordResetHandler),
    (r"auth/confirm-reset", ConfirmResetHandler),
    (r"auth/verify-email", VerifyEmailHandler),
    (r"auth/mfa", SecondFactorHandler),
    (r"users/me", MeHandler),
    (r"users/me/password", PasswordHandler),
    (r"users/me/email", EmailHandler),
]
