"""`<base>/academy/api/…`: the platform's API with the token of this server, which the browser never sees."""

from __future__ import annotations

import asyncio

import httpx
from jupyter_server.utils import url_path_join
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated, stream_request_body

from ..client import PlatformError, UnexpectedError, UnreachableError
from .base import AcademyHandler
from .headers import incoming, outgoing
from .target import url_of
from .upload import Upload, too_large

SILENT = "The learning platform does not answer at the moment. Try again in a few seconds."


@stream_request_body
class ForwardHandler(AcademyHandler):
    """Both bodies flow through: an upload is sent on while it comes in, and an event stream as it is written."""

    _asked: asyncio.Task[httpx.Response]
    _refused: HTTPError | PlatformError | None = None

    async def prepare(self) -> None:  # type: ignore[override]
        self._tasks: list[asyncio.Task[httpx.Response] | asyncio.Task[None]] = []
        self._upload = Upload(self.academy.limit_upload_bytes)
        try:
            await super().prepare()
            if self.request.method != "OPTIONS":
                self._begin()
        except (HTTPError, PlatformError) as error:
            # Answered when the body has gone by: tornado would close the connection under a caller who still sends, or
            # who sends the next request on it, and the refusal would be lost.
            self._refused = error
            self._upload.close()

    def _begin(self) -> None:
        self.require_platform()
        length = self.request.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) > self.academy.limit_upload_bytes:
            raise too_large(self.academy.limit_upload_bytes)
        self._asked = asyncio.create_task(self._ask())
        self._asked.add_done_callback(lambda _: self._upload.close())
        self._tasks.append(self._asked)

    async def data_received(self, chunk: bytes) -> None:
        await self._upload.put(chunk)

    @authenticated
    async def get(self, _rest: str) -> None:
        await self._forward()

    head = post = put = patch = delete = get

    async def _forward(self) -> None:
        if self._refused is not None:
            raise self._refused
        # A task of its own, so that a page that goes away ends it and with it the platform's connection.
        relaying = asyncio.create_task(self._relay())
        self._tasks.append(relaying)
        await asyncio.wait({relaying})
        if not relaying.cancelled():
            relaying.result()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self._give_up()

    def on_finish(self) -> None:
        super().on_finish()
        self._give_up()

    def _give_up(self) -> None:
        self._upload.close()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    async def _ask(self) -> httpx.Response:
        request = self.request
        url = url_of(self.academy.api_url, request.path, request.query)
        has_body = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
        asked = self.academy.http.build_request(
            request.method or "GET",
            url,
            headers=outgoing(request.headers, self.academy.token),
            content=self._upload.pieces() if has_body else None,
        )
        try:
            return await self.academy.http.send(asked, stream=True)
        except httpx.TransportError as error:
            raise UnreachableError(SILENT) from error

    async def _relay(self) -> None:
        response = await self._answer()
        try:
            if 300 <= response.status_code < 400 and response.status_code != 304:
                raise UnexpectedError("The platform answered with a redirect, which is not followed.")
            self._head(response)
            await self.flush()
            async for piece in response.aiter_raw():
                self.write(piece)
                await self.flush()
            await self.finish()
        except httpx.TransportError:
            # The head is out: the one honest sign that the rest is missing is a connection that ends too early.
            self.log.warning("The platform's answer to %s broke off", self.request.path)
            self._break_off()
        except StreamClosedError:
            self.log.debug("The page went away while %s was answered", self.request.path)
        finally:
            await response.aclose()

    async def _answer(self) -> httpx.Response:
        await self._upload.put(None)
        try:
            async with asyncio.timeout(self.academy.answer_seconds):
                return await self._asked
        except TimeoutError as error:
            raise UnreachableError(SILENT) from error

    def _head(self, response: httpx.Response) -> None:
        self.set_status(response.status_code)
        self.clear_header("Content-Type")
        proxied = url_path_join(self.base_url, "academy/api/")
        for name, value in incoming(response.headers, self.academy.api_url, proxied):
            self.set_header(name, value)

    def _break_off(self) -> None:
        connection = self.request.connection
        stream = None if connection is None else connection.detach()  # type: ignore[attr-defined]
        if stream is not None:
            stream.close()


routes = [(r"/academy/api/(.*)", ForwardHandler)]
