"""The one error tree. Services raise these; only the base handler knows what they are in HTTP.

AcademyError
├── Unauthenticated      401  nobody is signed in
├── Forbidden            403  signed in, but not allowed
├── NotFound             404  not there, or not to be known of
├── Conflict             409  a duplicate, a stale state, a gap
├── TooLarge             413  more bytes than allowed
├── Unsatisfiable        416  a range of bytes that a file does not have
├── Invalid              422  a field is wrong; `details` names each
│   └── Malformed        400  not JSON at all
└── Later                     come back after `retry_seconds`
    ├── TooMany          429  more than one caller's share
    └── Unavailable      503  a part that is needed is down
"""

from __future__ import annotations

from typing import ClassVar

from nbacademy.protocol.errors import ErrorBody, ErrorDetail, ErrorInfo


class AcademyError(Exception):
    """A refusal: `message` is for people and says what to do, `code` for programs."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "BAD_REQUEST"

    def __init__(self, message: str, *, details: tuple[ErrorDetail, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def body(self) -> ErrorBody:
        """The envelope in which the refusal is sent."""
        return ErrorBody(error=ErrorInfo(code=self.code, message=self.message, details=self.details))


class Unauthenticated(AcademyError):
    status = 401
    code = "UNAUTHENTICATED"


class Forbidden(AcademyError):
    status = 403
    code = "FORBIDDEN"


class NotFound(AcademyError):
    status = 404
    code = "NOT_FOUND"


class Conflict(AcademyError):
    status = 409
    code = "CONFLICT"


class TooLarge(AcademyError):
    status = 413
    code = "TOO_LARGE"


class Unsatisfiable(AcademyError):
    """A file of `size_bytes` has nothing in the range that was asked for."""

    status = 416
    code = "RANGE_NOT_SATISFIABLE"

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"The file has {size_bytes} bytes: there is nothing in this range.")
        self.size_bytes = size_bytes


class Invalid(AcademyError):
    status = 422
    code = "VALIDATION_ERROR"

    @classmethod
    def field(cls, field: str, message: str) -> Invalid:
        """The refusal of one field."""
        return cls(f"{field}: {message}", details=(ErrorDetail(field=field, message=message),))


class Malformed(Invalid):
    status = 400
    code = "MALFORMED"


class Later(AcademyError):
    """What may be asked for again after `retry_seconds`."""

    def __init__(self, message: str, *, retry_seconds: int = 10) -> None:
        super().__init__(message)
        self.retry_seconds = retry_seconds


class TooMany(Later):
    status = 429
    code = "TOO_MANY_REQUESTS"


class Unavailable(Later):
    status = 503
    code = "UNAVAILABLE"
