"""A small platform: a real HTTP server with the few routes of the contract that the student's side calls."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from nbacademy.protocol import archive
from nbacademy.protocol.assignments import Assignment, Job, SourceVersion, Submission
from nbacademy.protocol.courses import Course, MaterialDetail
from nbacademy.protocol.errors import ErrorBody, ErrorInfo
from nbacademy.protocol.shape import Page, Person, Shape

SERVER_TOKEN, PERSONAL_TOKEN = "server-token-of-ada", "personal-token-of-ada"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
COURSE, NAMES = "ppo101", UUID(int=1)
ADA, BOB = uuid5(NAMES, "ada"), uuid5(NAMES, "bob")


@dataclass
class State:
    """What the platform knows; tests change it as they like."""

    materials: dict[UUID, tuple[str, bytes]] = field(default_factory=dict)
    release: bytes = b""
    source: bytes = b""
    version: int = 1
    submissions: list[tuple[Submission, bytes]] = field(default_factory=list)
    keys: dict[str, Submission] = field(default_factory=dict)
    feedback_released: bool = False
    calls: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    closed_with: list[int | None] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)


class Handler(RequestHandler):
    @property
    def state(self) -> State:
        return self.application.settings["state"]

    def prepare(self) -> None:
        headers = dict(self.request.headers.get_all())
        self.state.calls.append((self.request.method or "", self.request.uri or "", headers, self.request.body))
        if self.token not in (SERVER_TOKEN, PERSONAL_TOKEN):
            self.refuse(401, "UNAUTHENTICATED", "Who are you?")

    @property
    def token(self) -> str:
        return self.request.headers.get("Authorization", "").removeprefix("token ")

    def check_xsrf_cookie(self) -> None:
        """Calls bear a token."""

    def refuse(self, status: int, code: str, message: str) -> None:
        self.set_status(status)
        self.finish(ErrorBody(error=ErrorInfo(code=code, message=message)).model_dump_json())

    def show(self, shape: Shape, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(shape.model_dump_json())

    def page(self, items: list[Any]) -> None:
        number, limit = int(self.get_query_argument("page", "1")), int(self.get_query_argument("limit", "20"))
        part = tuple(items[(number - 1) * limit : number * limit])
        self.show(Page[Any](items=part, page=number, limit=limit, total=len(items)))

    def grades(self) -> bool:
        """A notebook server's token may not read or release other people's work."""
        if self.token == SERVER_TOKEN:
            self.refuse(403, "FORBIDDEN", "A notebook server may not do that.")
        return self.token == PERSONAL_TOKEN


class CoursesHandler(Handler):
    def get(self) -> None:
        values = {"title": "PPO", "description": "", "difficulty": "beginner", "tags": (), "prerequisites": ()}
        course = Course(
            id=uuid5(NAMES, COURSE), slug=COURSE, **values, published=True, created_at=NOON, updated_at=NOON
        )
        self.page([course])


class MaterialHandler(Handler):
    def get(self, material_id: str, content: str | None) -> None:
        filename, data = self.state.materials[UUID(material_id)]
        if content:
            self.set_header("Etag", f'"{archive.sha256(data)}"')
            self.set_header("Content-Type", "text/html" if filename.endswith(".html") else "application/octet-stream")
            self.finish(data)
            return
        values = {"key": "k", "title": "Lesson", "type": "notebook", "position": 1, "sha256": archive.sha256(data)}
        values |= {"course_slug": COURSE, "section_id": uuid5(NAMES, "section")}
        self.show(MaterialDetail(id=UUID(material_id), filename=filename, **values))


class AssignmentsHandler(Handler):
    def get(self) -> None:
        values = {"title": "Returns", "due_at": None, "feedback": "on_release", "max_score": 3, "submissions": 0}
        found = Assignment(
            id=uuid5(NAMES, "ps1"),
            course_slug=COURSE,
            name="ps1",
            version=self.state.version,
            notebooks=("ps1",),
            **values,
        )
        self.page([found])


class ReleaseHandler(Handler):
    def get(self) -> None:
        self.set_header("Content-Type", "application/zip")
        self.set_header("X-Assignment-Version", str(self.state.version))
        self.finish(self.state.release)

    def post(self) -> None:
        self.show(self._version(released=True))

    def _version(self, *, released: bool) -> SourceVersion:
        values = {"released": released, "max_score": 3, "notebooks": ("ps1",), "cells": ()}
        digest = archive.sha256(self.state.source)
        return SourceVersion(
            course_slug=COURSE, assignment="ps1", version=self.state.version, sha256=digest, created_at=NOON, **values
        )


class SourceHandler(ReleaseHandler):
    def get(self) -> None:
        self.finish(self.state.source)

    def put(self) -> None:
        self.state.source = self.request.body
        self.state.version += 1
        self.show(self._version(released=False), 201)


class SubmissionsHandler(Handler):
    def post(self) -> None:
        key = self.request.headers["Idempotency-Key"]
        if key not in self.state.keys:
            receipt = submission(self.request.body, ADA, 1 + len(self.state.submissions))
            self.state.submissions.append((receipt, self.request.body))
            self.state.keys[key] = receipt
        self.set_header("Location", f"/services/academy/api/submissions/{self.state.keys[key].id}")
        self.show(self.state.keys[key], 201)


class SubmissionListHandler(Handler):
    def get(self) -> None:
        everybody = self.get_query_argument("everyone", "false") == "true"
        if everybody and not self.grades():
            return
        found = [one for one, _ in self.state.submissions if everybody or one.user.id == ADA]
        self.page([one.model_copy(update={"feedback_released": self.state.feedback_released}) for one in found])


class ArchiveHandler(Handler):
    def get(self, submission_id: str) -> None:
        if self.grades():
            self.finish(next(data for one, data in self.state.submissions if str(one.id) == submission_id))


class FeedbackHandler(Handler):
    def get(self, _submission_id: str) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish("<h1>Well done</h1><script>alert(1)</script>")


class FeedbackReleaseHandler(Handler):
    def post(self) -> None:
        if self.grades():
            self.set_status(202)
            self.show(Job(submissions=tuple(one.id for one, _ in self.state.submissions)), 202)


class EchoHandler(Handler):
    """Answers with what arrived, and with headers of every kind."""

    def get(self) -> None:
        self.set_header("Location", "/services/academy/api/echo/1?x=1")
        self.set_header("Set-Cookie", "stolen=1")
        self.set_header("X-Secret-Thing", "1")
        self.set_header("Etag", '"abc"')
        self.set_header("X-Request-ID", self.request.headers.get("X-Request-ID", ""))
        self.finish({"method": self.request.method, "uri": self.request.uri, "size": len(self.request.body)})

    head = post = put = patch = delete = get


class RedirectHandler(Handler):
    def get(self) -> None:
        self.redirect("http://elsewhere.example/")


class EventsHandler(Handler):
    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        for number in range(1000):
            self.write(f"id: {number}\n\n")
            await self.flush()
            await asyncio.sleep(0.2)

    def on_connection_close(self) -> None:
        self.state.abandoned.set()


class StreamHandler(WebSocketHandler):
    @property
    def state(self) -> State:
        return self.application.settings["state"]

    async def get(self, run: str) -> None:
        if run == "unknown":
            self.set_status(404)
            error = ErrorInfo(code="NOT_FOUND", message="There is no such run.")
            self.finish(ErrorBody(error=error).model_dump_json())
            return
        self.state.calls.append(("GET", self.request.uri or "", dict(self.request.headers.get_all()), b""))
        await super().get(run)

    def on_message(self, message: str | bytes) -> None:
        if message == "close":
            self.close(4001, "the run is over")
            return
        self.write_message(message, binary=isinstance(message, bytes))

    def on_close(self) -> None:
        self.state.closed_with.append(self.close_code)
        self.state.closed.set()


def submission(data: bytes, user: UUID, version: int) -> Submission:
    """A receipt, as the service writes it."""
    values = {"late_seconds": 0, "sha256": archive.sha256(data), "size_bytes": len(data), "status": "queued"}
    moment = NOON.replace(minute=version)
    return Submission(
        id=uuid5(user, str(version)), course_slug=COURSE, assignment="ps1", user=Person(id=user, name="<b>&'\""),
        version=version, submitted_at=moment, files=archive.names(data), **values,
    )  # fmt: skip


ASSIGNMENT = rf"/services/academy/api/courses/{COURSE}/assignments"
API = "/services/academy/api"
ROUTES = [
    (rf"{API}/courses", CoursesHandler),
    (rf"{API}/materials/([^/]+)(/content)?", MaterialHandler),
    (ASSIGNMENT, AssignmentsHandler),
    (rf"{ASSIGNMENT}/ps1/release", ReleaseHandler),
    (rf"{ASSIGNMENT}/ps1/versions/2/release", ReleaseHandler),
    (rf"{ASSIGNMENT}/ps1/source", SourceHandler),
    (rf"{ASSIGNMENT}/ps1/submissions", SubmissionsHandler),
    (rf"{ASSIGNMENT}/ps1/feedback/release", FeedbackReleaseHandler),
    (rf"{API}/submissions", SubmissionListHandler),
    (rf"{API}/submissions/([^/]+)/archive", ArchiveHandler),
    (rf"{API}/submissions/([^/]+)/feedback", FeedbackHandler),
    (rf"{API}/echo.*", EchoHandler),
    (rf"{API}/redirect", RedirectHandler),
    (rf"{API}/events", EventsHandler),
    (rf"{API}/runs/([^/]+)/stream", StreamHandler),
]


class PlatformPeer:
    """The server, in a thread with a loop of its own."""

    def __init__(self) -> None:
        self.application = Application(ROUTES, state=State())
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        (socket,) = bind_sockets(0, "127.0.0.1")
        self.url = f"http://127.0.0.1:{socket.getsockname()[1]}{API}"
        HTTPServer(self.application, max_buffer_size=1024**3).add_sockets([socket])
        self._loop.call_soon(self._ready.set)
        self._loop.run_forever()

    @property
    def state(self) -> State:
        return self.application.settings["state"]

    def reset(self) -> None:
        self.application.settings["state"] = State()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
