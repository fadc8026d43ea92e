"""Code that runs inside the boxes. To the trusted side it is text, sent to a kernel; nothing trusted imports it."""

from __future__ import annotations

import base64
import functools
import marshal
from importlib import resources
from importlib.util import MAGIC_NUMBER

#: In the order in which they import each other.
_MODULES = (
    *("channel", "wire", "kinds", "arrays", "tensors", "randomness", "handles", "agent"),
    *("failures", "remote", "methods", "remotes", "names", "line", "bench", "hearing"),
)
_LOAD = """
import base64 as _base64, importlib.util as _util, marshal as _marshal, sys as _sys, types as _types
_same = _util.MAGIC_NUMBER == {magic!r}
for _name, (_text, _code) in {texts!r}.items():
    _module = _types.ModuleType(_name)
    _sys.modules[_name] = _module
    _code = _marshal.loads(_base64.b64decode(_code)) if _same else compile(_text, f"<{{_name}}>", "exec")
    exec(_code, _module.__dict__)
del _base64, _util, _marshal, _sys, _types, _same, _name, _text, _module, _code
"""


@functools.cache
def program() -> str:
    """Code that gives a kernel all modules of this folder (none of their names become visible).

    They come compiled, for a Python that can read what this one's compiler makes, and as text for any other.
    """
    folder = resources.files(__name__)
    texts = {f"{__name__}.{name}": folder.joinpath(f"{name}.py").read_text("utf-8") for name in _MODULES}
    both = {name: (text, _compiled(name, text)) for name, text in texts.items()}
    return _LOAD.format(magic=MAGIC_NUMBER, texts=both)


def _compiled(name: str, text: str) -> str:
    return base64.b64encode(marshal.dumps(compile(text, f"<{name}>", "exec", dont_inherit=True))).decode()


def call(module: str, expression: str) -> str:
    """An expression that begins with a name of one of these modules, as code for a kernel that has them."""
    return f"__import__('sys').modules[{__name__ + '.' + module!r}].{expression}"
