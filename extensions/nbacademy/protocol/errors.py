"""The one envelope in which every refusal comes."""

from __future__ import annotations

from .shape import Shape


class ErrorDetail(Shape):
    """What is wrong with one field; `field` is its path in the body (`sections.0.title`), or a name in the query."""

    field: str
    message: str


class ErrorInfo(Shape):
    """`code` is for programs (`VALIDATION_ERROR`), `message` for people."""

    code: str
    message: str
    details: tuple[ErrorDetail, ...] = ()


class ErrorBody(Shape):
    """The body of every answer from 400 on."""

    error: ErrorInfo
