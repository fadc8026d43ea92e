"""In the student's box: calls what the judge asks for and answers with plain data.

Nothing here is relied on. Whatever the student's code does to it changes only the data that arrives at the judge.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
import json
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from nbacademy_graders.judging.boxes.channel import channel
from nbacademy_graders.judging.boxes.handles import END, Handles, Numbers, plain
from nbacademy_graders.judging.boxes.randomness import set_state, state
from nbacademy_graders.judging.boxes.wire import MESSAGE_CHARACTERS, WATCHED, Reader, Unsendable, Writer, is_long

#: Printed text of one call that is passed on, in characters.
PRINTED = 100_000
_TOO_LARGE = json.dumps({"raised": {"names": ["ValueError"], "text": "the result is too large"}})


class _Printed(io.StringIO):
    """Keeps the beginning of what is printed: an endless loop must not fill the memory."""

    def write(self, text: str) -> int:
        if self.tell() < PRINTED:
            super().write(text[:PRINTED])
        return len(text)


class Agent:
    """Serves one judge over the kernel's own socket."""

    def __init__(self, shell: Any) -> None:
        self.namespace: dict[str, Any] = shell.user_ns
        self._prompt: Callable[[str], str] = channel().say
        self.handles = Handles(self.namespace, self)
        self._watched: dict[str, tuple[Any, str | None]] = {}

    def serve(self) -> None:
        """Answer until the judge has no more to ask."""
        builtins.input = _no_input  # the kernel puts its own back afterwards
        text = self._prompt("{}")
        while text:
            text = self._prompt(self._answer(json.loads(text)))

    def _converse(self, message: dict[str, Any]) -> dict[str, Any]:
        """Ask the judge's side something in the middle of a call, and answer what it asks before it answers."""
        text = json.dumps(message)
        self.handles.told(indeed=True)
        reply = json.loads(self._prompt(text))
        while "target" in reply:
            reply = json.loads(self._prompt(self._answer(reply)))
        return dict(reply)

    def _answer(self, message: dict[str, Any]) -> str:
        printed, complained = _Printed(), _Printed()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
                reply = self._call(message)
        except BaseException as error:  # whatever it is, the test shall see it
            self.handles.told(indeed=False)
            reply = {"raised": self._exception(error)}
        reply |= {"out": printed.getvalue(), "err": complained.getvalue()}
        text = json.dumps(reply)
        fits = len(text) <= MESSAGE_CHARACTERS
        self.handles.told(indeed=fits)
        return text if fits else _TOO_LARGE

    def _call(self, message: dict[str, Any]) -> dict[str, Any]:
        table: list[Any] = []
        reader = Reader(self.handles, table, message["heap"])
        target = reader.read(message["target"])
        arguments = [reader.read(item) for item in message["args"]]
        named = {name: reader.read(item) for name, item in message["kwargs"].items()}
        for name, item in message.get("globals", {}).items():
            self.namespace[name] = value = reader.read(item)
            if name in self._watched:
                self._watched[name] = value, self._text(value)
        if message.get("random"):
            set_state(message["random"])
        count = len(table)
        before = [self._content(table, number) for number in range(count)]
        patches = [(*patch[:2], reader.read(patch[2])) for patch in message.get("patches", [])]
        reply: dict[str, Any] = {}
        with warnings.catch_warnings(record=True) as warned:
            for action, kind in message["filters"]:
                warnings.simplefilter(action, getattr(builtins, kind, Warning))
            try:
                with _patched(patches):
                    result = target(*arguments, **named)
            except BaseException as error:
                reply["raised"] = self._exception(error)
        reply["warned"] = [
            [[kind.__name__ for kind in item.category.__mro__], str(item.message)[:2000], item.filename, item.lineno]
            for item in warned
        ]
        writer = Writer(self.handles, table)
        if "raised" not in reply:
            reply["value"] = writer.write(result)
        now = [writer.content(table[number]) for number in range(count)]
        reply["changed"] = {n: now[n] for n in range(count) if json.dumps(now[n]) != before[n]}
        reply["names"] = {name: writer.write(item) for name, item in self._changed_names()}
        if "random" in message:
            reply["random"] = state()
        reply["heap"] = writer.heap()
        return reply

    def _content(self, table: list[Any], number: int) -> str:
        return json.dumps(Writer(Numbers(self.handles), table).content(table[number]))

    # What the judge calls by name.

    def names(self, names: list[str], classes: list[str]) -> dict[str, Any]:
        """The values of those `names` that there are; from now on their changes are told. `classes` are shared ones."""
        self.handles.classes = frozenset(classes)
        self._watched = {}
        found = {name: self.namespace[name] for name in names if name in self.namespace}
        self.watch(names)
        return found

    def watch(self, names: list[str]) -> None:
        """Tell of changes of these names' values from now on."""
        self._watched = {
            name: (self.namespace[name], self._text(self.namespace[name])) for name in names if name in self.namespace
        }

    def evaluate(self, expression: str) -> Any:
        """An expression's value in the student's notebook."""
        return eval(expression, self.namespace)  # noqa: S307  this is the student's box

    def plain(self, value: Any) -> Any:
        """See handles.plain."""
        return plain(value)

    def result_of(self, awaitable: Any) -> Any:
        """Run an awaitable to its end: in a thread, since this one's event loop is the kernel's."""
        box: list[Any] = []

        def run() -> None:
            import asyncio  # noqa: PLC0415  here, as few tests need it

            async def wait() -> Any:
                return await awaitable

            try:
                box.extend((True, asyncio.run(wait())))
            except BaseException as error:
                box.extend((False, error))

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if not box[0]:
            raise box[1]
        return box[1]

    def signature(self, value: Any) -> list[tuple[str, int, bool]]:
        """A function's parameters: name, kind, whether it has a default."""
        parameters = inspect.signature(value).parameters.values()
        return [(item.name, int(item.kind), item.default is not item.empty) for item in parameters]

    def code(self, function: Any, names: tuple[str, ...]) -> list[Any]:
        """These attributes of a function's code."""
        return [getattr(function.__code__, name) for name in names]

    def following(self, iterator: Any) -> tuple[Any, ...]:
        """The next item, as the only one of a tuple; an empty one at the end."""
        try:
            return (next(iterator),)
        except StopIteration:
            return ()

    def enter(self, manager: Any) -> Any:
        """Enter a context manager."""
        return manager.__enter__()

    def leave(self, manager: Any, text: str | None) -> bool:
        """Leave a context manager, with an exception of the judge's side if there was one."""
        error = None if text is None else RuntimeError(text)
        return bool(manager.__exit__(error and type(error), error, None))

    def _changed_names(self) -> Iterator[tuple[str, Any]]:
        for name, (value, text) in list(self._watched.items()):
            now = self.namespace.get(name)
            if now is not value or (text is not None and self._text(now) != text):
                self._watched[name] = (now, self._text(now))
                yield name, now

    def _text(self, value: Any) -> str | None:
        """A watched value's content, None where it is too long to compare at each call or is no data."""
        if isinstance(value, str | int | float | types.FunctionType | type | types.ModuleType):
            return None
        if is_long(value):
            return None
        writer = Writer(Numbers(self.handles), [])
        try:
            text = json.dumps([writer.write(value), writer.heap()])
        except (Unsendable, ValueError):
            return None
        return text if len(text) <= WATCHED else None

    def _exception(self, error: BaseException) -> dict[str, Any]:
        writer = Writer(self.handles, [])
        about: dict[str, Any] = {"names": [base.__name__ for base in type(error).__mro__], "text": _shown(error)}
        try:
            fields = {name: item for name, item in vars(error).items() if name != "__notes__"}
            about |= {"args": writer.write(error.args), "fields": writer.write(fields)}
            if type(error).__module__ == "__main__":
                about["class"] = writer.write(type(error))
            about["heap"] = writer.heap()
        except BaseException:
            about = {"names": about["names"], "text": about["text"]}
        return about

    def callback(self, number: int) -> Callable[..., Any]:
        """A function of the test's, which stays there and is called back."""

        def call(*arguments: Any, **named: Any) -> Any:
            table: list[Any] = []
            writer = Writer(self.handles, table)
            message: dict[str, Any] = {"callback": number, "args": [writer.write(item) for item in arguments]}
            message["kwargs"] = {name: writer.write(item) for name, item in named.items()}
            message["heap"] = writer.heap()
            reply = self._converse(message)
            if "ended" in reply:
                return END
            reader = Reader(self.handles, table, reply["heap"])
            if "raised" in reply:
                raise getattr(builtins, reply["raised"])(reader.read(reply["text"]))
            for changed, content in reply["changed"].items():
                reader.fill(int(changed), content)
            return reader.read(reply["value"])

        return call


_agents: list[Agent] = []


def serving() -> Agent:
    """This kernel's agent, made at the first call."""
    if not _agents:
        _agents.append(Agent(sys.modules["IPython"].get_ipython()))
    return _agents[0]


def _no_input(prompt: object = "") -> str:
    raise EOFError("nobody answers input() here")


def _shown(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except BaseException:
        return ""


@contextlib.contextmanager
def _patched(patches: list[tuple[str, str, Any]]) -> Iterator[None]:
    """Put the test's own functions into modules, as it has done on its side, for the length of a call."""
    owners = [(sys.modules[module], name, value) for module, name, value in patches if module in sys.modules]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in owners]
    for owner, name, value in owners:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in reversed(before):
            setattr(owner, name, value)
