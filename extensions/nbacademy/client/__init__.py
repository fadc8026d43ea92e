"""The platform API as the student's side calls it."""

from .cookies import no_cookies
from .errors import NotConnectedError, PlatformError, RefusedError, UnexpectedError, UnreachableError
from .platform import Platform

__all__ = [
    "NotConnectedError",
    "Platform",
    "PlatformError",
    "RefusedError",
    "UnexpectedError",
    "UnreachableError",
    "no_cookies",
]
