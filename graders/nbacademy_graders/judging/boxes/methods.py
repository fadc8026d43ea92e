"""In the judge's box: what a proxy does under Python's own names, such as `len()`, `+` or a call."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from nbacademy_graders.judging.boxes.remote import (
    AgentFunction,
    Remote,
    ask,
    is_expected,
    is_proxy,
    may_decide,
    peek,
    plain_form,
    put,
)


def _operated(function: Callable[..., Any], *, reflected: bool = False) -> Callable[..., Any]:
    """An operator: asked there for the test's own objects and among the student's, else on plain data here."""

    def method(self: Remote, *others: Any) -> Any:
        __tracebackhide__ = True
        line = peek(self, "__line__")
        if all(may_decide(self, other) for other in others or (None,)):
            result = line.request(function, *others, self) if reflected else line.request(function, self, *others)
            if is_proxy(result) and is_expected(type(result)):
                put(result, "__built__", peek(self, "__built__"))
            return result
        plain = plain_form(self)
        if plain is NotImplemented:
            raise TypeError(f"the student's code gave a {type(self).__name__} where a plain value was expected")
        return function(*others, plain) if reflected else function(plain, *others)

    return method


def _asked(function: Callable[..., Any]) -> Callable[..., Any]:
    """What the student's side may always say: it comes back as data, and it learns nothing to decide by."""

    def method(self: Remote, *arguments: Any) -> Any:
        __tracebackhide__ = True
        return ask(self, function, *arguments)

    return method


def _called(self: Remote, *arguments: Any, **named: Any) -> Any:
    __tracebackhide__ = True
    return peek(self, "__line__").request(self, *arguments, **named)


def _contains(self: Remote, item: Any) -> bool:
    if may_decide(self, item):
        return bool(ask(self, operator.contains, item))
    return any(item is other or item == other for other in self)  # type: ignore[attr-defined]


def _length(self: Remote) -> int:
    value = ask(self, len)
    if type(value) is not int:
        raise TypeError("the length of a student's object is no number")
    return value


def _true(self: Remote) -> bool:
    return ask(self, bool) is True


def _iterated(self: Remote) -> Iterator[Any]:
    iterator = ask(self, iter)
    return iterator if is_proxy(iterator) else iter(iterator)


def _awaited(self: Remote) -> Any:
    return peek(self, "__line__").request(AgentFunction("result_of"), self)
    yield  # an awaitable's iterator that never waits


def _followed(self: Remote) -> Any:
    found = peek(self, "__line__").request(AgentFunction("following"), self)
    if type(found) is not tuple or not found:
        raise StopIteration
    return found[0]


def _entered(self: Remote) -> Any:
    return peek(self, "__line__").request(AgentFunction("enter"), self)


def _left(self: Remote, kind: Any, value: BaseException | None, traceback: Any) -> bool:
    text = None if value is None else str(value)
    return peek(self, "__line__").request(AgentFunction("leave"), self, text) is True


_ARITHMETIC = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift")
_ARITHMETIC_TOO = {"and": operator.and_, "or": operator.or_, "xor": operator.xor}
#: By name; a proxy's class has those that the student's class has.
METHODS: dict[str, Callable[..., Any]] = {
    "__call__": _called,
    "__len__": _length,
    "__bool__": _true,
    "__iter__": _iterated,
    "__next__": _followed,
    "__reversed__": _asked(reversed),
    "__getitem__": _asked(operator.getitem),
    "__setitem__": _asked(operator.setitem),
    "__delitem__": _asked(operator.delitem),
    "__contains__": _contains,
    "__enter__": _entered,
    "__exit__": _left,
    "__await__": _awaited,
}
for _name in ("lt", "le", "gt", "ge"):
    METHODS[f"__{_name}__"] = _operated(getattr(operator, _name))
for _name, _function in {**{name: getattr(operator, name) for name in _ARITHMETIC}, **_ARITHMETIC_TOO}.items():
    METHODS[f"__{_name}__"] = _operated(_function)
    METHODS[f"__r{_name}__"] = _operated(_function, reflected=True)
    METHODS[f"__i{_name}__"] = _operated(getattr(operator, f"i{_name}"))
for _function in (operator.neg, operator.pos, operator.invert, abs, int, float, round, operator.index):
    METHODS[f"__{_function.__name__}__"] = _operated(_function)
