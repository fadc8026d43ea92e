"""In the student's box: handles for what is not plain, and what the judge names."""

from __future__ import annotations

import functools
import importlib
import types
from collections.abc import Callable
from typing import Any

from nbacademy_graders.judging.boxes.wire import Malformed, Write, is_simple

_SIMPLE: tuple[Any, ...] = (bool, int, float, complex, str, bytes, bytearray, range, list, tuple, dict, set, frozenset)
#: Classes that both sides have, by name.
BUILTIN = {kind.__name__: kind for kind in (*_SIMPLE, object, type, type(None))}
DERIVED = (bool, int, float, str, bytes, list, tuple, dict, set, frozenset)
#: What a stream of the judge's gives at its end.
END = object()
_FUNCTIONS = (types.FunctionType, types.MethodType, types.BuiltinFunctionType, functools.partial)


class Handles:
    """The student's objects by number; the dialect of this side. `agent` has the functions that the judge may call."""

    def __init__(self, namespace: dict[str, Any], agent: Any) -> None:
        self.namespace = namespace
        self.classes: frozenset[str] = frozenset()
        self._agent = agent
        self._objects: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._told: set[int] = set()
        self._telling: set[int] = set()

    def told(self, *, indeed: bool) -> None:
        """What was described since the last time has been sent, or else must be described again."""
        if indeed:
            self._told |= self._telling
        self._telling = set()

    def shared_name(self, kind: type) -> str | None:
        """See Dialect."""
        name = kind.__name__
        return name if self._is_shared(kind) and is_simple(kind) else None

    def _is_shared(self, kind: type) -> bool:
        return kind.__name__ in self.classes and self.namespace.get(kind.__name__) is kind

    def shared_class(self, name: str) -> type:
        """See Dialect."""
        return self.namespace[name]  # type: ignore[no-any-return]

    def outward(self, value: Any, write: Write) -> dict[str, Any]:
        """A handle, described the first time. What a library has derived from a builtin class goes as the builtin."""
        kind = type(value)
        if kind is type and BUILTIN.get(name := str(value.__name__)) is value:
            return {"$": "builtin", "name": name}
        if isinstance(value, type) and self._is_shared(value):
            return {"$": "shared", "name": value.__name__}
        if hasattr(kind, "__members__"):
            if self._is_shared(kind):
                return {"$": "member", "class": kind.__name__, "name": value.name}
        elif isinstance(value, tuple) and kind.__module__ != "__main__" and hasattr(kind, "_fields"):
            return {"$": "named", "name": kind.__name__, "fields": list(kind._fields), "v": [write(v) for v in value]}
        elif isinstance(value, DERIVED) and kind.__module__ != "__main__":
            return write(plain(value))  # type: ignore[no-any-return]
        return self._handle(value, write)

    def _handle(self, value: Any, write: Write) -> dict[str, Any]:
        number = self.number(value)
        if number in self._told or number in self._telling:
            return {"$": "remote", "n": number}
        self._telling.add(number)
        describe = self._class if isinstance(value, type) else self._object
        return {"$": "remote", "n": number, **describe(value, write)}

    def number(self, value: Any) -> int:
        """The number of an object, which it keeps."""
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._objects)
            self._objects.append(value)  # kept, so that its id is never another's
        return self._numbers[id(value)]

    def _object(self, value: Any, write: Write) -> dict[str, Any]:
        kind = "function" if isinstance(value, _FUNCTIONS) else "object"
        derived = next((base.__name__ for base in DERIVED if isinstance(value, base)), None)
        about: dict[str, Any] = {"kind": kind, "of": self.outward(type(value), write), "plain": derived}
        if kind == "function":
            about["name"] = getattr(value, "__name__", "function")
        return about

    def _class(self, value: type, write: Write) -> dict[str, Any]:
        about: dict[str, Any] = {"kind": "class", "name": value.__name__}
        about["can"] = [name for name in dir(value) if name.startswith("__") and getattr(value, name, None) is not None]
        about["home"] = None if value.__module__ == "__main__" else [str(value.__module__), value.__qualname__]
        about["error"] = [base.__name__ for base in value.__mro__] if issubclass(value, BaseException) else None
        bases = [base for base in value.__bases__ if base is not object and base.__module__ == "__main__"]
        about["bases"] = [self.outward(base, write) for base in bases]
        return about

    def inward(self, data: dict[str, Any], read: Callable[[Any], Any]) -> Any:
        """What the judge names: an object of ours, something importable, or a function of its own."""
        tag, name = data["$"], data.get("name")
        named: dict[str, Callable[[], Any]] = {
            "remote": lambda: self._objects[data["n"]],
            "global": lambda: functools.reduce(getattr, str(name).split("."), importlib.import_module(data["module"])),
            "module": lambda: importlib.import_module(str(name)),
            "agent": lambda: getattr(self._agent, str(name)),
            "shared": lambda: self.namespace[str(name)],
            "member": lambda: self.namespace[data["class"]][name],
            "callback": lambda: self._agent.callback(data["n"]),
            "stream": lambda: iter(self._agent.callback(data["n"]), END),
        }
        if tag not in named:
            raise Malformed("a value of an unknown kind")
        return named[tag]()


class Numbers:
    """Writes as `handles` does, but with bare numbers: for comparing only."""

    def __init__(self, handles: Handles) -> None:
        self.shared_name, self.shared_class, self.inward = handles.shared_name, handles.shared_class, handles.inward
        self._number = handles.number

    def outward(self, value: Any, write: Write) -> dict[str, Any]:
        """A handle that describes nothing."""
        return {"$": "remote", "n": self._number(value)}


def plain(value: Any) -> Any:
    """What a value of a class derived from a builtin one holds, as the builtin one. Raises TypeError for others."""
    kind = next((kind for kind in DERIVED if isinstance(value, kind)), None)
    if kind is None:
        raise TypeError(f"a {type(value).__name__} has no plain form")
    return _PLAIN[kind](value)


#: By way of the builtin class's own methods: what a derived class says of itself does not count.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    bool: bool,
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}
