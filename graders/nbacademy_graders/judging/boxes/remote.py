"""In the judge's box: proxies for the student's objects.

Reading an attribute, calling, indexing, iterating go to the student's side and come back as data. Comparing and
calculating with the judge's own values don't: there the student's code would decide the test. Exceptions are objects
which the test itself has made by calling a class of the student's: what their operators do is what is tested.
"""

from __future__ import annotations

import copy
import inspect
import operator
import sys
import types
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbacademy_graders.judging.boxes.line import Line

peek = object.__getattribute__
put = object.__setattr__
_BUILTIN = {kind.__name__: kind for kind in (int, float, str, bytes, list, tuple, dict, set, frozenset)}
#: Attributes with names of Python's own that the student's side is asked for.
_ASKED = frozenset(
    [
        *("__dict__", "__doc__", "__qualname__", "__annotations__", "__defaults__"),
        *("__kwdefaults__", "__wrapped__", "__self__", "__func__"),
    ]
)
_CODE = ("co_argcount", "co_kwonlyargcount", "co_posonlyargcount", "co_flags", "co_name", "co_names", "co_varnames")
#: By which notebooks show objects: a proxy is shown as what it is.
_SHOWING = ("_repr_", "_ipython_")


class AgentFunction:
    """A function of the agent's own, by name."""

    def __init__(self, name: str) -> None:
        self.name = name


class ImportedThere:
    """A function of a library on the student's side."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class RemoteType(type):
    """The class of proxies' classes: each stands for a class of the student's side."""

    __class_n__: int
    __class_line__: Line
    #: The name under which the assignment's own solution has a class, too, or None. Only then, and in a test that uses
    #: this name, may its objects say how they compare: a function's place can be taken by a class that equals all.
    __class_expected__: str | None
    #: Module and name, if it is a library's.
    __class_home__: tuple[str, str] | None

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RemoteType:
        """Only this module makes such classes (by `type.__new__`)."""
        raise TypeError("a class of the student's cannot be inherited from in a test that is judged outside")

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        """Make an object there; it is the test's own then."""
        __tracebackhide__ = True
        made = cls.__class_line__.request(cls, *arguments, **named)
        if is_expected(cls) and issubclass(type(made), cls):
            put(made, "__built__", True)
        return made

    def __getattr__(cls, name: str) -> Any:
        __tracebackhide__ = True
        if name.startswith(_SHOWING):
            raise AttributeError(name)
        if name == "__signature__":
            return _signature(cls.__class_line__, cls)
        if name.startswith("__") and name not in _ASKED:
            raise AttributeError(name)
        line = cls.__class_line__
        value = line.expected(name, line.request(getattr, cls, name))
        return value if line.trusting or is_expected(cls) else guarded(value, name)

    def __setattr__(cls, name: str, value: Any) -> None:
        cls.__class_line__.request(setattr, cls, name, value)

    def __iter__(cls) -> Iterator[Any]:
        return iter(cls.__class_line__.request(list, cls))

    def __len__(cls) -> int:
        return int(cls.__class_line__.request(len, cls))

    def __getitem__(cls, key: Any) -> Any:
        return cls.__class_line__.request(operator.getitem, cls, key)

    def expect(cls, name: str) -> None:
        """Let this class have the rights of the solution's class of that name."""
        type.__setattr__(cls, "__class_expected__", name)

    def __repr__(cls) -> str:
        return f"<class '__main__.{cls.__name__}'>"


class Remote:
    """A proxy. Its attributes are those of the student's object, so it has none of its own but Python's."""

    __slots__ = ("__about__", "__built__", "__line__", "__n__", "__weakref__")
    __array_ufunc__ = None  # numpy shall not take it for a number

    def __getattribute__(self, name: str) -> Any:
        __tracebackhide__ = True
        about = peek(self, "__about__")
        if name.startswith("__") and name.endswith("__"):
            return _own(self, name, about)
        if name.startswith(_SHOWING):
            raise AttributeError(name)
        value = ask(self, getattr, name)
        free = peek(self, "__line__").trusting or peek(self, "__built__") or is_expected(type(self))
        return value if free else guarded(value, name)

    def __setattr__(self, name: str, value: Any) -> None:
        ask(self, setattr, name, value)

    def __delattr__(self, name: str) -> None:
        ask(self, delattr, name)

    def __dir__(self) -> Any:
        return ask(self, dir)

    def __eq__(self, other: object) -> Any:
        __tracebackhide__ = True
        if self is other:
            return True
        if may_decide(self, other):
            return ask(self, operator.eq, other)
        return _compared(self, other, operator.eq, otherwise=False)

    def __ne__(self, other: object) -> Any:
        __tracebackhide__ = True
        if self is other:
            return False
        if may_decide(self, other):
            return ask(self, operator.ne, other)
        return _compared(self, other, operator.ne, otherwise=True)

    def __hash__(self) -> int:
        return int(ask(self, hash))

    def __copy__(self) -> Any:
        return _copied(self, copy.copy)

    def __deepcopy__(self, memo: Any) -> Any:
        return _copied(self, copy.deepcopy)

    def __repr__(self) -> str:
        if peek(self, "__built__"):
            return str(ask(self, repr))
        return f"<{type(self).__name__} of the student's>"

    def __str__(self) -> str:
        return str(ask(self, str)) if peek(self, "__built__") else repr(self)


