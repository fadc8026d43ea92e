"""What can go wrong between here and the platform.

PlatformError
├── NotConnectedError   this process was not told where the platform is, or has no token
├── UnreachableError    no answer: the service is down
├── RefusedError        an answer from 400 on, in the service's envelope
└── UnexpectedError     an answer that is not what the contract says
"""

from __future__ import annotations

from ..protocol.errors import ErrorInfo


class PlatformError(Exception):
    """A call of the platform did not succeed; the message is a sentence for people."""


class NotConnectedError(PlatformError):
    """The environment names no platform."""


class UnreachableError(PlatformError):
    """The platform did not answer."""


class UnexpectedError(PlatformError):
    """The platform answered something that this version does not understand."""


class RefusedError(PlatformError):
    """The platform refused. `info` is its own explanation, `retry_after` its Retry-After header, as it came."""

    def __init__(self, status: int, info: ErrorInfo, retry_after: str | None = None) -> None:
        super().__init__(info.message)
        self.status = status
        self.info = info
        self.retry_after = retry_after
