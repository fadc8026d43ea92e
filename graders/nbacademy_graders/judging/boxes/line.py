"""In the judge's box: the line to the student's box. What comes over it is read as data and never executed."""

from __future__ import annotations

import builtins
import collections
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from nbacademy_graders.judging.boxes.channel import channel
from nbacademy_graders.judging.boxes.failures import warning_kind
from nbacademy_graders.judging.boxes.handles import BUILTIN, DERIVED, plain
from nbacademy_graders.judging.boxes.names import by_name, is_shared
from nbacademy_graders.judging.boxes.randomness import set_state, state
from nbacademy_graders.judging.boxes.remote import RemoteType
from nbacademy_graders.judging.boxes.remotes import Remotes
from nbacademy_graders.judging.boxes.wire import (
    MESSAGE_CHARACTERS,
    Malformed,
    Reader,
    Unsendable,
    Write,
    Writer,
    is_simple,
    plain_text,
)

#: Functions that a test may replace by its own, as `unittest.mock.patch` does, and means the student's calls too.
_PATCHABLE = (
    *(("builtins", name) for name in ("input", "print", "open")),
    *(
        ("random", name)
        for name in ("random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform")
    ),
    *(("time", name) for name in ("sleep", "time", "perf_counter", "monotonic")),
)


class StudentCodeError(RuntimeError):
    """The student's code is gone, or its answer is no data."""


