"""The base of the extension's handlers: who may call, and how refusals look."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from jupyter_server.base.handlers import APIHandler
from tornado.web import RequestHandler

from ..client import NotConnectedError, Platform
from ..protocol.shape import Shape
from .refusals import RefusalError, is_expected, reply
from .settings import Settings

S = TypeVar("S", bound=Shape)
T = TypeVar("T")


class Envelope(RequestHandler):
    """Answers every error in the platform's envelope."""

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        answer = reply(kwargs.get("exc_info", (None, None))[1], status_code)
        super().send_error(answer.status, **kwargs, answer=answer)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        answer = kwargs["answer"]
        if answer.retry_after is not None:
            self.set_header("Retry-After", answer.retry_after)
        self.set_header("Content-Type", "application/json")
        self.finish(answer.body.model_dump_json())

    def log_exception(
        self, typ: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None
    ) -> None:
        if not is_expected(value):
            super().log_exception(typ, value, tb)


class OwnersOnly(Envelope):
    """Lets in the server's owner alone: whoever else the hub allows on this server must not act with its token."""

    @property
    def academy(self) -> Settings:
        return cast(Settings, self.settings["academy"])

    def refuse_strangers(self) -> None:
        user = self.current_user
        if user is None:
            raise RefusalError(401, "UNAUTHENTICATED", "Sign in first.")
        # A service of JupyterHub may bear a user's name; it is still not that user.
        kind = getattr(user, "hub_user", {}).get("kind", "user")
        if self.academy.owner and (user.username != self.academy.owner or kind != "user"):
            raise RefusalError(
                403, "NOT_THE_OWNER", "Only the owner of this server may use the learning platform from it."
            )

    def require_platform(self) -> None:
        if not self.academy.api_url or not self.academy.token:
            raise NotConnectedError("This server is not connected to a learning platform.")


class AcademyHandler(OwnersOnly, APIHandler):
    """The base of the HTTP handlers."""

    # A panel that polls must not keep a forgotten server from being stopped.
    _track_activity = False

    async def prepare(self) -> None:  # type: ignore[override]  # the private argument is for websockets
        await super().prepare()
        if not self._finished and self.request.method != "OPTIONS":
            self.refuse_strangers()

    def body(self, wanted: type[S]) -> S:
        """The request's body as a shape."""
        try:
            value = json.loads(self.request.body)
        except ValueError as error:
            raise RefusalError(400, "NOT_JSON", "The body is not JSON.") from error
        return wanted.model_validate(value, strict=False)

    def asked(self, wanted: type[S]) -> S:
        """The request's query as a shape."""
        return wanted.model_validate({name: self.get_query_argument(name, None) for name in wanted.model_fields})

    async def work(self, function: Callable[[Platform, Path], T]) -> T:
        """Does blocking work with the platform and the home, in a thread."""
        self.require_platform()

        def call() -> T:
            with Platform(self.academy.api_url, self.academy.token) as platform:
                return function(platform, Path(self.academy.root))

        return await asyncio.to_thread(call)

    def reply(self, shape: Shape, status: int = 200) -> None:
        self.set_status(status)
        self.finish(shape.model_dump_json())
