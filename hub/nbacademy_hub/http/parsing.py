"""What a request sends, as shapes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from nbacademy.protocol.shape import Shape
from nbacademy_hub.errors import Invalid, Malformed, TooLarge

from .refusals import has_null, invalid, without_nulls

LIMIT_JSON_BYTES = 2 * 1024 * 1024

S = TypeVar("S", bound=Shape)


def body(sent: bytes, shape: type[S]) -> S:
    """A JSON body. Raises TooLarge, Malformed or Invalid, which names each wrong field."""
    if len(sent) > LIMIT_JSON_BYTES:
        raise TooLarge(f"The body is larger than {LIMIT_JSON_BYTES // 1024 // 1024} MiB.")
    try:
        values = json.loads(sent or b"{}")
        text = json.dumps(values)
    except (ValueError, RecursionError) as error:
        raise Malformed("The body is not JSON, or nested too deep.") from error
    if "\\u0000" in text and has_null(values):
        raise without_nulls(values)
    try:
        # Strict JSON mode knows UUIDs and times as strings, which strict Python mode does not.
        return shape.model_validate_json(text)
    except ValidationError as error:
        raise invalid(error) from error


def query(sent: Mapping[str, list[bytes]], shape: type[S]) -> S:
    """A query's values. Raises Invalid, for unknown names and for those given twice too."""
    values: dict[str, str] = {}
    for name, given in sent.items():
        if len(given) > 1:
            raise Invalid.field(name, "given more than once")
        values[name] = given[0].decode("utf-8", "replace")
        if "\0" in values[name]:
            raise Invalid.field(name, "has a null character")
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise invalid(error) from error
