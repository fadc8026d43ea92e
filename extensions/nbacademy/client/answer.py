"""One answer of the platform, read whole and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import ValidationError

from ..protocol.errors import ErrorBody, ErrorInfo
from ..protocol.shape import Shape
from .errors import PlatformError, RefusedError, UnexpectedError

LIMIT_BYTES = 256 * 1024 * 1024
S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer below 300."""

    status: int
    headers: httpx.Headers
    body: bytes

    def shape(self, wanted: type[S]) -> S:
        """The body as one of the wire shapes; raises UnexpectedError when it is not one."""
        try:
            return wanted.model_validate_json(self.body)
        except ValidationError as error:
            raise UnexpectedError(
                "The platform's answer has a form that this server does not know. "
                "Stop and start your server to get its newest version."
            ) from error


def read(response: httpx.Response) -> Answer:
    """Reads a streamed response; raises RefusedError from 400 on, UnexpectedError for an endless body."""
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LIMIT_BYTES:
            raise UnexpectedError(f"The platform's answer is larger than {LIMIT_BYTES // 1024 // 1024} MiB.")
    if response.status_code >= 400:
        raise refusal(response.status_code, bytes(body), response.headers.get("Retry-After"))
    if not 200 <= response.status_code < 300:
        raise UnexpectedError(f"The platform answered {response.status_code}, which this server does not follow.")
    return Answer(response.status_code, response.headers, bytes(body))


def refusal(status: int, body: bytes, retry_after: str | None) -> PlatformError:
    """The error for an answer from 400 on, whether it comes from the service or from a proxy before it."""
    try:
        return RefusedError(status, ErrorBody.model_validate_json(body).error, retry_after)
    except ValidationError:
        # No envelope: the hub's proxy answers for a service that is down, or the address is another server's.
        info = ErrorInfo(code=f"HTTP_{status}", message=f"The platform answered {status} without saying why.")
        return RefusedError(status, info, retry_after) if status < 500 else UnexpectedError(info.message)
