"""ETags: whether a resource is still what somebody has seen of it.

A tag has two parts, `"<what a PUT replaces>.<all that is shown>"`. `If-None-Match` compares it whole, so a cache never
shows what is old; `If-Match` compares the first part, since what passes by itself, as the time that is left, is no
reason to refuse a change.
"""

from __future__ import annotations

import hashlib

from nbacademy.protocol.shape import Shape
from nbacademy_hub.errors import Conflict

_LENGTH = 32


def of(answer: Shape, replaced: frozenset[str]) -> str:
    """The tag of what is shown; `replaced` are the names of its fields that a PUT replaces."""
    return tag_of(answer, replaced, answer.model_dump_json())


def tag_of(answer: Shape, replaced: frozenset[str], body: str) -> str:
    """As `of`, where the JSON of the whole is at hand."""
    return f'"{_digest(answer.model_dump_json(include=set(replaced)))}.{_digest(body)}"'


def fields_of(taken: type[Shape] | str | None) -> frozenset[str]:
    """The fields that a PUT takes; none of bytes."""
    return frozenset(taken.model_fields) if isinstance(taken, type) else frozenset()


def check(asked: str, standing: str) -> None:
    """Compares an `If-Match`, with one tag or several, with the tag that stands. Raises Conflict."""
    tags = [tag.strip() for tag in asked.split(",")]
    if "*" not in tags and _replaced(standing) not in map(_replaced, tags):
        raise Conflict("This was changed since you read it: read it again, and send your change with its new ETag.")


def _replaced(tag: str) -> str:
    return tag.partition(".")[0].rstrip('"')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
