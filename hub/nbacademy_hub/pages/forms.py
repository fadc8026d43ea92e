"""What browsers send, as shapes; and values as fields of a form show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from nbacademy.protocol.shape import Shape
from nbacademy_hub.errors import Invalid
from nbacademy_hub.http.refusals import has_null, invalid, without_nulls

S = TypeVar("S", bound=Shape)
Sent = Mapping[str, list[bytes]]

# What <input type="datetime-local"> sends. The pages say that all times are UTC.
_LOCAL_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$")


@dataclass(frozen=True)
class Field:
    """A field of a form: `kind` is that of an input, `select` (with `options`: value and words) or `textarea`."""

    name: str
    label: str
    value: object = None
    kind: str = "text"
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False

    @property
    def words(self) -> str:
        """The value where nobody may change it."""
        return dict(self.options).get(shown(self.value)) or shown(self.value) or "–"

    @property
    def step(self) -> str:
        """How fine the values are: seconds, whole numbers, or any."""
        return {"datetime-local": "1", "number": "any"}.get(self.kind, "1")


def of_form(shape: type[S], sent: Sent) -> S:
    """A form's fields as a shape; an empty one is None. Raises Invalid, which names each wrong field."""
    return _validated(shape, {name: _value(shape, name, values) for name, values in sent.items()})


def of_query(shape: type[S], sent: Sent, given: Mapping[str, Any]) -> S:
    """Those values of a query that the shape knows and that are not empty, with what is given. Raises Invalid."""
    asked = {name: _value(shape, name, sent[name]) for name in shape.model_fields if name in sent}
    return _validated(shape, {name: value for name, value in asked.items() if value is not None} | dict(given))


def shown(value: object) -> str:
    """A value as a field shows it: times in UTC, numbers without needless digits, None as nothing."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _value(shape: type[Shape], name: str, values: list[bytes]) -> object:
    texts = [value.decode("utf-8", "replace").replace("\r\n", "\n").strip() for value in values]
    field = shape.model_fields.get(name)
    if field is not None and isinstance(field.default, tuple):
        return [text for text in texts if text]
    if len(texts) > 1:
        raise Invalid.field(name, "given more than once")
    return f"{texts[0]}Z" if name.endswith("_at") and _LOCAL_TIME.match(texts[0]) else texts[0] or None


def _validated(shape: type[S], values: dict[str, Any]) -> S:
    if has_null(values):
        raise without_nulls(values)
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise invalid(error) from error
