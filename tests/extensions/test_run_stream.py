"""The WebSocket of a run's events."""

from __future__ import annotations

import asyncio

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from .notebook_server import NotebookServer
from .platform_peer import SERVER_TOKEN, PlatformPeer


async def connect(server: NotebookServer, run: str = "1", **headers: str) -> WebSocketClientConnection:
    url = f"ws{server.url.removeprefix('http')}academy/api/runs/{run}/stream?from=5&token=browsers-secret"
    return await websocket_connect(HTTPRequest(url, headers={"Authorization": "token ada"} | headers))


async def test_messages_pass_both_ways_as_text_and_as_bytes(server: NotebookServer, platform: PlatformPeer):
    stream = await connect(server)
    for message in ("text <'&\">", b"\x00\xff" * 100_000):
        await stream.write_message(message, binary=isinstance(message, bytes))
        assert await stream.read_message() == message
    stream.close()
    _, uri, headers, _ = platform.state.calls[-1]
    assert uri == "/services/academy/api/runs/1/stream?from=5"
    assert headers["Authorization"] == f"token {SERVER_TOKEN}"
    assert "Cookie" not in headers


async def test_the_platforms_close_code_reaches_the_page(server: NotebookServer):
    stream = await connect(server)
    await stream.write_message("close")
    assert await stream.read_message() is None
    assert (stream.close_code, stream.close_reason) == (4001, "the run is over")


async def test_the_pages_close_code_reaches_the_platform(server: NotebookServer, platform: PlatformPeer):
    stream = await connect(server)
    stream.close(4002, "enough")
    assert await asyncio.to_thread(platform.state.closed.wait, 10)
    assert platform.state.closed_with == [4002]


async def test_a_run_that_the_platform_does_not_show_is_refused_before_the_upgrade(server: NotebookServer):
    with pytest.raises(HTTPClientError) as refused:
        await connect(server, run="unknown")
    assert refused.value.code == 404
    assert refused.value.response is not None
    assert b"There is no such run." in refused.value.response.body


async def test_a_page_of_another_site_cannot_listen(server: NotebookServer, platform: PlatformPeer):
    url = f"ws{server.url.removeprefix('http')}academy/api/runs/1/stream"
    headers = {"Cookie": "visitor=ada", "Origin": "https://elsewhere.example"}
    with pytest.raises(HTTPClientError) as refused:
        await websocket_connect(HTTPRequest(url, headers=headers))
    assert refused.value.code == 403
    assert platform.state.calls == []


async def test_a_slow_page_still_gets_everything(server: NotebookServer):
    stream = await connect(server)
    messages = [f"{number:06}" * 2000 for number in range(200)]

    async def send() -> None:
        for message in messages:
            await stream.write_message(message)

    sending = asyncio.create_task(send())
    await asyncio.sleep(0.5)
    assert [await stream.read_message() for _ in messages] == messages
    await sending
    stream.close()
