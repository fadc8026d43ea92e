"""The academy service: JupyterHub starts it as a managed service and proxies `/services/academy/` to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from jupyterhub.services.auth import HubOAuth, HubOAuthCallbackHandler
from tornado.escape import json_encode
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.routing import PathMatches
from tornado.web import Application, RequestHandler

from nbacademy_hub.accounts import handlers as accounts
from nbacademy_hub.accounts import login
from nbacademy_hub.assignments import handlers as assignments
from nbacademy_hub.assignments.grading import Grading
from nbacademy_hub.assignments.laying import Layer
from nbacademy_hub.attendance import handlers as attendance
from nbacademy_hub.audit import handlers as audit
from nbacademy_hub.courses import handlers as courses
from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution import handlers as execution
from nbacademy_hub.execution.cluster import LOOK_SECONDS, Cluster
from nbacademy_hub.files import FileStore
from nbacademy_hub.forum import handlers as forum
from nbacademy_hub.gradebook import handlers as gradebook
from nbacademy_hub.http import measuring, openapi
from nbacademy_hub.http.belief import BELIEVED_SECONDS
from nbacademy_hub.http.context import Context
from nbacademy_hub.http.handler import UnknownPath
from nbacademy_hub.http.health import HealthHandler
from nbacademy_hub.http.metrics import PrometheusHandler
from nbacademy_hub.http.openapi import OpenApiHandler
from nbacademy_hub.jupyterhub import Hub
from nbacademy_hub.learning import handlers as learning
from nbacademy_hub.learning.groups import mirror_all
from nbacademy_hub.marking import handlers as marking
from nbacademy_hub.notifications import events
from nbacademy_hub.notifications import handlers as notifications
from nbacademy_hub.notifications.telling import Telling
from nbacademy_hub.pages import handlers as pages
from nbacademy_hub.people import handlers as people
from nbacademy_hub.processes import Processes
from nbacademy_hub.quizzes import handlers as quizzes
from nbacademy_hub.quizzes.keeping import Keeper
from nbacademy_hub.rounds import Rounds
from nbacademy_hub.settings import Settings
from nbacademy_hub.similarity import handlers as similarity
from nbacademy_hub.training import handlers as training

DRAIN_SECONDS = 4.0
"""How long requests that came in time may take when the service is stopped; JupyterHub gives its end ten."""

_REQUESTS = structlog.get_logger()
"""Of each request: one that is kept is made ready once."""

API: list[openapi.Route] = [
    *accounts.ROUTES, *login.ROUTES, *courses.ROUTES, *learning.ROUTES, *assignments.ROUTES, *marking.ROUTES,
    *gradebook.ROUTES, *similarity.ROUTES, *quizzes.ROUTES, *execution.ROUTES, *forum.ROUTES, *training.ROUTES,
    *audit.ROUTES, *people.ROUTES, *attendance.ROUTES, *notifications.ROUTES, *events.ROUTES,
    (r"health", HealthHandler), (r"metrics", PrometheusHandler), (r"openapi.json", OpenApiHandler),
]  # fmt: skip


def make_app(context: Context) -> Application:
    """The tornado application for a context."""
    prefix = context.prefix
    number = version("nbacademy-platform")
    # One for the process: where HubOAuth keeps what it asked JupyterHub.
    HubOAuth.instance().cache_max_age = BELIEVED_SECONDS
    routes: list[Any] = [
        (f"{prefix}oauth_callback", HubOAuthCallbackHandler),
        *_by_first_word(f"{prefix}api/"),
        (f"{prefix}api(?:/.*)?", UnknownPath),
        *((f"{prefix}{path}", handler) for path, handler in pages.ROUTES),
    ]
    return Application(
        routes, context=context, version=number, openapi=json_encode(openapi.describe(API, number)),
        cookie_secret=_cookie_secret(context.settings.data),
        template_path=str(pages.TEMPLATES), websocket_ping_interval=20, log_function=_log_request,
        default_handler_class=UnknownPath,
    )  # fmt: skip


def _by_first_word(prefix: str) -> list[Any]:
    """The API's routes in a list for each word that they begin with: tornado tries one after the other."""
    groups: dict[str, list[tuple[str, type[RequestHandler]]]] = {}
    for path, handler in API:
        groups.setdefault(path.partition("/")[0], []).append((f"{prefix}{path}", handler))
    return [(PathMatches(f"{prefix}{word}(?:/.*)?"), routes) for word, routes in groups.items()]


