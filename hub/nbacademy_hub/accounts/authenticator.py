"""Sign-up and sign-in on JupyterHub's own pages, against our accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import url_path_join
from traitlets import Unicode

from nbacademy_hub.caller import COURSE_ACCOUNT
from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import AcademyError

from . import service
from .tables import Account

TEMPLATES = Path(__file__).parent / "templates"


class AcademyAuthenticator(Authenticator):  # type: ignore[misc]
    """Knows people by e-mail address and password. Passwords are hashed in a thread: the hub never waits for one."""

    database_url = Unicode(help="SQLAlchemy URL of the academy's database.").tag(config=True)

    @cached_property
    def database(self) -> Database:
        migrate.upgrade(self.database_url)
        return Database(self.database_url)

    async def authenticate(self, handler: BaseHandler, data: dict[str, str]) -> dict[str, Any] | None:
        """JupyterHub's user model for an e-mail address (or user name) and its password; None when they don't match."""
        account = await asyncio.to_thread(self._check, data.get("username", ""), data.get("password", ""))
        return None if account is None else {"name": account.username, "admin": account.role == "admin"}

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        return [*super().get_handlers(app), ("/signup", SignUpHandler)]

    def register(self, name: str, email: str, password: str) -> None:
        """Makes an account. Raises AcademyError with what is wrong."""
        with self.database.transaction() as session:
            service.register(session, name, email, password)

    def _check(self, login: str, password: str) -> Account | None:
        if "\0" in login:
            return None
        with self.database.transaction(writes=False) as session:
            account = service.check_password(session, login, password)
        # A course's account is nobody's; an e-mail address may well begin as its name does.
        return None if account is None or account.username.startswith(COURSE_ACCOUNT) else account


class SignUpHandler(BaseHandler):  # type: ignore[misc]
    """The hub's page on which a newcomer makes an account and is signed in."""

    async def get(self) -> None:
        await self._show("")

    async def post(self) -> None:
        fields = {name: self.get_body_argument(name, "", strip=False) for name in ("name", "email", "password")}
        try:
            await asyncio.to_thread(self.authenticator.register, **fields)
        except AcademyError as error:
            self.set_status(error.status)
            await self._show(error.message, fields)
            return
        user = await self.login_user({"username": fields["email"], "password": fields["password"]})
        self.redirect(self.get_next_url(user))

    async def _show(self, problem: str, given: Mapping[str, str] = MappingProxyType({})) -> None:
        page = await self.render_template(
            "signup.html",
            problem=problem,
            given=given,
            signup_url=url_path_join(self.hub.base_url, "signup"),
            login_url=self.settings["login_url"],
            shortest_password=service.SHORTEST_PASSWORD,
            xsrf=self.xsrf_token.decode("ascii"),
        )
        self.finish(page)
