"""Fingerprints of code, whatever its names, numbers, texts and comments: winnowed k-grams of tokens.

Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003. Every stretch of
GRAM + WINDOW - 1 tokens that two programs share gives them a fingerprint in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, Number, String, Text, _TokenType

from .code import Code

GRAM = 20
WINDOW = 6
_LEXER = PythonLexer(stripnl=False, ensurenl=False)


class Place(NamedTuple):
    """Lines of a cell, counted from 1, both included."""

    notebook: str
    cell: int
    first_line: int
    last_line: int


Prints = dict[int, list[Place]]
"""Where each fingerprint stands. They are comparable within one process only."""


def prints(cells: Iterable[Code]) -> Prints:
    """The fingerprints of some cells; none of them goes across two cells."""
    found: Prints = defaultdict(list)
    for cell in cells:
        grams = list(_grams(cell))
        for number in _winnowed([gram for gram, _ in grams]):
            gram, place = grams[number]
            found[gram].append(place)
    return found


def grams(cells: Iterable[Code]) -> set[int]:
    """All k-grams of some cells: whatever of them is in another program is no fingerprint of that one."""
    return {gram for cell in cells for gram, _ in _grams(cell)}


def _grams(cell: Code) -> Iterator[tuple[int, Place]]:
    tokens = list(_tokens(cell.source))
    for start in range(len(tokens) - GRAM + 1):
        gram = tokens[start : start + GRAM]
        yield hash(tuple(text for text, _ in gram)), Place(cell.notebook, cell.cell, gram[0][1], gram[-1][1])


def _tokens(source: str) -> Iterator[tuple[str, int]]:
    """The tokens that make a difference, each with its line."""
    line, before = 1, ""
    for kind, text in _LEXER.get_tokens(source):
        shown = _normal(kind, text)
        # A text comes in several tokens.
        if shown and not (shown == before == "text"):
            yield shown, line
        before = shown or before
        line += text.count("\n")


def _normal(kind: _TokenType, text: str) -> str:
    """A token as it is compared: empty for comments, docstrings and white space."""
    if kind in Comment or kind in Text or kind in String.Doc or not text.strip():
        return ""
    if kind in String:
        return "text"
    if kind in Number:
        return "number"
    return "name" if kind in Name and kind not in Name.Builtin else text


def _winnowed(hashes: list[int]) -> Iterator[int]:
    """The numbers of the smallest hashes of all windows, the last one where several are."""
    before = -1
    for start in range(max(1, len(hashes) - WINDOW + 1)):
        window = range(start, min(start + WINDOW, len(hashes)))
        chosen = min(window, key=lambda number: (hashes[number], -number), default=-1)
        if chosen != before:
            yield chosen
        before = chosen
