"""The base of every page: signs in where needed, and shows errors as pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from nbacademy_hub.errors import AcademyError, Forbidden, Unauthenticated
from nbacademy_hub.http.declaration import GRADE, Declaration
from nbacademy_hub.http.handler import ApiHandler

Verb = Callable[..., Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def page(verb: Verb) -> Verb:
    """Declares a page for people signed in with their browser; others are sent to sign in first."""

    @wraps(verb)
    async def checked(self: Page, *args: Any, **kwargs: Any) -> None:
        try:
            self.caller = await self.identify()
        except Unauthenticated:
            if self.request.method != "GET":
                raise
            self.redirect(self.get_login_url())
            return
        if GRADE not in self.caller.powers:
            raise Forbidden("Open this page in the browser, signed in as yourself.")
        await verb(self, *args, **kwargs)

    checked.__dict__["declaration"] = Declaration(GRADE)
    return checked


class Page(ApiHandler):
    """A server-rendered page in JupyterHub's look; nothing on it runs scripts."""

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Security-Policy", POLICY)

    def show(self, template: str, **values: Any) -> None:
        """Renders a template; what it shows is escaped."""
        hub = self.hub_auth.hub_prefix
        self.render(template, caller=self.caller, prefix=self.context.prefix, hub_prefix=hub, **values)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        known = error if isinstance(error, AcademyError) else None
        status = known.status if known else status_code
        message = (
            known.message if known else "Something went wrong here; it has been logged." if status >= 500 else "refused"
        )
        self.set_status(status)
        title = HTTPStatus(status).phrase
        self.render(
            "error.html", title=title, message=message, prefix=self.context.prefix, hub_prefix=self.hub_auth.hub_prefix
        )
