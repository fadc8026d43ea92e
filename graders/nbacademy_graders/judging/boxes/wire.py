"""Values as JSON and back, between the two boxes: plain data, nothing that is executed when it is read.

Numbers, text, None are themselves; everything else is an object `{"$": kind, "v": content}`. What can be changed in
place (lists, dicts, arrays, ...) lies in a numbered table that both sides keep for the length of one call: `{"$": "at",
"n": number}` points into it. So shared and circular references stay what they are, and a change comes back to the very
object that was passed. The kinds are in kinds.py,
those of numpy and pandas in arrays.py.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

#: Characters of one message, at most.
MESSAGE_CHARACTERS = 12_000_000
#: Characters of a value, at most, that is watched for changes between calls.
WATCHED = 20_000
#: Values in one message, and how deeply immutable ones may be nested.
VALUES = 2_000_000
DEPTH = 60
_INTEGER = 2**2000

Write = Callable[[Any], Any]
Read = Callable[[Any], Any]


class Unsendable(TypeError):
    """A value that has no plain form; the message says which."""


class Malformed(ValueError):
    """What arrived is no message of ours."""


@dataclass(frozen=True)
class Kind:
    """How values of one exact type travel.

    `out(value, write)` is the content and `make(content, read)` the value. A `fill(value, content, read)` makes it one
    that changes in place; then, if `hollow`, `make` gives an empty one, to be filled when all others are there.
    """

    tag: str
    out: Callable[[Any, Write], Any]
    make: Callable[[Any, Read], Any]
    fill: Callable[[Any, Any, Read], None] | None = None
    hollow: bool = True


class Dialect(Protocol):
    """What one side does with values that are not plain."""

    def outward(self, value: Any, write: Write) -> dict[str, Any]:
        """A tagged object for `value`. Raises Unsendable."""

    def inward(self, data: dict[str, Any], read: Read) -> Any:
        """The value of an object with a tag that is no kind's. Raises Malformed."""

    def shared_name(self, kind: type) -> str | None:
        """The name of a class that both boxes have from the instructor's own cells, whose instances travel."""

    def shared_class(self, name: str) -> type:
        """The class of that name. Raises Malformed."""


BY_TYPE: dict[type, Kind] = {}
BY_TAG: dict[str, Kind] = {}
#: Look for the kind of a type, or of a tag, that is not in the tables yet.
FINDERS: list[Callable[[type | str], Kind | None]] = []


def add(kind: type, entry: Kind) -> None:
    """Put a kind into the tables."""
    BY_TYPE[kind] = BY_TAG[entry.tag] = entry


def _find(key: type | str) -> Kind | None:
    found = BY_TYPE.get(key) if isinstance(key, type) else BY_TAG.get(key)
    return found or next((kind for finder in FINDERS if (kind := finder(key))), None)


def text_of(data: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(data).decode()


def bytes_of(text: str) -> bytes:
    """Text as bytes. Raises ValueError."""
    return base64.b64decode(text, validate=True)


class Writer:
    """Writes values; `heap` afterwards gives the contents of what was added to `table` by that."""

    def __init__(self, dialect: Dialect, table: list[Any]) -> None:
        self.dialect, self.table = dialect, table
        self._numbers = {id(value): number for number, value in enumerate(table)}
        self._written = len(table)
        self._left, self._depth = VALUES, 0

    def write(self, value: Any) -> Any:
        """A value as JSON. Raises Unsendable."""
        kind = type(value)
        if value is None or kind is bool or kind is str or kind is float:
            return value
        if kind is int and -_INTEGER < value < _INTEGER:
            return value
        self._left -= 1
        if self._left < 0 or self._depth > DEPTH:
            raise Unsendable("a value is too large or too deeply nested to be passed on")
        entry = _find(kind)
        if entry is None:
            return self._at(value) if self.dialect.shared_name(kind) else self.dialect.outward(value, self.write)
        if entry.fill is not None:
            return self._at(value)
        self._depth += 1
        try:
            return {"$": entry.tag, "v": entry.out(value, self.write)}
        finally:
            self._depth -= 1

    def _at(self, value: Any) -> dict[str, Any]:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self.table)
            self.table.append(value)
        return {"$": "at", "n": number}

    def content(self, value: Any) -> list[Any]:
        """Tag and content of something in the table, as it is now."""
        shared = self.dialect.shared_name(type(value))
        if shared is not None:
            fields = [[str(name), self.write(item)] for name, item in vars(value).items()]
            return ["instance", shared, fields]
        entry = _find(type(value))
        if entry is None:
            raise Unsendable(f"a {type(value).__name__} cannot be passed on")
        return [entry.tag, entry.out(value, self.write)]

    def heap(self) -> list[Any]:
        """The contents of what was added to the table since the last time, in order."""
        contents = []
        while self._written < len(self.table):
            contents.append(self.content(self.table[self._written]))
            self._written += 1
        return contents


