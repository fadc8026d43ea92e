"""Launches by an LTI 1.3 platform, such as Moodle or Canvas, by jupyterhub-ltiauthenticator."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import jwt
from jupyterhub import orm
from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import get_browser_protocol
from ltiauthenticator.lti13.auth import LTI13Authenticator
from ltiauthenticator.lti13.error import ValidationError
from ltiauthenticator.lti13.handlers import LTI13CallbackHandler, LTI13LoginInitHandler
from tornado.web import HTTPError
from traitlets import Set, Unicode

from nbacademy_hub.errors import Invalid
from nbacademy_hub.learning import service as learning
from nbacademy_hub.settings import Settings, listed

from . import launches
from .elsewhere import Elsewhere

PAGE = "lti13/oauth_callback"


class LTIHandler(BaseHandler):  # type: ignore[misc]
    """A step of a launch."""

    @property
    def authenticator(self) -> LTIAuthenticator:
        found: LTIAuthenticator = self.settings["authenticator"].lti
        return found


class LoginHandler(LTIHandler, LTI13LoginInitHandler):  # type: ignore[misc]
    """At which a launch begins; leads to the platform, for it to say who launches."""

    def authorize_redirect(self, redirect_uri: str, login_hint: str, **values: Any) -> None:
        known = self.authenticator
        if self.get_argument("iss") != known.issuer or values["client_id"] not in known.client_id:
            raise HTTPError(400, "This platform, or its client id, is not one that may launch nbacademy.")
        super().authorize_redirect(known.redirect_uri, login_hint, **values)

    def _set_oauth_cookie(self, key: str, value: str) -> None:
        # The platform answers by a form of its own site's: a browser sends such a cookie with that, if by TLS.
        foreign = {"samesite": "None", "secure": True} if get_browser_protocol(self.request) == "https" else {}
        self._set_cookie(key, value, expires_days=1, **foreign)


class CallbackHandler(LTIHandler, LTI13CallbackHandler):  # type: ignore[misc]
    """To which the platform sends who launches."""

    async def post(self) -> None:
        # In a thread, since it fetches the platform's keys.
        try:
            launch = await asyncio.to_thread(self.decode_and_validate_launch_request)
        except ValidationError as error:
            away = isinstance(error.__context__, jwt.PyJWKClientConnectionError)
            raise HTTPError(503 if away else 400, str(error)) from error
        user = await self.login_user(launch)
        if user is None:
            raise HTTPError(403, "JupyterHub does not let you in.")
        await self.mirror(user)
        self.redirect(self.get_next_url(user))

    async def mirror(self, user: Any) -> None:
        """Adds who launches to JupyterHub's groups of the courses that they are in by now."""
        for slug in await asyncio.to_thread(self.authenticator.courses_of, user.name):
            name = f"nbgrader-{slug}"
            group = orm.Group.find(self.db, name) or orm.Group(name=name)
            if group not in user.orm_user.groups:
                user.orm_user.groups.append(group)
            self.db.add(group)
        self.db.commit()


class LTIAuthenticator(Elsewhere, LTI13Authenticator):  # type: ignore[misc]
    """Knows people by the LTI platform of the settings."""

    login_handler = LoginHandler
    callback_handler = CallbackHandler

    redirect_uri = Unicode(help="Where the platform sends who launches.")
    deployments = Set(help="The platform's deployments that may launch; empty for all.")

    @classmethod
    def of(cls, parent: Any, settings: Settings) -> LTIAuthenticator:
        """The authenticator that the settings describe."""
        return cls(
            parent=parent, issuer=settings.lti_issuer, client_id=set(listed(settings.lti_client_ids)),
            authorize_url=settings.lti_authorize_url, jwks_endpoint=settings.lti_jwks_url,
            deployments=set(listed(settings.lti_deployment_ids)), redirect_uri=f"{settings.address}/hub/{PAGE}",
            allow_all=True, auth_refresh_age=parent.auth_refresh_age,
        )  # fmt: skip

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        return [("/lti13/oauth_login", self.login_handler), (f"/{PAGE}", self.callback_handler)]

    async def authenticate(self, handler: BaseHandler, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """JupyterHub's user model for who launches; `data` is the ID token, verified."""
        launch = data or {}
        if self.deployments and launch[f"{launches.CLAIM}deployment_id"] not in self.deployments:
            raise HTTPError(403, "This deployment of the platform may not launch nbacademy.")
        settings = self.parent.platform
        try:
            claims = launches.claims_of(launch, trusts_email=settings.lti_links_email)
        except Invalid as error:
            raise HTTPError(400, f"This launch does not say who you are: {error.message}") from error
        enter = partial(
            launches.enter, claims=claims, courses=launches.courses_of(launch, settings.lti_course_of),
            links_email=settings.lti_links_email, public_url=settings.address,
        )  # fmt: skip
        known: dict[str, Any] = await self.parent.enter(handler, PAGE, enter)
        return known

    def courses_of(self, username: str) -> list[str]:
        """The courses of a user of JupyterHub's, by slug."""
        with self.parent.database.transaction(writes=False) as session:
            return learning.courses_of(session, username)