def _own(proxy: Remote, name: str, about: dict[str, Any]) -> Any:
    """An attribute with a name of Python's own."""
    if name == "__class__":
        if about["kind"] == "function":
            return types.FunctionType
        return _BUILTIN.get(about["plain"]) or _library_class(type(proxy)) or type(proxy)
    if name == "__name__" and about["kind"] == "function":
        return about["name"]
    if name == "__signature__":
        return _signature(peek(proxy, "__line__"), proxy)
    if name == "__code__" and about["kind"] == "function":
        return _code(proxy)
    return ask(proxy, getattr, name) if name in _ASKED else peek(proxy, name)


def _library_class(kind: Any) -> type | None:
    """What a proxy's class stands for, if that is a library's: for `isinstance`, where a test needs such objects."""
    line, home = type.__getattribute__(kind, "__class_line__"), type.__getattribute__(kind, "__class_home__")
    module, name = home or ("", "")
    if not line.trusting or module.partition(".")[0] in ("", "builtins", "numpy", "pandas", "torch"):
        return None  # what travels as data is no proxy
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) else None


def _code(proxy: Remote) -> types.SimpleNamespace:
    """What tests read of a function's code."""
    values = peek(proxy, "__line__").request(AgentFunction("code"), proxy, _CODE)
    return types.SimpleNamespace(**dict(zip(_CODE, values, strict=True)))


def _signature(line: Line, value: Any) -> inspect.Signature:
    kinds = list(inspect._ParameterKind)
    return inspect.Signature(
        [
            inspect.Parameter(name, kinds[kind], default=... if has_default else inspect.Parameter.empty)
            for name, kind, has_default in line.request(AgentFunction("signature"), value)
        ]
    )


def ask(proxy: Remote, function: Callable[..., Any], *arguments: Any) -> Any:
    __tracebackhide__ = True
    return peek(proxy, "__line__").request(function, proxy, *arguments)


def _copied(proxy: Remote, function: Callable[[Any], Any]) -> Any:
    made = ask(proxy, function)
    if is_proxy(made):
        put(made, "__built__", peek(proxy, "__built__"))
    return made


def is_proxy(value: Any) -> bool:
    return issubclass(type(value), Remote)


class Told:
    """A method of an object such as the solution hands over none: it may say what it is, and not judge the test's own
    values (as `result.equals(expected)` would)."""

    def __init__(self, value: Any, name: str) -> None:
        self._value, self._name = value, name

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call it without arguments."""
        __tracebackhide__ = True
        if arguments or named:
            raise TypeError(f"{self._name}() is a method of an object where a plain value was expected")
        return self._value()


def guarded(value: Any, name: str) -> Any:
    """An attribute's value; without its powers if it is a function or a class."""
    can_be_called = isinstance(value, RemoteType) or (is_proxy(value) and callable(value))
    return Told(value, name) if can_be_called else value


def is_expected(kind: type) -> bool:
    """See RemoteType."""
    name = type.__getattribute__(kind, "__class_expected__")
    return name is not None and name in type.__getattribute__(kind, "__class_line__").names


def may_decide(proxy: Remote, other: Any) -> bool:
    """Whether the student's side may say how these compare: it is the test's own object, or both are the student's."""
    return bool(peek(proxy, "__built__")) or is_proxy(other)


def plain_form(proxy: Remote) -> Any:
    """What an object of a class derived from a builtin one holds; NotImplemented if it isn't one."""
    kind = _BUILTIN.get(peek(proxy, "__about__")["plain"])
    if kind is None:
        return NotImplemented
    value = peek(proxy, "__line__").request(AgentFunction("plain"), proxy)
    return value if type(value) is kind else NotImplemented


def _compared(proxy: Remote, other: Any, function: Callable[[Any, Any], Any], *, otherwise: bool) -> Any:
    plain = plain_form(proxy)
    return otherwise if plain is NotImplemented else function(plain, other)
