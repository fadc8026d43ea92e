"""A synchronous client of the platform API, for commands and for work in threads."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

import httpx

from ..protocol.assignments import Assignment, AssignmentRelease, Job, Selection, SourceVersion, Submission
from ..protocol.courses import Course, MaterialDetail
from ..protocol.quizzes import Quiz
from ..protocol.shape import Page, Shape
from .answer import Answer, read
from .cookies import no_cookies
from .errors import NotConnectedError, UnreachableError

ZIP = "application/zip"
PAGE = 100
S = TypeVar("S", bound=Shape)


class Platform:
    """The platform at `url` (…/services/academy/api), as the holder of `token`. Every method raises PlatformError."""

    def __init__(self, url: str, token: str, *, seconds: float = 120) -> None:
        self._http = httpx.Client(
            base_url=url.rstrip("/") + "/",
            headers={"Authorization": f"token {token}", "Accept": "application/json"},
            timeout=httpx.Timeout(seconds, connect=5),
            # The token goes to the platform alone: to no proxy of the environment, and along no redirect.
            cookies=no_cookies(),
            trust_env=False,
            follow_redirects=False,
        )

    @classmethod
    def from_environment(cls) -> Platform:
        """As NBACADEMY_API_URL and the server's own token say; NBACADEMY_TOKEN, a personal token, goes before that."""
        url = os.environ.get("NBACADEMY_API_URL", "")
        token = os.environ.get("NBACADEMY_TOKEN") or os.environ.get("JUPYTERHUB_API_TOKEN", "")
        if not url or not token:
            missing = "NBACADEMY_API_URL" if not url else "JUPYTERHUB_API_TOKEN"
            raise NotConnectedError(f"{missing} is not set: this server is not connected to a learning platform.")
        return cls(url, token)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Platform:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def courses(self) -> tuple[Course, ...]:
        """The courses in which the caller has a place."""
        return tuple(self._items("courses", Page[Course], {"mine": "true"}))

    def quizzes(self, course: str) -> tuple[Quiz, ...]:
        """The quizzes of a course."""
        return tuple(self._items(f"courses/{_segment(course)}/quizzes", Page[Quiz]))

    def material(self, material_id: UUID) -> MaterialDetail:
        return self._get(f"materials/{material_id}").shape(MaterialDetail)

    def content(self, material_id: UUID) -> bytes:
        return self._get(f"materials/{material_id}/content", accept="*/*").body

    def assignments(self, course: str) -> tuple[Assignment, ...]:
        return tuple(self._items(f"courses/{_segment(course)}/assignments", Page[Assignment]))

    def release(self, course: str, assignment: str) -> tuple[int | None, bytes]:
        """The released version's number and its archive."""
        answer = self._get(f"{_assignment(course, assignment)}/release", accept=ZIP)
        number = answer.headers.get("X-Assignment-Version", "")
        return (int(number) if number.isascii() and number.isdigit() else None), answer.body

    def source(self, course: str, assignment: str) -> bytes:
        """The archive of the newest source, for instructors."""
        return self._get(f"{_assignment(course, assignment)}/source", accept=ZIP).body

    def student_version(self, course: str, assignment: str, version: int) -> bytes:
        """The archive of what students get of a version, for instructors."""
        return self._get(f"{_assignment(course, assignment)}/versions/{version}/release", accept=ZIP).body

    def put_source(self, course: str, assignment: str, archive: bytes) -> SourceVersion:
        path = f"{_assignment(course, assignment)}/source"
        return self._call("PUT", path, content=archive, headers={"Content-Type": ZIP}).shape(SourceVersion)

    def release_source(self, course: str, assignment: str) -> SourceVersion:
        """Releases the newest source to students; title, due date and the like stay as they are."""
        return self._post(f"{_assignment(course, assignment)}/release", AssignmentRelease()).shape(SourceVersion)

    def submit(self, course: str, assignment: str, archive: bytes, key: str) -> Submission:
        """Hands in an archive. `key` names this one act: sent again with it, the first receipt comes back."""
        path = f"{_assignment(course, assignment)}/submissions"
        headers = {"Content-Type": ZIP, "Idempotency-Key": key}
        try:
            answer = self._call("POST", path, content=archive, headers=headers)
        except UnreachableError:
            # The connection may have broken after the work arrived: the key makes asking again harmless.
            answer = self._call("POST", path, content=archive, headers=headers)
        return answer.shape(Submission)

    def submissions(
        self, course: str, assignment: str | None = None, *, everyone: bool = False
    ) -> Iterator[Submission]:
        """The caller's submissions in a course, or (for staff, not with a server's token) everyone's."""
        query = {"course": course} | ({"assignment": assignment} if assignment else {})
        query |= {"everyone": "true"} if everyone else {}
        return self._items("submissions", Page[Submission], query)

    def archive(self, submission_id: UUID) -> bytes:
        """What was handed in, as it came."""
        return self._get(f"submissions/{submission_id}/archive", accept=ZIP).body

    def feedback(self, submission_id: UUID, notebook: str | None = None) -> bytes:
        """The released feedback, an HTML page; `notebook` says on which one where there are several."""
        query = None if notebook is None else {"notebook": notebook}
        return self._get(f"submissions/{submission_id}/feedback", query, accept="text/html").body

    def release_feedback(self, course: str, assignment: str) -> Job:
        """Releases the feedback on every student's newest submission."""
        return self._post(f"{_assignment(course, assignment)}/feedback/release", Selection()).shape(Job)

    def _items(self, path: str, page: type[Page[S]], query: Mapping[str, str] | None = None) -> Iterator[S]:
        number, seen = 1, 0
        while True:
            found = self._get(path, {**(query or {}), "page": str(number), "limit": str(PAGE)}).shape(page)
            yield from found.items
            seen += len(found.items)
            if not found.items or seen >= found.total:
                return
            number += 1

    def _get(self, path: str, query: Mapping[str, str] | None = None, accept: str = "application/json") -> Answer:
        return self._call("GET", path, params=query, headers={"Accept": accept})

    def _post(self, path: str, body: Shape) -> Answer:
        content = body.model_dump_json(exclude_none=True).encode()
        return self._call("POST", path, content=content, headers={"Content-Type": "application/json"})

    def _call(self, method: str, path: str, **values: Any) -> Answer:
        try:
            with self._http.stream(method, path, **values) as response:
                return read(response)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise UnreachableError(
                "The learning platform does not answer at the moment. Try again in a minute."
            ) from error


def _segment(value: str) -> str:
    return quote(value, safe="")


def _assignment(course: str, assignment: str) -> str:
    return f"courses/{_segment(course)}/assignments/{_segment(assignment)}"
