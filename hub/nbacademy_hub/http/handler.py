"""The base of every API handler: who calls, what they sent, one transaction, one envelope.

A verb method declares its permission and its shapes (`@allow(LEARN, takes=…, gives=…)`, `@public(…)`: the OpenAPI
description is made of them), checks and parses, makes one `self.call(service_function, …)` and replies. A verb without
a declaration is refused when the class is made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar, cast, get_type_hints
from uuid import UUID, uuid4

import structlog
from jupyterhub.services.auth import HubOAuthenticated, UserNotAllowed
from pydantic import TypeAdapter
from sqlalchemy.orm import Session
from tornado.web import HTTPError, RequestHandler

from nbacademy.protocol.shape import Shape
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.audit import recording
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.freshness import Numbers
from nbacademy_hub.errors import (
    AcademyError,
    Conflict,
    Forbidden,
    Later,
    NotFound,
    Unauthenticated,
    Unavailable,
    Unsatisfiable,
)

from . import etags, idempotency, parsing
from .address import client_address
from .context import Context
from .declaration import VERBS, operation_id, public
from .kept import Answer
from .refusals import refusal_of

JSON = "application/json; charset=UTF-8"
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Shape)


class ApiHandler(HubOAuthenticated, RequestHandler):  # type: ignore[misc]
    """The base of every API handler; `context` holds what the application was made with."""

    caller: Caller
    kept = False
    """Whether the verb's answer is kept for the next time; as its declaration says."""
    _numbers: Numbers
    _tag: str | None = None
    audited = True
    """Whether what its writing verbs change is recorded."""
    replaced: ClassVar[frozenset[str]] = frozenset()
    """The fields of what GET shows that a PUT replaces: an `If-Match` is of these. By default, those that PUT takes."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in VERBS:
            verb = cls.__dict__.get(name)
            if verb is not None and "declaration" not in verb.__dict__:
                raise TypeError(f"{cls.__name__}.{name} declares no permission")
        if "put" in cls.__dict__ and "replaced" not in cls.__dict__:
            cls.replaced = etags.fields_of(cls.__dict__["put"].declaration.takes)

    @property
    def context(self) -> Context:
        return cast(Context, self.application.settings["context"])

    def prepare(self) -> Awaitable[None] | None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=self.request_id)
        recording.origin.set(self._origin() if self.audited else None)
        if self.context.stopping:
            raise Unavailable("The service is being stopped; try again in a moment.", retry_seconds=5)
        self.context.limits.take("address", self.address)
        self.context.underway.add(self)
        return None

    def on_finish(self) -> None:
        self.context.underway.discard(self)

    def _origin(self) -> recording.Origin:
        action = operation_id(type(self), (self.request.method or "").lower())
        resource = self.request.path.removeprefix(self.context.prefix).removeprefix("api/")
        return recording.Origin(action, resource, self.address, self.request_id)

    @asynccontextmanager
    async def refusals_recorded(self) -> AsyncIterator[None]:
        """Records that the caller tried to change what they may not."""
        try:
            yield
        except Forbidden as refusal:
            source = recording.origin.get()
            if source is not None and self.request.method != "GET":
                await self.context.transact(recording.refuse, source, refusal.code)
            raise

    @cached_property
    def address(self) -> str:
        """From where the request comes, as far as that can be believed."""
        return client_address(self.request.remote_ip or "", self.request.headers, self.context.settings.gateway)

    @cached_property
    def request_id(self) -> str:
        """The caller's `X-Request-ID` where it is harmless, else one of our own."""
        asked = self.request.headers.get("X-Request-ID", "")
        return asked if REQUEST_ID.match(asked) else uuid4().hex

    def set_default_headers(self) -> None:
        # Here, since tornado forgets all other headers when it answers with an error.
        self.set_header("X-Request-ID", self.request_id)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.set_header("Cache-Control", "private, no-cache")

    async def identify(self) -> Caller:
        """The caller, by a token or (with the XSRF header on writes) a cookie. Raises Unauthenticated or Forbidden."""
        if any("\0" in name for name in self.path_args):
            # Nothing has such a name, and PostgreSQL can't even be asked.
            raise NotFound("There is nothing of this name.")
        try:
            self.context.belief.check(self.hub_auth.cache)
            model = await self.hub_auth.get_user(self, sync=False)
            if model is None:
                raise Unauthenticated("Sign in first: send a JupyterHub token as `Authorization: token …`.")
            self.check_hub_user(model)
        except UserNotAllowed as error:
            raise Forbidden("This token may not use the academy service.") from error
        except HTTPError as error:
            if error.status_code < 500:
                raise Forbidden(error.log_message or "refused") from error
            raise Unavailable("JupyterHub cannot be asked who you are just now.") from error
        caller = await self._caller_of(model["name"], frozenset(model.get("scopes", ())))
        structlog.contextvars.bind_contextvars(user=caller.username)
        self.context.limits.take("person", caller.username)
        source = recording.origin.get()
        if source is not None:
            source.actor_id = caller.account_id
        return caller

    async def _caller_of(self, name: str, scopes: frozenset[str]) -> Caller:
        caller = self.context.callers.find((name, scopes))
        if caller is not None:
            return caller
        caller, numbers = await self.context.read(accounts.known_caller, name, scopes)
        if caller is None:
            return await self.context.transact(accounts.caller_for, name, scopes)
        self.context.callers.keep((name, scopes), caller, numbers)
        return caller

    async def call(
        self, function: Callable[Concatenate[Session, Caller, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Calls a service function in one transaction, in a thread.

        With an `Idempotency-Key`, a POST does so at most once; with an `If-Match`, a PUT only if it still holds.
        """
        if self.request.method == "PUT" and "If-Match" in self.request.headers:
            return await self.context.transact(
                lambda session: self._if_match(session, function, *args, **kwargs), alone=True
            )
        key = self.request.headers.get("Idempotency-Key")
        if self.request.method != "POST" or key is None:
            return await self.run(function, self.caller, *args, **kwargs)
        work: Callable[..., R] = self._once
        return await self.run(work, key, function, *args, **kwargs)

    def _once(self, session: Session, /, key: str, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        answer_type = TypeAdapter(get_type_hints(function)["return"])
        return idempotency.once(
            session,
            self.caller,
            key,
            self._fingerprint(),
            answer_type,
            lambda: function(session, self.caller, *args, **kwargs),
        )

    def shown(self, *args: Any, **kwargs: Any) -> Shape:
        """What GET shows, by a session and the path's names; what has a GET and a PUT says so. Raises Conflict."""
        raise Conflict("This has no ETag of its own: send it without If-Match.")

    def check_match(self, session: Session) -> None:
        """Raises Conflict when an `If-Match` does not hold any more."""
        asked = self.request.headers.get("If-Match")
        if asked is not None:
            etags.check(asked, self.standing(session))

    def standing(self, session: Session) -> str:
        """The ETag of what GET would show now."""
        return etags.of(self.shown(session, *self.path_args), self.replaced)

    def compute_etag(self) -> str | None:
        """The ETag of a shape; of other bodies, tornado's own."""
        return self._tag or super().compute_etag()

    def _if_match(self, session: Session, /, function: Callable[..., R], *args: Any, **kwargs: Any) -> R:
        self.check_match(session)
        return function(session, self.caller, *args, **kwargs)

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(f"{self.request.method} {self.request.uri}\0".encode())
        digest.update(self.request.body or b"")
        return digest.hexdigest()

    async def run(self, function: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Calls a function with a session of its own, in one transaction, in a thread."""
        if self.kept:
            answer, self._numbers = await self.context.read(function, *args, **kwargs)
            return answer
        return await self.context.transact(
            lambda session: function(session, *args, **kwargs), writes=self.request.method != "GET"
        )

    def body(self, shape: type[S]) -> S:
        """The request's JSON body. Raises Malformed or Invalid, which names each wrong field."""
        return parsing.body(self.request.body, shape)

    def query(self, shape: type[S]) -> S:
        """The query's values. Unknown names are refused as unknown fields are."""
        return parsing.query(self.request.query_arguments, shape)

    def reply(self, answer: Shape, status: int = 200, *, location: str | None = None) -> None:
        """Sends a shape; what GET shows has its ETag, and tornado answers 304 when `If-None-Match` has it."""
        self.set_status(status)
        if location is not None:
            self.set_header("Location", f"{self.context.prefix}api/{location}")
        body = answer.model_dump_json()
        if self.request.method == "GET":
            self._tag = etags.tag_of(answer, self.replaced, body)
            if self.kept:
                self.context.answers.keep((self.caller, self.request.uri), Answer(body, self._tag), self._numbers)
        self._show(body)

    def reply_kept(self) -> bool:
        """Sends the answer that is kept of the same call of the same caller; whether there is one."""
        answer = self.context.answers.find((self.caller, self.request.uri))
        if answer is None:
            return False
        self._tag = answer.tag
        self._show(answer.body)
        return True

    def _show(self, body: str) -> None:
        self.set_header("Content-Type", JSON)
        self.finish(body)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        refusal = error if isinstance(error, AcademyError) else refusal_of(status_code)
        status = refusal.status if isinstance(error, AcademyError) else status_code
        self.set_status(status)
        if isinstance(refusal, Later):
            self.set_header("Retry-After", str(refusal.retry_seconds))
        if isinstance(refusal, Unsatisfiable):
            self.set_header("Content-Range", f"bytes */{refusal.size_bytes}")
        self.set_header("Content-Type", JSON)
        self.finish(refusal.body().model_dump_json())

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        if isinstance(value, AcademyError):
            structlog.get_logger().info("refused", status=value.status, reason=str(value), path=self.request.path)
        else:
            super().log_exception(typ, value, tb)


class UnknownPath(ApiHandler):
    """Answers every path that no route has."""

    @public()
    async def get(self) -> None:
        raise NotFound(f"There is nothing at {self.request.path}.")

    post = put = delete = get


def uuid_or_404(text: str) -> UUID:
    """A path's id. What is no UUID names nothing, so it answers as an unknown id does."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("There is no such id.") from error
