"""How errors become answers: every one in the platform's envelope. The only place here that knows HTTP's numbers.

tornado.web.HTTPError
└── RefusalError            a refusal of this extension itself
nbacademy.client.PlatformError, nbacademy.workspace.errors.WorkspaceError: see there
"""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from pydantic import ValidationError
from tornado.web import HTTPError

from ..client import NotConnectedError, PlatformError, RefusedError
from ..protocol.errors import ErrorBody, ErrorDetail, ErrorInfo
from ..workspace.errors import LocalChangesError, NotThereError, UnsafeNameError, WorkspaceError

RETRY_SECONDS = "5"
_WORKSPACE_STATUS: dict[type[WorkspaceError], int] = {LocalChangesError: 409, NotThereError: 404, UnsafeNameError: 422}


class RefusalError(HTTPError):
    """A refusal with a code for programs and a sentence for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(status)
        self.code = code
        self.sentence = message


class Reply(NamedTuple):
    status: int
    body: ErrorBody
    retry_after: str | None = None


def reply(error: BaseException | None, status: int) -> Reply:
    """The answer for an error; `status` is what tornado made of it."""
    if isinstance(error, RefusalError):
        retry = RETRY_SECONDS if error.status_code == 503 else None
        return Reply(error.status_code, _body(error.code, error.sentence), retry)
    if isinstance(error, RefusedError):
        return Reply(error.status, ErrorBody(error=error.info), error.retry_after)
    if isinstance(error, PlatformError):
        retry = None if isinstance(error, NotConnectedError) else RETRY_SECONDS
        return Reply(503, _body("PLATFORM_UNAVAILABLE", str(error)), retry)
    if isinstance(error, WorkspaceError):
        details = tuple((path, "changed here and on the platform") for path in getattr(error, "paths", ()))
        return Reply(_WORKSPACE_STATUS.get(type(error), 422), _body(error.code, str(error), details))
    if isinstance(error, ValidationError):
        details = tuple((".".join(map(str, part["loc"])), part["msg"]) for part in error.errors())
        return Reply(422, _body("VALIDATION_ERROR", "A field is wrong.", details))
    return Reply(status, _plain(status))


def is_expected(error: BaseException | None) -> bool:
    """Whether an error is an answer to somebody, and not a fault of the program."""
    return isinstance(error, PlatformError | WorkspaceError | ValidationError | HTTPError)


def _plain(status: int) -> ErrorBody:
    known = HTTPStatus(status) if status in list(HTTPStatus) else HTTPStatus.INTERNAL_SERVER_ERROR
    return _body(known.name, f"{known.phrase}.")


def _body(code: str, message: str, details: tuple[tuple[str, str], ...] = ()) -> ErrorBody:
    shown = tuple(ErrorDetail(field=name, message=text) for name, text in details)
    return ErrorBody(error=ErrorInfo(code=code, message=message, details=shown))
