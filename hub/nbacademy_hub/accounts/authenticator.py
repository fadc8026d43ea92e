"""Sign-in on JupyterHub's own pages, against our accounts; sessions that somebody has ended elsewhere end here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

from jupyterhub import orm
from jupyterhub.auth import Authenticator
from jupyterhub.handlers import BaseHandler
from sqlalchemy.orm import Session, object_session
from tornado.web import HTTPError
from traitlets import Dict, Unicode

from nbacademy_hub.audit import recording
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import AcademyError, Forbidden, TooMany, Unauthenticated
from nbacademy_hub.mail import outbox
from nbacademy_hub.mail.postman import Postman
from nbacademy_hub.mail.transport import transport_of
from nbacademy_hub.settings import Settings

from . import credentials, hub_pages
from .lti import LTIAuthenticator
from .openid import OpenIDAuthenticator
from .sign_in import Attempt, SignedIn, sign_in

P = ParamSpec("P")
R = TypeVar("R")


class AcademyAuthenticator(Authenticator):  # type: ignore[misc]
    """Knows people by e-mail address and password. Passwords are hashed in a thread: the hub never waits for one."""

    database_url = Unicode(help="SQLAlchemy URL of the academy's database.").tag(config=True)
    settings = Dict(help="The platform's settings, as environment variables.").tag(config=True)

    @cached_property
    def database(self) -> Database:
        migrate.upgrade(self.database_url)
        return Database(self.database_url, self.platform.data)

    @cached_property
    def platform(self) -> Settings:
        return Settings.read(self.settings)

    @cached_property
    def postman(self) -> Postman:
        return Postman(self.database, transport_of(self.platform))

    @cached_property
    def openid(self) -> OpenIDAuthenticator | None:
        """Sign-in at the OpenID provider; None where there is none."""
        return OpenIDAuthenticator.of(self, self.platform) if self.platform.oidc_issuer else None

    @cached_property
    def lti(self) -> LTIAuthenticator | None:
        """Launches by the LTI platform; None where there is none."""
        return LTIAuthenticator.of(self, self.platform) if self.platform.lti_issuer else None

    async def authenticate(self, handler: BaseHandler, data: dict[str, str]) -> dict[str, Any] | None:
        """JupyterHub's user model for an e-mail address (or user name) and its password; None when they don't match."""
        attempt = Attempt(
            data.get("username", ""), data.get("password", ""), data.get("otp", ""), hub_pages.device_of(handler),
            self.platform.verified_email_only,
        )  # fmt: skip
        try:
            done = await asyncio.to_thread(self.check, attempt, hub_pages.origin_of(handler, "login"))
        except Unauthenticated:
            return None
        except (TooMany, Forbidden) as refusal:
            raise HTTPError(refusal.status, refusal.message) from refusal
        hub_pages.remember_device(handler, done.device)
        return user_model(handler, done)

    def check(self, attempt: Attempt, origin: Origin) -> SignedIn:
        """Who signs in. Raises as `sign_in` does."""
        return sign_in(self.database, attempt, origin)

    async def enter(self, handler: BaseHandler, page: str, enter: Callable[[Session], SignedIn]) -> dict[str, Any]:
        """JupyterHub's user model for somebody who signs in elsewhere; `enter` says who. Its refusals are recorded."""
        origin = hub_pages.origin_of(handler, page)
        try:
            done = await asyncio.to_thread(self.transact, origin, enter)
        except AcademyError as refusal:
            await asyncio.to_thread(self._refuse, origin, refusal)
            raise HTTPError(refusal.status, refusal.message) from refusal
        return user_model(handler, done)

    async def add_user(self, user: Any) -> None:
        """Has a user of JupyterHub's begin with the sessions that their account allows."""
        super().add_user(user)
        end_old_sessions(user, await asyncio.to_thread(self._session_key, user.name))

    async def refresh_user(self, user: Any, handler: BaseHandler | None = None, **_: Any) -> bool:
        """Whether a session may go on: not if all were ended since it began."""
        return not end_old_sessions(user, await asyncio.to_thread(self._session_key, user.name))

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        elsewhere = [one for provider in (self.openid, self.lti) if provider for one in provider.get_handlers(app)]
        return [*super().get_handlers(app), *hub_pages.ROUTES, *elsewhere]

    def transact(
        self, origin: Origin, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Calls a service function in one transaction; what it changes is recorded, and its mail sent."""
        with self.database.transaction() as session:
            answer = function(session, *args, **kwargs)
            recording.record(session, origin)
        if outbox.was_posted(session):
            self.postman.call()
        return answer

    def _refuse(self, origin: Origin, refusal: AcademyError) -> None:
        with self.database.transaction() as session:
            recording.refuse(session, origin, refusal.code)

    def _session_key(self, username: str) -> str | None:
        with self.database.transaction(writes=False) as session:
            return credentials.session_key(session, username)


def user_model(handler: BaseHandler, done: SignedIn) -> dict[str, Any]:
    """JupyterHub's user model for who has signed in; what is left of sessions that they ended, ends."""
    user = handler.find_user(done.username)
    if user is not None:
        end_old_sessions(user, done.session_key)
    return {"name": done.username, "admin": done.role == "admin"}


def end_old_sessions(user: Any, session_key: str | None) -> bool:
    """Ends the sessions of a JupyterHub user that began under another key, and their tokens; whether there were some.

    Tokens of notebook servers stay: these go on, and can do less than their owner.
    """
    kept: orm.User = getattr(user, "orm_user", user)
    if session_key is None or kept.cookie_id == session_key:
        return False
    database = object_session(kept)
    assert database is not None
    servers = {orm.APIToken.find(database, spawner.api_token) for spawner in _spawners(user) if spawner.api_token}
    for token in kept.api_tokens:
        if token not in servers:
            database.delete(token)
    kept.cookie_id = session_key
    database.commit()
    return True


def _spawners(user: Any) -> list[Any]:
    return list(user.spawners.values()) if hasattr(user, "spawners") else []
