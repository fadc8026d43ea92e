"""Code that runs inside the boxes. To the trusted side it is text, sent to a kernel; nothing trusted imports it."""

from __future__ import annotations

import functools
from importlib import resources

#: In the order in which they import each other.
_MODULES = (
    *("channel", "wire", "kinds", "arrays", "tensors", "randomness", "handles", "agent"),
    *("failures", "remote", "methods", "remotes", "names", "line", "bench", "hearing"),
)
_LOAD = """
import sys as _sys, types as _types
for _name, _text in {texts!r}.items():
    _module = _types.ModuleType(_name)
    _sys.modules[_name] = _module
    exec(compile(_text, f"<{{_name}}>", "exec"), _module.__dict__)
del _sys, _types, _name, _text, _module
"""


@functools.cache
def program() -> str:
    """Code that gives a kernel all modules of this folder (none of their names become visible)."""
    folder = resources.files(__name__)
    texts = {f"{__name__}.{name}": folder.joinpath(f"{name}.py").read_text("utf-8") for name in _MODULES}
    return _LOAD.format(texts=texts)


def call(module: str, expression: str) -> str:
    """An expression that begins with a name of one of these modules, as code for a kernel that has them."""
    return f"__import__('sys').modules[{__name__ + '.' + module!r}].{expression}"
