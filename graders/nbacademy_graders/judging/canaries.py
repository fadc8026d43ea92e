"""Checks around a test that is judged in the student's own kernel: code that must fail there, and code that must not.

They keep the known tricks out (patched assertions, swallowed errors, faked modules, changed builtins). They prove
nothing: whoever controls the kernel and knows these checks can answer them. So tests are judged outside where they can.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from nbacademy_graders.judging.code import imported_modules

#: What tests compare with, by a word that tells of its use, and a call of it with two different numbers that must fail.
_COMPARISONS = {
    "testing": "import numpy\nnumpy.testing.assert_allclose({a}, {b}, err_msg={mark!r})",
    "isclose": "import math\nassert math.isclose({a}, {b}), {mark!r}",
    "allclose": "import numpy\nassert numpy.allclose([{a}], [{b}]), {mark!r}",
    "array_equal": "import numpy\nassert numpy.array_equal([{a}], [{b}]), {mark!r}",
    "assert_frame_equal": "import pandas\nassert pandas.DataFrame([{a}]).equals(pandas.DataFrame([{b}])), {mark!r}",
    "TestCase": "import unittest\nunittest.TestCase().assertEqual({a}, {b}, {mark!r})",
    "isinstance": "assert isinstance({a}, str), {mark!r}",
    "all(": "assert all([{a} == {b}]), {mark!r}",
    "len(": "assert len([{a}]) == {b}, {mark!r}",
    "sorted": "assert sorted([{b}, {a}]) == [{b}, {a}, 1], {mark!r}",
}
_INTEGRITY = """
def _check(number, modules):
    import builtins, sys
    native = type(len)
    names = ("abs all any callable chr divmod eval exec getattr hasattr hash id isinstance issubclass iter len max min "
             "next ord print repr round setattr sorted sum vars").split()
    good = all(type(getattr(builtins, name)) is native and getattr(builtins, name).__name__ == name for name in names)
    good = good and all(type(getattr(builtins, name)) is type for name in "int float str list dict set".split())
    for name in modules:
        module = sys.modules.get(name)
        place = getattr(getattr(module, "__spec__", None), "origin", None) or "built-in"
        good = good and (module is None or place in ("built-in", "frozen") or place.startswith((sys.prefix, "/usr/")))
    return number if good else -1
_check({number}, {modules!r})
"""


@dataclass(frozen=True)
class Canary:
    """Code, and what has to come of it: an error with `mark` in its text, or else a result that reads as `mark`."""

    code: str
    mark: str
    fails: bool = True

    def is_well(self, outputs: list[NotebookNode]) -> bool:
        """Whether these outputs are what had to come."""
        if not self.fails:
            results = [output for output in outputs if output.output_type == "execute_result"]
            return len(results) == 1 and results[0].data.get("text/plain") == self.mark
        errors = [output for output in outputs if output.output_type == "error"]
        return len(errors) == 1 and self.mark in errors[0].evalue


def before() -> Iterator[Canary]:
    """What to run before a test."""
    yield _failing("assert {a} == {b}, {mark!r}")


def after(test: str, own_modules: frozenset[str]) -> Iterator[Canary]:
    """What to run after `test`. `own_modules` lie beside the source and are the instructor's."""
    yield _failing("if True:\n    assert {a} == {b}, {mark!r}")
    for word, code in _COMPARISONS.items():
        if word in test:
            yield _failing(code)
    yield _failing("raise ValueError({mark!r})")
    number = secrets.randbelow(10**9)
    modules = sorted(imported_modules(test) - own_modules)
    yield Canary(_INTEGRITY.format(number=number, modules=modules), str(number), fails=False)


def _failing(code: str) -> Canary:
    mark, first = secrets.token_hex(8), 2 + secrets.randbelow(10**6)
    return Canary(code.format(a=first, b=first + 1 + secrets.randbelow(1000), mark=mark), mark)