class Line:
    """Calls functions of the student's box. One call at a time; calls back in between are answered."""

    def __init__(self, shell: Any) -> None:
        self.namespace: dict[str, Any] = shell.user_ns
        self.remotes = Remotes(self)
        self.fetched: dict[str, Any] = {}
        self._contents: dict[str, str | None] = {}
        self.classes: frozenset[str] = frozenset()  # names of classes in the assignment's own solution
        self.names: frozenset[str] = frozenset()  # names that the present test uses
        self.trusting = False
        self.pushed: tuple[str, ...] = ()
        self._prompt: Callable[[str], str] = channel().ask
        self._callbacks: list[Callable[..., Any]] = []
        self._stdin = sys.stdin
        self._originals: dict[tuple[str, str], Any] = {("builtins", "input"): no_input}
        self._random: dict[str, Any] | None = None
        self._linked = False
        self._tuples: dict[tuple[str, tuple[str, ...]], Any] = {}
        self._filters = list(warnings.filters)

    def begin(self, names: tuple[str, ...], pushed: tuple[str, ...], *, trusting: bool) -> None:
        """A new test: `names` are kept equal on both sides, `pushed` told to the student's side.

        `trusting`: it may call methods of whatever the student hands over.
        """
        self.names, self.trusting = frozenset(names), trusting
        self.fetched, self._contents, self.pushed = {}, {}, tuple(dict.fromkeys((*names, *pushed)))
        self._random, self._linked = state(), False
        for module, name in _PATCHABLE:
            if module in sys.modules:
                self._originals.setdefault((module, name), getattr(sys.modules[module], name))

    def expected(self, name: str, value: Any) -> Any:
        """What the student's side has under a name; if a class belongs there, with a class's rights."""
        if name in self.classes and isinstance(value, RemoteType):
            RemoteType.expect(value, name)
        return value

    def keep(self, name: str, value: Any) -> None:
        """Bind a name; both sides have this value of it."""
        self.namespace[name] = self.fetched[name] = value
        self._contents[name] = plain_text(value)

    def request(self, target: Any, *arguments: Any, **named: Any) -> Any:
        """Call something of the student's side (or importable there) and give its result as data or as a proxy.

        Raises what the student's code raised, as far as it is of a known class, and StudentCodeError.
        """
        __tracebackhide__ = True
        table: list[Any] = []
        writer = Writer(self, table)
        message: dict[str, Any] = {
            "target": writer.write(target),
            "args": [writer.write(item) for item in arguments],
            "kwargs": {name: writer.write(item) for name, item in named.items()},
            "globals": {name: writer.write(item) for name, item in self._new_globals()},
            "patches": [[*where, writer.write(item)] for where, item in self._patches()],
        }
        self._add_random(message)
        message["filters"] = self._new_filters()
        message["heap"] = writer.heap()
        reply = self._exchange(message)
        return self._result(reply, table)

    def _exchange(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message; answer what is asked back; the reply."""
        __tracebackhide__ = True
        while True:
            text = json.dumps(message)
            if len(text) > MESSAGE_CHARACTERS:
                raise Unsendable("a value is too large to be passed to the student's code")
            try:
                reply = json.loads(self._prompt(text))
            except (ValueError, RecursionError) as error:
                raise StudentCodeError("the student's code gave no usable answer") from error
            if not isinstance(reply, dict):
                raise StudentCodeError("the student's code gave no usable answer")
            if isinstance(reply.get("lost"), str):
                raise StudentCodeError(reply["lost"])
            if "callback" not in reply:
                return reply
            message = self._called_back(reply)

    def _result(self, reply: dict[str, Any], table: list[Any]) -> Any:
        __tracebackhide__ = True
        self._show(reply)
        error = None
        try:
            count = len(table)
            reader = Reader(self, table, reply.get("heap", []))
            for number, content in reply.get("changed", {}).items():
                if int(number) >= count:
                    raise Malformed("a change of what was not passed")
                reader.fill(int(number), content)
            self._take_globals(reply.get("names", {}), reader)
            if self._linked and "random" in reply:
                set_state(reply["random"])
                self._random = state()
            if "raised" in reply:
                error = self.remotes.exception(reply["raised"])
            else:
                return reader.read(reply["value"])
        except Exception as problem:
            raise StudentCodeError("the student's code gave an answer that is no plain data") from problem
        raise error

    def _show(self, reply: dict[str, Any]) -> None:
        """Print here what was printed there, and warn here as was warned there."""
        for stream, name in ((sys.stdout, "out"), (sys.stderr, "err")):
            if reply.get(name):
                stream.write(str(reply[name]))
        for names, text, file, line in reply.get("warned", []):
            kind = warning_kind([str(name) for name in names])
            warnings.warn_explicit(str(text), kind, str(file), int(line), module="__main__")

    def _new_filters(self) -> list[list[str]]:
        """What the test has said of warnings, such as `simplefilter("error")`; the student's side has its own, too."""
        own = [item for item in warnings.filters if item not in self._filters]
        return [[action, getattr(kind, "__name__", "Warning")] for action, _, kind, *_ in reversed(own)]

    def _take_globals(self, names: dict[str, Any], reader: Reader) -> None:
        for name, data in names.items():
            if name in self.fetched and self.namespace.get(name) is self.fetched[name]:
                self.keep(name, reader.read(data))

    def _new_globals(self) -> Iterator[tuple[str, Any]]:
        """Names that the test has bound to something else, as unittest.mock.patch does, or whose values it changed."""
        for name in self.pushed:
            now = self.namespace.get(name, _NOTHING)
            if now is _NOTHING:
                continue
            if now is not self.fetched.get(name, _NOTHING) or plain_text(now) != self._contents[name]:
                self.keep(name, now)
                yield name, now

    def _patches(self) -> Iterator[tuple[tuple[str, str], Any]]:
        if sys.stdin is not self._stdin and builtins.input is no_input:
            yield ("builtins", "input"), _read_line
        for (module, name), original in self._originals.items():
            now = getattr(sys.modules[module], name)
            if now is not original:
                yield (module, name), now

    def _add_random(self, message: dict[str, Any]) -> None:
        """Once a test has drawn or seeded, both sides go on from the same state."""
        now = state()
        if now != self._random:
            self._linked, self._random = True, now
            message["random"] = now
        elif self._linked:
            message["random"] = None

    def _called_back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call a function of the test's because the student's code does; the message that answers."""
        table: list[Any] = []
        try:
            reader = Reader(self, table, message["heap"])
            function = self._callbacks[message["callback"]]
            arguments = [reader.read(item) for item in message["args"]]
            named = {str(name): reader.read(item) for name, item in message["kwargs"].items()}
            count = len(table)
        except Exception as problem:
            raise StudentCodeError("the student's code called a function with what is no plain data") from problem
        try:
            result = function(*arguments, **named)
        except StopIteration:
            return {"ended": True}
        except Exception as error:
            name = next(base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins")
            return {"raised": name, "text": str(error), "heap": []}
        writer = Writer(self, table)
        reply: dict[str, Any] = {"value": writer.write(result)}
        reply["changed"] = {number: writer.content(table[number]) for number in range(count)}
        return {**reply, "heap": writer.heap()}

    # The dialect: what is not plain.

    def shared_name(self, kind: type) -> str | None:
        """See Dialect."""
        name = kind.__name__
        known = is_shared(kind) and self.namespace.get(name) is kind and is_simple(kind)
        return name if known else None

    def shared_class(self, name: str) -> type:
        """See Dialect."""
        found = self._shared(name)
        if not is_simple(found):
            raise Malformed("an instance of a class that is not plain")
        return found

    def _shared(self, name: Any) -> type:
        found = self.namespace.get(name)
        if not isinstance(found, type) or not is_shared(found):
            raise Malformed("an unknown class")
        return found

    def outward(self, value: Any, write: Write) -> dict[str, Any]:
        """Proxies as what they stand for; importable things and shared classes by name; own functions to call back."""
        number = self.remotes.number_of(value)
        if number is not None:
            return {"$": "remote", "n": number}
        named = by_name(value)
        if named is not None:
            return named
        if callable(value):
            return {"$": "callback", "n": self._callback(value)}
        if hasattr(value, "__next__"):
            return {"$": "stream", "n": self._callback(value.__next__)}
        if isinstance(value, DERIVED):
            return write(plain(value))  # type: ignore[no-any-return]
        raise Unsendable(f"a {type(value).__name__} cannot be passed to the student's code")

    def _named(self, name: str, fields: tuple[str, ...]) -> Any:
        """A named tuple's class, such as that of `cache_info()`: the same each time."""
        if (name, fields) not in self._tuples:
            self._tuples[name, fields] = collections.namedtuple(name, fields)
        return self._tuples[name, fields]

    def _callback(self, function: Callable[..., Any]) -> int:
        self._callbacks.append(function)
        return len(self._callbacks) - 1

    def inward(self, data: dict[str, Any], read: Callable[[Any], Any]) -> Any:
        """A proxy; a member of a shared enumeration."""
        if data["$"] == "remote":
            return self.remotes.read(data)
        if data["$"] == "shared":
            return self._shared(data["name"])
        if data["$"] == "builtin":
            return BUILTIN[data["name"]]
        if data["$"] == "named":
            return self._named(data["name"], tuple(data["fields"]))(*(read(item) for item in data["v"]))
        if data["$"] == "member":
            return vars(self._shared(data["class"]))["_member_map_"][data["name"]]
        raise Malformed("a value of an unknown kind")


_NOTHING = object()


def no_input(prompt: object = "") -> str:
    """In place of the kernel's `input`, whose channel is the line's."""
    raise EOFError("nobody answers input() here")


def _read_line(prompt: object = "") -> str:
    """`input` where a test has replaced `sys.stdin`."""
    sys.stdout.write(str(prompt))
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.rstrip("\n")