def _cookie_secret(data: Path) -> bytes:
    """The key of the sign-in cookies; kept, so that people stay signed in when the service starts again."""
    path = data / "academy_cookie_secret"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
    return path.read_bytes()


async def serve(line: socket.socket | None = None) -> None:
    """Runs the service until it is asked to stop. Settings and JupyterHub's addresses come from the environment.

    With the `line` of a first process (see processes) it only answers beside that one, and ends with it.
    """
    _configure_logs()
    settings = Settings.read(os.environ)
    if line is None:
        migrate.upgrade(settings.database)
        measuring.begin()
    database = Database(settings.database, settings.data)
    # Who was killed could not say what they had written.
    database.freshness.renew_all()
    context = Context(
        settings=settings, prefix=os.environ["JUPYTERHUB_SERVICE_PREFIX"], database=database,
        files=FileStore(settings.files), cluster=Cluster(settings),
        hub=Hub(os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"]),
    )  # fmt: skip
    context.grading = Grading(context, context.cluster)
    server = _listen(context)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # What was posted before the service was stopped.
    context.postman.call()
    # Pages answer while the workers start: a submission that comes meanwhile waits in the queue.
    await context.cluster.open()
    await (_work(context, server, stop) if line is None else _answer(context, server, stop, line))
    await context.cluster.close()
    context.database.close()


async def _work(context: Context, server: HTTPServer, stop: asyncio.Event) -> None:
    """What the first process does beside answering."""
    context.grading.start()
    processes = Processes(context.neighbours, context.settings.processes - 1, context.cluster.address)
    processes.start()
    async with _beside(Keeper(context), Layer(context), Telling(context)):
        await mirror_all(context)
        await stop.wait()
        await asyncio.gather(drain(context, server), processes.stop())
    await context.grading.stop()


async def _answer(context: Context, server: HTTPServer, stop: asyncio.Event, line: socket.socket) -> None:
    context.neighbours.join(line, gone=stop.set)
    async with _beside(Rounds("workers", LOOK_SECONDS, context.cluster.workers)):
        await stop.wait()
        await drain(context, server)


@contextlib.asynccontextmanager
async def _beside(*all_rounds: Rounds) -> AsyncIterator[None]:
    for rounds in all_rounds:
        rounds.start()
    yield
    for rounds in all_rounds:
        await rounds.stop()


def _listen(context: Context) -> HTTPServer:
    server, url = HTTPServer(make_app(context)), os.environ["JUPYTERHUB_SERVICE_URL"]
    address = urlsplit(url)
    several = context.settings.processes > 1
    server.add_sockets(bind_sockets(address.port or 80, address.hostname or "127.0.0.1", reuse_port=several))
    structlog.get_logger().info("listening", url=url)
    return server


async def drain(context: Context, server: HTTPServer) -> None:
    """Takes nothing new, and lets what came in time be answered while all that it needs is still there."""
    server.stop()
    context.stopping = True
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while context.underway:  # noqa: ASYNC110  what has been answered leaves the set, and tells nobody
                await asyncio.sleep(0.02)
    await server.close_all_connections()


def _log_request(handler: RequestHandler) -> None:
    status = handler.get_status()
    write = _REQUESTS.error if status >= 500 else _REQUESTS.info
    route = type(handler).__name__.removesuffix("Handler")
    handler.application.settings["context"].metrics.observe(
        handler.request.method or "", route, status, handler.request.request_time()
    )
    write(
        "request", method=handler.request.method, path=handler.request.path, status=status,
        milliseconds=round(handler.request.request_time() * 1000, 1),
    )  # fmt: skip


def _configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        cache_logger_on_first_use=True,
    )


def main() -> None:
    """Runs a process of the service: the first, or, with the number of its line's file, one beside it."""
    asyncio.run(serve(*(socket.socket(fileno=int(number)) for number in sys.argv[1:])))


if __name__ == "__main__":
    main()
