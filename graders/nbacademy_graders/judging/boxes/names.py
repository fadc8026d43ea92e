"""In the judge's box: what both sides have under one name."""

from __future__ import annotations

import functools
import sys
import types
from typing import Any

from nbacademy_graders.judging.boxes.remote import AgentFunction, ImportedThere


def is_shared(kind: type) -> bool:
    """Whether a class was written by the instructor, in a notebook."""
    return kind.__module__ == "__main__" and type(kind).__module__ in ("builtins", "abc", "enum")


def by_name(value: Any) -> dict[str, Any] | None:
    """A value as its name, None for what the other side has not."""
    if isinstance(value, ImportedThere):
        return {"$": "global", "module": value.module, "name": value.name}
    if isinstance(value, AgentFunction):
        return {"$": "agent", "name": value.name}
    if isinstance(value, types.ModuleType):
        return {"$": "module", "name": value.__name__}
    if isinstance(value, type) and is_shared(value):
        return {"$": "shared", "name": value.__name__}
    if is_shared(type(value)) and hasattr(type(value), "__members__"):
        return {"$": "member", "class": type(value).__name__, "name": value.name}
    return _importable(value)


def _importable(value: Any) -> dict[str, Any] | None:
    """A function or class that the other side can import, as its name."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", getattr(value, "__name__", None))
    if module is None and type(value).__module__ == "numpy":
        module = "numpy"  # ufuncs don't say
    if not isinstance(module, str) or not isinstance(name, str) or module not in sys.modules:
        return None
    if module == "__main__" or module.startswith(__name__.rpartition(".")[0]):
        return None
    try:
        found = functools.reduce(getattr, name.split("."), sys.modules[module])
    except AttributeError:
        return None
    return {"$": "global", "module": module, "name": name} if found is value else None
