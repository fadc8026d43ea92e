"""Refusals of what a request holds, and of what tornado itself refuses."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from nbacademy.protocol.errors import ErrorDetail
from nbacademy_hub.errors import AcademyError, Invalid

CODES = {400: "BAD_REQUEST", 401: "UNAUTHENTICATED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}
MESSAGES = {
    403: "Send this from the platform's own pages, or with a token.",
    404: "There is nothing at this path.",
    405: "This path does not have that verb.",
}


def invalid(error: ValidationError) -> Invalid:
    """Pydantic's errors as a refusal that names each field."""
    details = tuple(
        ErrorDetail(field=".".join(str(part) for part in item["loc"]) or "body", message=item["msg"])
        for item in error.errors(include_url=False, include_input=False, include_context=False)
    )
    return Invalid("; ".join(f"{detail.field}: {detail.message}" for detail in details), details=details)


def has_null(value: Any) -> bool:
    """Whether a null character stands anywhere in a JSON value: PostgreSQL's text has none."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, str) and "\0" in item:
            return True
        left += [*item, *item.values()] if isinstance(item, dict) else item if isinstance(item, list) else []
    return False


def without_nulls(values: Any) -> Invalid:
    """The refusal of null characters, by the fields that have some."""
    fields = (
        [name for name, value in values.items() if has_null({name: value})] if isinstance(values, dict) else ["body"]
    )
    message = "must not contain null characters"
    details = tuple(ErrorDetail(field=name, message=message) for name in fields)
    return Invalid("; ".join(f"{name}: {message}" for name in fields), details=details)


def refusal_of(status: int) -> AcademyError:
    """The envelope for what tornado itself refused, or for a fault of ours."""
    broken = status >= 500
    refusal = AcademyError(
        "Something went wrong here; it has been logged." if broken else MESSAGES.get(status, "refused")
    )
    refusal.__dict__["code"] = "INTERNAL" if broken else CODES.get(status, "BAD_REQUEST")
    return refusal
