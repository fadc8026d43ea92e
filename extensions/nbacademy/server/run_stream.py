"""`<base>/academy/api/runs/<id>/stream`: a run's events, forwarded over a WebSocket both ways."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, WebSocketHandler, websocket_connect

from ..client import UnreachableError
from ..client.answer import refusal
from .base import OwnersOnly
from .refusals import RefusalError
from .target import url_of

LIMIT_MESSAGE_BYTES = 4 * 1024 * 1024
CONNECT_SECONDS = 10.0
PING_SECONDS = 30.0
NORMAL, SERVICE_RESTART = 1000, 1012
# Codes that stand for what happened to a connection: no side may send them.
_UNSENDABLE = {1005: NORMAL, 1006: SERVICE_RESTART, 1015: SERVICE_RESTART, None: SERVICE_RESTART}


class RunStreamHandler(OwnersOnly, WebSocketMixin, WebSocketHandler, JupyterHandler):
    """The platform is asked first: what it refuses is refused before the upgrade, with its own words.

    Each side is read only as fast as the other takes, so a slow page slows the platform and fills no memory.
    """

    _platform: WebSocketClientConnection
    _pumping: asyncio.Task[None] | None = None

    def set_default_headers(self) -> None:
        """A WebSocket has no such headers."""

    async def prepare(self, **_: Any) -> None:
        await JupyterHandler.prepare(self, _redirect_to_login=False)
        self.refuse_strangers()
        self.require_platform()

    async def get(self, *args: Any, **kwargs: Any) -> None:
        # Tornado asks this too, but only when the platform's side would be open already.
        if not self.check_origin():
            raise RefusalError(403, "OTHER_ORIGIN", "A page of another site may not listen.")
        self._platform = await self._connect()
        await super().get(*args, **kwargs)

    async def open(self, *_args: str, **_kwargs: str) -> None:
        super().open()
        self._pumping = asyncio.create_task(self._pump())

    async def on_message(self, message: str | bytes) -> None:
        try:
            await self._platform.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            self.log.debug("The platform closed the stream of %s before a message reached it", self.request.path)

    def on_close(self) -> None:
        self._platform.close(_sendable(self.close_code), self.close_reason)
        if self._pumping is not None:
            self._pumping.cancel()

    def on_finish(self) -> None:
        super().on_finish()
        # Also when the upgrade itself was refused, for instance for its origin: nothing may stay open.
        if hasattr(self, "_platform") and self._pumping is None and self.ws_connection is None:
            self._platform.close()

    async def _pump(self) -> None:
        try:
            while (message := await self._platform.read_message()) is not None:
                await self.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            self.log.debug("The page closed the stream of %s", self.request.path)
        self.close(_sendable(self._platform.close_code), self._platform.close_reason)

    async def _connect(self) -> WebSocketClientConnection:
        url = url_of(self.academy.api_url, self.request.path, self.request.query)
        headers = {"Authorization": f"token {self.academy.token}"}
        request = HTTPRequest(
            "ws" + url.removeprefix("http"), headers=headers, connect_timeout=CONNECT_SECONDS, follow_redirects=False
        )
        try:
            return await websocket_connect(request, max_message_size=LIMIT_MESSAGE_BYTES, ping_interval=PING_SECONDS)
        except HTTPClientError as error:
            answer = error.response
            if answer is None or error.code < 400:
                raise UnreachableError("The learning platform does not answer at the moment.") from error
            raise refusal(error.code, answer.body or b"", answer.headers.get("Retry-After")) from error
        except OSError as error:
            raise UnreachableError("The learning platform does not answer at the moment.") from error


def _sendable(code: int | None) -> int:
    return _UNSENDABLE.get(code, code or NORMAL)


routes = [(r"/academy/api/runs/[^/]+/stream", RunStreamHandler)]
