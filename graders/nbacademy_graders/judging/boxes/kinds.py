"""The kinds of Python's own plain values."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import io
import pathlib
import random
import re
import uuid
from collections.abc import Callable
from typing import Any

from nbacademy_graders.judging.boxes.wire import Kind, Read, Write, add, bytes_of, text_of

_FACTORIES: dict[str, Any] = {kind.__name__: kind for kind in (int, float, str, bool, list, dict, set, tuple)}


def _items(value: Any, write: Write) -> list[Any]:
    return [write(item) for item in value]


def _pairs(value: Any, write: Write) -> list[Any]:
    return [[write(key), write(item)] for key, item in value.items()]


def _read_pairs(content: Any, read: Read) -> dict[Any, Any]:
    return {read(key): read(item) for key, item in content}


def _fill_list(value: Any, content: Any, read: Read) -> None:
    value.clear()
    value.extend(read(item) for item in content)


def _fill_set(value: set[Any], content: Any, read: Read) -> None:
    value.clear()
    value.update(read(item) for item in content)


def _fill_dict(value: dict[Any, Any], content: Any, read: Read) -> None:
    pairs = _read_pairs(content, read)
    value.clear()
    value.update(pairs)


def _out_bytes(value: bytes | bytearray, write: Write) -> str:
    return text_of(bytes(value))


def _fill_bytes(value: bytearray, content: Any, read: Read) -> None:
    value[:] = bytes_of(content)


def _as_text(value: Any, write: Write) -> str:
    return str(value)


def _parts(value: range | slice, write: Write) -> list[Any]:
    return [write(part) for part in (value.start, value.stop, value.step)]


def _add_immutable() -> None:
    add(range, Kind("range", _parts, lambda content, read: range(*map(read, content))))
    add(slice, Kind("slice", _parts, lambda content, read: slice(*map(read, content))))
    add(tuple, Kind("tuple", _items, lambda content, read: tuple([read(item) for item in content])))
    add(frozenset, Kind("frozenset", _items, lambda content, read: frozenset(read(item) for item in content)))
    add(int, Kind("int", lambda value, write: hex(value), lambda content, read: int(content, 16)))
    add(
        complex,
        Kind("complex", lambda value, write: [value.real, value.imag], lambda content, read: complex(*content)),
    )
    add(bytes, Kind("bytes", _out_bytes, lambda content, read: bytes_of(content)))
    add(type(...), Kind("ellipsis", lambda value, write: None, lambda content, read: ...))
    add(
        decimal.Decimal,
        Kind("decimal", lambda value, write: str(value), lambda content, read: decimal.Decimal(content)),
    )
    add(type(pathlib.Path()), Kind("path", _as_text, lambda content, read: pathlib.Path(content)))
    add(
        re.Pattern,
        Kind(
            "pattern",
            lambda value, write: [write(value.pattern), int(value.flags)],
            lambda content, read: re.compile(read(content[0]), content[1]),
        ),
    )
    add(uuid.UUID, Kind("uuid", _as_text, lambda content, read: uuid.UUID(content)))
    add(
        fractions.Fraction,
        Kind(
            "fraction",
            lambda value, write: [hex(value.numerator), hex(value.denominator)],
            lambda content, read: fractions.Fraction(*(int(part, 16) for part in content)),
        ),
    )


def _from_text(kind: Any) -> Callable[[Any, Read], Any]:
    return lambda content, read: kind.fromisoformat(content)


def _add_times() -> None:
    for kind in (datetime.datetime, datetime.date, datetime.time):
        add(kind, Kind(kind.__name__, lambda value, write: value.isoformat(), _from_text(kind)))
    add(
        datetime.timedelta,
        Kind(
            "timedelta",
            lambda value, write: [value.days, value.seconds, value.microseconds],
            lambda content, read: datetime.timedelta(*content),
        ),
    )


def _add_views() -> None:
    """Views of dicts, made again on a dict of their own."""
    add(type({}.keys()), Kind("keys", _items, lambda content, read: dict.fromkeys(map(read, content)).keys()))
    add(type({}.values()), Kind("values", _items, lambda content, read: dict(enumerate(map(read, content))).values()))
    add(
        type({}.items()),
        Kind(
            "items",
            lambda value, write: [[write(key), write(item)] for key, item in value],
            lambda content, read: _read_pairs(content, read).items(),
        ),
    )


def _out_default(value: Any, write: Write) -> list[Any]:
    return [getattr(value.default_factory, "__name__", None), _pairs(value, write)]


def _make_default(content: Any, read: Read) -> Any:
    return collections.defaultdict(_FACTORIES.get(content[0]))


def _fill_default(value: dict[Any, Any], content: Any, read: Read) -> None:
    _fill_dict(value, content[1], read)


def _out_file(value: Any, write: Write) -> list[Any]:
    return [write(value.getvalue()), value.tell()]


def _fill_file(value: Any, content: Any, read: Read) -> None:
    value.seek(0)
    value.truncate()
    value.write(read(content[0]))
    value.seek(int(content[1]))


def _make_random(content: Any, read: Read) -> random.Random:
    value = random.Random()  # noqa: S311  the tests' own
    _fill_random(value, content, read)
    return value


def _fill_random(value: random.Random, content: Any, read: Read) -> None:
    version, state, following = content
    value.setstate((version, tuple(state), following))


def _add_mutable() -> None:
    add(list, Kind("list", _items, lambda content, read: [], _fill_list))
    add(set, Kind("set", _items, lambda content, read: set(), _fill_set))
    add(dict, Kind("dict", _pairs, lambda content, read: {}, _fill_dict))
    add(collections.OrderedDict, Kind("ordered", _pairs, lambda content, read: collections.OrderedDict(), _fill_dict))
    add(collections.Counter, Kind("counter", _pairs, lambda content, read: collections.Counter(), _fill_dict))
    add(collections.defaultdict, Kind("defaultdict", _out_default, _make_default, _fill_default))
    add(
        collections.deque,
        Kind(
            "deque",
            lambda value, write: [value.maxlen, _items(value, write)],
            lambda content, read: collections.deque(maxlen=content[0]),
            lambda value, content, read: _fill_list(value, content[1], read),
        ),
    )
    add(
        bytearray,
        Kind("bytearray", lambda value, write: text_of(bytes(value)), lambda content, read: bytearray(), _fill_bytes),
    )
    add(io.StringIO, Kind("text-file", _out_file, lambda content, read: io.StringIO(), _fill_file))
    add(io.BytesIO, Kind("bytes-file", _out_file, lambda content, read: io.BytesIO(), _fill_file))
    add(random.Random, Kind("random", lambda value, write: list(value.getstate()), _make_random, _fill_random))


_add_immutable()
_add_times()
_add_views()
_add_mutable()
