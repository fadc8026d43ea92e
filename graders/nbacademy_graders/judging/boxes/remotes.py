"""In the judge's box: the proxies of one line, made of what the student's side says of its objects."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Any

from nbacademy_graders.judging.boxes.failures import builtin_error, library_error
from nbacademy_graders.judging.boxes.methods import METHODS
from nbacademy_graders.judging.boxes.remote import Remote, RemoteType, is_proxy, peek, put
from nbacademy_graders.judging.boxes.wire import Malformed, Reader, is_name, is_simple

if TYPE_CHECKING:
    from nbacademy_graders.judging.boxes.line import Line


class Remotes:
    """The proxies of one line, by the numbers that the student's side gave them."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._known: dict[int, Any] = {}
        self._errors: dict[type, int] = {}

    def number_of(self, value: Any) -> int | None:
        """The number of a proxy or a proxy's class, None for anything else."""
        if isinstance(value, type):
            own = isinstance(value, RemoteType)
            return type.__getattribute__(value, "__class_n__") if own else self._errors.get(value)
        return peek(value, "__n__") if is_proxy(value) else None

    def read(self, data: dict[str, Any]) -> Any:
        """The proxy of a handle, which describes itself the first time. Raises Malformed, KeyError, TypeError."""
        number = data["n"]
        if type(number) is not int:
            raise Malformed("a handle without a number")
        if number not in self._known:
            self._known[number] = self._class(number, data) if data["kind"] == "class" else self._object(number, data)
        return self._known[number]

    def _object(self, number: int, data: dict[str, Any]) -> Remote:
        kind = self.read(data["of"])
        if not isinstance(kind, RemoteType):
            kind = make_class(self.line, number, "object", (), [])  # an exception as a value: a thing like any other
        proxy: Remote = object.__new__(kind)  # type: ignore[arg-type]  # of Remote's class, whatever its metaclass
        name, plain = data.get("name"), data.get("plain")
        about = {"kind": "function" if data["kind"] == "function" else "object", "name": str(name), "plain": plain}
        for slot, value in (("about", about), ("built", False), ("line", self.line), ("n", number)):
            put(proxy, f"__{slot}__", value)
        return proxy

    def _class(self, number: int, data: dict[str, Any]) -> type:
        name = data["name"] if is_name(data["name"]) else "Unknown"
        bases = tuple(self._base(base) for base in data["bases"])
        if data["error"] is not None:
            made = self._error_class(name, bases, data["error"])
            self._errors[made] = number
            return made
        made = make_class(self.line, number, name, bases, data["can"])
        if data.get("home"):
            module, qualified = data["home"]
            type.__setattr__(made, "__class_home__", (str(module), str(qualified)))
        return made

    def _base(self, data: dict[str, Any]) -> Any:
        """A class that another is derived from: the student's, or the instructor's own."""
        return self.line.inward(data, self.read) if data["$"] == "shared" else self.read(data)

    def _error_class(self, name: str, bases: tuple[type, ...], names: list[str]) -> type:
        bases = tuple(base for base in bases if issubclass(base, Exception)) or (builtin_error(names),)
        return type(name, bases, {"__str__": lambda self: self.__dict__.get("_text", ""), "__module__": "__main__"})

    def exception(self, data: dict[str, Any]) -> BaseException:
        """What the student's code raised: of its class if that is known here, else of the nearest builtin one."""
        names = [str(name) for name in data["names"]]
        if "KeyboardInterrupt" in names:
            return TimeoutError("the student's code took too long")
        reader = Reader(self.line, [], data.get("heap", []))
        kind = reader.read(data["class"]) if "class" in data else library_error(names) or builtin_error(names)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise Malformed("an exception that is none")
        arguments = reader.read(data["args"]) if "args" in data else (str(data["text"]),)
        error = kind.__new__(kind, *arguments)
        if kind in self._errors:
            error.__dict__["_text"] = str(data["text"])
        fields = reader.read(data["fields"]) if "fields" in data else {}
        error.__dict__.update(
            {name: item for name, item in fields.items() if is_name(name) and not hasattr(kind, name)}
        )
        return error


def make_class(line: Line, number: int, name: str, bases: tuple[type, ...], can: list[str]) -> RemoteType:
    """A proxy's class. `bases` of the instructor's make `isinstance` true and lend it nothing."""
    remote = tuple(base for base in bases if isinstance(base, RemoteType))
    abstract: tuple[Any, ...] = tuple(base for base in bases if type(base) is abc.ABCMeta)
    plain = tuple(base for base in bases if type(base) is type and is_simple(base))
    methods: dict[str, Any] = {dunder: METHODS[dunder] for dunder in can if dunder in METHODS}
    namespace: dict[str, Any] = {
        "__slots__": (),
        "__module__": "__main__",
        "__class_expected__": None,
        "__class_home__": None,
    }
    namespace |= {"__class_n__": number, "__class_line__": line}
    try:
        made = type.__new__(RemoteType, name, (*remote, Remote, *plain), {**namespace, **methods})
    except TypeError:  # bases that Python cannot put in an order
        made = type.__new__(RemoteType, name, (Remote,), {**namespace, **methods})
    for base in abstract:
        base.register(made)
    return made