class Reader:
    """Reads values; `heap` is what the other side's Writer gave, and goes to the end of `table`."""

    def __init__(self, dialect: Dialect, table: list[Any], heap: list[Any]) -> None:
        self.dialect, self.table = dialect, table
        self._depth = 0
        first = len(table)
        # Hollow ones first: everything else may point to them.
        table.extend(self._hollow(content) for content in heap)
        for number in reversed(range(first, len(table))):
            if table[number] is None:
                table[number] = self._entry(heap[number - first][0]).make(heap[number - first][1], self.read)
        for number, content in enumerate(heap, start=first):
            if content[0] == "instance" or self._entry(content[0]).hollow:
                self.fill(number, content)

    def _entry(self, tag: Any) -> Kind:
        entry = _find(tag) if isinstance(tag, str) else None
        if entry is None:
            raise Malformed("a value of an unknown kind")
        return entry

    def _hollow(self, content: list[Any]) -> Any:
        if content[0] == "instance":
            return object.__new__(self.dialect.shared_class(content[1]))
        entry = self._entry(content[0])
        if entry.fill is None:
            raise Malformed("a value that does not change in place")
        return entry.make(content[1], self.read) if entry.hollow else None

    def fill(self, number: int, content: list[Any]) -> None:
        """Give something in the table a content. Raises Malformed if it is of another kind."""
        value = self.table[number]
        if content[0] == "instance":
            self._fill_instance(value, content)
            return
        entry = self._entry(content[0])
        if entry is not _find(type(value)) or entry.fill is None:
            raise Malformed("a content of another kind")
        entry.fill(value, content[1], self.read)

    def _fill_instance(self, value: Any, content: list[Any]) -> None:
        kind = self.dialect.shared_class(content[1])
        if type(value) is not kind:
            raise Malformed("a content of another class")
        fields = {name: self.read(item) for name, item in content[2]}
        # A field must not take the place of a method: who sends it could answer for the instructor's class.
        if not all(is_name(name) and not callable(getattr(kind, name, None)) for name in fields):
            raise Malformed("a field that cannot be set")
        value.__dict__.clear()
        value.__dict__.update(fields)

    def read(self, data: Any) -> Any:
        """A value. Raises Malformed, ValueError, TypeError, KeyError for what is none."""
        if data is None or isinstance(data, bool | int | float | str):
            return data
        if not isinstance(data, dict):
            raise Malformed("a value without a kind")
        tag = data["$"]
        if tag == "at":
            number = data["n"]
            if type(number) is not int or not 0 <= number < len(self.table) or self.table[number] is None:
                raise Malformed("a value that is not there")
            return self.table[number]
        entry = _find(tag) if isinstance(tag, str) else None
        if entry is None:
            return self.dialect.inward(data, self.read)
        if entry.fill is not None or self._depth > DEPTH:
            raise Malformed("a value in the wrong place")
        self._depth += 1
        try:
            return entry.make(data["v"], self.read)
        finally:
            self._depth -= 1


class _Data:
    """A dialect of what has nothing but data."""

    def shared_name(self, kind: type) -> None:
        return None

    def shared_class(self, name: str) -> type:
        raise Malformed("no class is shared")

    def outward(self, value: Any, write: Write) -> dict[str, Any]:
        raise Unsendable("no plain value")

    def inward(self, data: dict[str, Any], read: Read) -> Any:
        raise Malformed("a value of an unknown kind")


def is_long(value: Any) -> bool:
    """Whether a value is too long to be watched."""
    return bool(
        getattr(value, "nbytes", 0) > WATCHED or (hasattr(type(value), "__len__") and len(value) > WATCHED // 20)
    )


def plain_text(value: Any) -> str | None:
    """The content of what can be changed in place, to be compared with later; None for other values and long ones."""
    kind = BY_TYPE.get(type(value))
    if kind is None or kind.fill is None or is_long(value):
        return None
    writer = Writer(_Data(), [])
    try:
        text = json.dumps([writer.write(value), writer.heap()])
    except (Unsendable, ValueError):
        return None
    return text if len(text) <= WATCHED else None


def is_simple(kind: Any) -> bool:
    """Whether objects of a class can be made empty, without any code of its own."""
    return kind.__new__ is object.__new__


def is_name(name: object) -> bool:
    """Whether this may be the name of an attribute: an identifier, none of Python's own."""
    return isinstance(name, str) and name.isascii() and name.isidentifier() and not name.startswith("__")
