"""In the judge's box: classes of exceptions and warnings, found by names and never by what the other side sends."""

from __future__ import annotations

import builtins

_ERRORS: dict[str, type[BaseException]] = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, UnicodeError)
} | {"UnicodeError": UnicodeError, "SystemExit": SystemExit}

#: Where exceptions come from that steer a test's run instead of failing it, such as unittest's SkipTest.
_STEERING = frozenset({"IPython", "bdb", "doctest", "ipykernel", "unittest"})


def builtin_error(names: list[str]) -> type[BaseException]:
    found = next((_ERRORS[name] for name in names if name in _ERRORS), RuntimeError)
    return RuntimeError if found is StopIteration else found


def warning_kind(names: list[str]) -> type[Warning]:
    """The class of a warning: its own if it is known here, else the nearest builtin one."""
    found = library_error(names) or next((_ERRORS[name] for name in names if name in _ERRORS), UserWarning)
    return found if issubclass(found, Warning) else UserWarning


def library_error(names: list[str]) -> type[BaseException] | None:
    """An exception of a library that the test has imported as well, found by comparing names."""
    if names[0] in _ERRORS:
        return None
    waiting: list[type[BaseException]] = [Exception]
    while waiting:
        kind = waiting.pop()
        if kind.__name__ == names[0] and kind.__module__.partition(".")[0] not in {"__main__", *_STEERING}:
            return kind
        waiting.extend(type.__subclasses__(kind))
    return None
