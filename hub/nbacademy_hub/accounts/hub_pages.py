"""Pages among JupyterHub's own, for who is not signed in: signing up, and what mailed links lead to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar
from uuid import uuid4

from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import get_browser_protocol, url_path_join
from pydantic import ValidationError

from nbacademy.protocol.accounts import AccountCreate
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.errors import AcademyError
from nbacademy_hub.http.address import client_address
from nbacademy_hub.http.refusals import invalid

from . import credentials, passwords

DEVICE_COOKIE = "nbacademy-device"
DEVICE_DAYS = 365


def origin_of(handler: BaseHandler, page: str) -> Origin:
    """Where what is done on a page comes from. Who asks JupyterHub itself is believed no header."""
    peer = handler.request.connection.context.address
    gateway = handler.settings["authenticator"].platform.gateway
    address = client_address(str(peer[0]), handler.request.headers, gateway)
    return Origin(f"hub.{page}", f"hub/{page}", address, uuid4().hex)


def device_of(handler: BaseHandler) -> str:
    """The token of a browser in which somebody signed in before."""
    token: str = handler.get_cookie(DEVICE_COOKIE, "")
    return token


def remember_device(handler: BaseHandler, token: str) -> None:
    """Gives the browser its token, for the sign-in page alone."""
    handler.set_cookie(
        DEVICE_COOKIE, token, path=handler.hub.base_url, expires_days=DEVICE_DAYS, httponly=True, samesite="Lax",
        secure=get_browser_protocol(handler.request) == "https",
    )  # fmt: skip


class AccountPage(BaseHandler):  # type: ignore[misc]
    """A page with one form; `fields` are what it sends."""

    page: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]
    secret: ClassVar[frozenset[str]] = frozenset({"password", "new_password", "current_password"})

    async def get(self) -> None:
        await self.show({"token": self.get_query_argument("token", "")})

    async def post(self) -> None:
        given = {name: self.get_body_argument(name, "", strip=False) for name in self.fields}
        try:
            await self.take(given)
        except AcademyError as error:
            self.set_status(error.status)
            shown = {name: value for name, value in given.items() if name not in self.secret}
            await self.show(shown, problem=error.message)

    async def take(self, given: Mapping[str, str]) -> None:
        """Does what the form asks for, and answers. Raises AcademyError, which is said on the page."""
        raise NotImplementedError

    async def transact(self, function: Any, *args: Any) -> Any:
        """Calls a service function in one transaction, in a thread."""
        return await asyncio.to_thread(self.authenticator.transact, origin_of(self, self.page), function, *args)

    async def show(
        self, given: Mapping[str, str] = MappingProxyType({}), *, problem: str = "", done: bool = False
    ) -> None:
        """Shows the page: its form, or that it is done."""
        rendered = await self.render_template(
            f"{self.page}.html", problem=problem, done=done, given=given, action=self._address(self.page),
            login_url=self.settings["login_url"], forgot_url=self._address(ForgotPasswordPage.page),
            shortest_password=passwords.SHORTEST_PASSWORD, xsrf=self.xsrf_token.decode("ascii"),
            authenticator=self.authenticator,
        )  # fmt: skip
        # The token in the address is no other site's business.
        self.set_header("Referrer-Policy", "no-referrer")
        self.finish(rendered)

    def _address(self, page: str) -> str:
        return str(url_path_join(self.hub.base_url, page))


class SignUpPage(AccountPage):
    """On which a newcomer makes an account and is signed in."""

    page = "signup"
    fields = ("name", "email", "password", "role")

    async def take(self, given: Mapping[str, str]) -> None:
        platform = self.authenticator.platform
        await self.transact(credentials.sign_up, self._asked(given), platform.address)
        if platform.verified_email_only:
            await self.show(done=True)
            return
        user = await self.login_user({"username": given["email"], "password": given["password"]})
        self.redirect(self.get_next_url(user))

    def _asked(self, given: Mapping[str, str]) -> AccountCreate:
        # Who says nothing of a role asks for none.
        said = {name: value for name, value in given.items() if value or name != "role"}
        try:
            return AccountCreate.model_validate(said)
        except ValidationError as error:
            raise invalid(error) from error


class VerifyEmailPage(AccountPage):
    """To which the mail with a link to verify an address leads. It has a button, since mail readers follow links."""

    page = "verify-email"
    fields = ("token",)

    async def take(self, given: Mapping[str, str]) -> None:
        await self.transact(credentials.verify_email, given["token"])
        await self.show(done=True)


class ForgotPasswordPage(AccountPage):
    """On which somebody asks for a link to choose a new password."""

    page = "forgot-password"
    fields = ("email",)

    async def take(self, given: Mapping[str, str]) -> None:
        await self.transact(credentials.ask_reset, given["email"], self.authenticator.platform.address)
        await self.show(done=True)


class ResetPasswordPage(AccountPage):
    """To which that link leads."""

    page = "reset-password"
    fields = ("token", "new_password")

    async def take(self, given: Mapping[str, str]) -> None:
        await self.transact(credentials.confirm_reset, given["token"], given["new_password"])
        await self.show(done=True)


ROUTES = [
    (f"/{handler.page}", handler) for handler in (SignUpPage, VerifyEmailPage, ForgotPasswordPage, ResetPasswordPage)
]
