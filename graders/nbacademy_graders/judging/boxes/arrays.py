"""numpy's and pandas' values on the wire: raw numbers and lists, and only of types that hold no Python objects."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from nbacademy_graders.judging.boxes.wire import (
    BY_TAG,
    BY_TYPE,
    FINDERS,
    Kind,
    Malformed,
    Read,
    Unsendable,
    Write,
    add,
    bytes_of,
    text_of,
)

#: numpy's type codes that are plain numbers, text or times.
_CODES = frozenset("biufcUSmM")
_GENERATORS = frozenset({"PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"})
#: pandas' own types, by name, that a column may have.
_EXTENSIONS = frozenset(
    [
        *("str", "string", "boolean", "Float32", "Float64"),
        *("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"),
    ]
)


def _numpy() -> Any:
    return importlib.import_module("numpy")


def _pandas() -> Any:
    return importlib.import_module("pandas")


def _dtype(code: Any) -> Any:
    found = _numpy().dtype(str(code))
    if found.kind not in _CODES or found.hasobject or found.names:
        raise Malformed("an array of a type that is not plain")
    return found


def _out_array(value: Any, write: Write) -> list[Any]:
    if value.dtype.kind not in _CODES:
        raise Unsendable(f"an array of {value.dtype} cannot be passed on")
    return [value.dtype.str, list(value.shape), text_of(_numpy().ascontiguousarray(value).tobytes())]


def _make_array(content: Any, read: Read) -> Any:
    code, shape, text = content
    dtype, sizes = _dtype(code), [int(size) for size in shape]
    data = bytes_of(text)
    if dtype.itemsize == 0:  # empty text: there are no bytes to read from
        return _numpy().zeros(sizes, dtype) if _numpy().prod(sizes) <= len(text) + 1000 else []
    return _numpy().frombuffer(data, dtype).reshape(sizes).copy()


def _fill_array(value: Any, content: Any, read: Read) -> None:
    now = _make_array(content, read)
    if now.shape != value.shape or now.dtype != value.dtype:
        raise Malformed("an array of another shape")
    if value.flags.writeable:
        value[...] = now


def _out_scalar(value: Any, write: Write) -> list[Any]:
    return [value.dtype.str, text_of(value.tobytes())]


def _make_scalar(content: Any, read: Read) -> Any:
    code, text = content
    return _numpy().frombuffer(bytes_of(text), _dtype(code))[0] if text else _numpy().str_("")


def _out_generator(value: Any, write: Write) -> Any:
    return _state(value.bit_generator.state, write)


def _state(value: Any, write: Write) -> Any:
    if isinstance(value, dict):
        return {str(name): _state(item, write) for name, item in value.items()}
    return _out_array(value, write) if hasattr(value, "dtype") and value.shape else write(_plain(value))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _read_state(content: Any, read: Read) -> Any:
    if isinstance(content, dict) and "$" not in content:
        return {name: _read_state(item, read) for name, item in content.items()}
    return _make_array(content, read) if isinstance(content, list) else read(content)


def _make_generator(content: Any, read: Read) -> Any:
    name = content["bit_generator"]
    if name not in _GENERATORS:
        raise Malformed("an unknown generator of random numbers")
    random = _numpy().random
    value = random.Generator(getattr(random, name)())
    _fill_generator(value, content, read)
    return value


def _fill_generator(value: Any, content: Any, read: Read) -> None:
    value.bit_generator.state = _read_state(content, read)


def _fill_state(value: Any, content: Any, read: Read) -> None:
    kind, words, *rest = content
    value.set_state((str(kind), _make_array(words, read), *rest))


def _out_state(value: Any, write: Write) -> list[Any]:
    kind, words, *rest = value.get_state()
    return [kind, _out_array(words, write), *rest]


def _out_column(values: Any, write: Write) -> dict[str, Any]:
    """The values of a series or an index: numbers raw, others one by one."""
    dtype = values.dtype
    if type(dtype).__module__.startswith("numpy") and dtype.kind in _CODES:
        return {"type": "numpy", "values": _out_array(values.to_numpy(), write)}
    if str(dtype) == "category":
        categories = _out_column(values.categories if hasattr(values, "categories") else values.cat.categories, write)
        codes = values.codes if hasattr(values, "codes") else values.cat.codes
        ordered = bool(dtype.ordered)
        return {"type": "category", "codes": [int(code) for code in codes], "of": categories, "ordered": ordered}
    if getattr(dtype, "tz", None) is not None:
        moments = _pandas().DatetimeIndex(values).tz_convert("UTC").tz_localize(None)
        return {"type": "moments", "values": _out_array(moments.to_numpy(), write), "zone": str(dtype.tz)}
    if str(dtype) not in _EXTENSIONS and str(dtype) != "object":
        raise Unsendable(f"a pandas column of {dtype} cannot be passed on")
    missing = values.isna()
    items = [None if gone and str(dtype) != "object" else item for item, gone in zip(values, missing, strict=True)]
    return {"type": str(dtype), "values": [write(item) for item in items]}


def _read_column(content: Any, read: Read) -> Any:
    pandas, kind = _pandas(), content["type"]
    if kind == "numpy":
        return _make_array(content["values"], read)
    if kind == "category":
        of = _read_column(content["of"], read)
        return pandas.Categorical.from_codes(content["codes"], categories=of, ordered=content["ordered"] is True)
    if kind == "moments":
        moments = pandas.DatetimeIndex(_make_array(content["values"], read))
        return moments.tz_localize("UTC").tz_convert(str(content["zone"])).array
    if kind not in _EXTENSIONS and kind != "object":
        raise Malformed("a pandas column of an unknown type")
    return pandas.Series([read(item) for item in content["values"]], dtype=kind).array


def _out_index(value: Any, write: Write) -> dict[str, Any]:
    pandas = _pandas()
    if isinstance(value, pandas.MultiIndex):
        levels = [_out_index(value.get_level_values(number), write) for number in range(value.nlevels)]
        return {"levels": levels}
    name = write(value.name)
    if type(value) is pandas.RangeIndex:
        return {"range": [value.start, value.stop, value.step], "name": name}
    frequency = getattr(value, "freqstr", None)
    return {"column": _out_column(value, write), "name": name, "frequency": frequency}


def _read_index(content: Any, read: Read) -> Any:
    pandas = _pandas()
    if "levels" in content:
        levels = [_read_index(level, read) for level in content["levels"]]
        return pandas.MultiIndex.from_arrays(levels, names=[level.name for level in levels])
    name = read(content["name"])
    if "range" in content:
        return pandas.RangeIndex(*(int(part) for part in content["range"]), name=name)
    index = pandas.Index(_read_column(content["column"], read), name=name)
    if isinstance(content.get("frequency"), str) and isinstance(index, pandas.DatetimeIndex):
        index.freq = content["frequency"]
    return index


def _out_frame(value: Any, write: Write) -> dict[str, Any]:
    columns = [_out_column(value.iloc[:, number], write) for number in range(value.shape[1])]
    return {"columns": _out_index(value.columns, write), "index": _out_index(value.index, write), "data": columns}


def _make_frame(content: Any, read: Read) -> Any:
    index = _read_index(content["index"], read)
    data = {number: _read_column(column, read) for number, column in enumerate(content["data"])}
    if any(len(column) != len(index) for column in data.values()):
        raise Malformed("a column of another length")
    frame = _pandas().DataFrame(data, index=index)
    frame.columns = _read_index(content["columns"], read)
    return frame


def _out_series(value: Any, write: Write) -> dict[str, Any]:
    index = _out_index(value.index, write)
    return {"data": _out_column(value, write), "index": index, "name": write(value.name)}


def _make_series(content: Any, read: Read) -> Any:
    data, index = _read_column(content["data"], read), _read_index(content["index"], read)
    if len(data) != len(index):
        raise Malformed("a column of another length")
    return _pandas().Series(data, index=index, name=read(content["name"]))


def _fill_frame(value: Any, content: Any, read: Read) -> None:
    value._update_inplace(_make_frame(content, read))  # what every `inplace=True` of pandas ends in


def _fill_series(value: Any, content: Any, read: Read) -> None:
    value._update_inplace(_make_series(content, read))


def _out_moment(value: Any, write: Write) -> Any:
    return None if value != value else [int(value.value), value.unit, None if value.tz is None else str(value.tz)]  # noqa: PLR0124  NaT


def _add_numpy(numpy: Any) -> None:
    add(numpy.ndarray, Kind("array", _out_array, _make_array, _fill_array, hollow=False))
    add(numpy.random.Generator, Kind("generator", _out_generator, _make_generator, _fill_generator, hollow=False))
    state = Kind("random-state", _out_state, lambda content, read: _numpy().random.RandomState(), _fill_state)
    add(numpy.random.RandomState, state)
    scalar = Kind("scalar", _out_scalar, _make_scalar)
    for code in numpy.sctypeDict.values():
        if numpy.dtype(code).kind in _CODES:
            add(code, scalar)


def _add_pandas(pandas: Any) -> None:
    add(pandas.DataFrame, Kind("frame", _out_frame, _make_frame, _fill_frame, hollow=False))
    add(pandas.Series, Kind("series", _out_series, _make_series, _fill_series, hollow=False))
    index = Kind("index", _out_index, _read_index_of)
    names = ("Index", "RangeIndex", "DatetimeIndex", "TimedeltaIndex", "CategoricalIndex", "MultiIndex")
    for name in names:
        add(getattr(pandas, name), index)
    add(pandas.Timestamp, Kind("timestamp", _out_moment, _make_moment))
    add(type(pandas.NaT), Kind("nat", lambda value, write: None, lambda content, read: _pandas().NaT))
    add(type(pandas.NA), Kind("na", lambda value, write: None, lambda content, read: _pandas().NA))
    add(
        pandas.Timedelta,
        Kind(
            "pandas-timedelta",
            lambda value, write: int(value.as_unit("ns").value),
            lambda content, read: _pandas().Timedelta(int(content), unit="ns"),
        ),
    )


def _read_index_of(content: Any, read: Read) -> Any:
    return _read_index(content, read)


def _make_moment(content: Any, read: Read) -> Any:
    value, unit, zone = content
    if unit not in ("s", "ms", "us", "ns"):
        raise Malformed("a time of an unknown unit")
    moment = _pandas().Timestamp(int(value), unit=unit)
    return moment if zone is None else moment.tz_localize("UTC").tz_convert(str(zone))


_TAGS = {
    "numpy": ("array", "scalar", "generator", "random-state"),
    "pandas": ("frame", "series", "index", "timestamp", "nat", "na"),
}
_ADD = {"numpy": _add_numpy, "pandas": _add_pandas}
_added: set[str] = set()


def _find(key: type | str) -> Kind | None:
    """Add a library's kinds when the first of its values is written, or read."""
    if isinstance(key, type):
        library = key.__module__.partition(".")[0]
        if library not in _ADD or library in _added or library not in sys.modules:
            return None
    else:
        found = next((name for name, tags in _TAGS.items() if key in tags or key.startswith(name)), None)
        if found is None or found in _added:
            return None
        library = found
    _added.add(library)
    _ADD[library](importlib.import_module(library))
    return BY_TYPE.get(key) if isinstance(key, type) else BY_TAG.get(key)


FINDERS.append(_find)
