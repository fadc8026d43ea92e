"""Code of two submissions beside each other, with the lines that both have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbacademy.protocol.similarity import CodeCell, CodeRange


@dataclass(frozen=True)
class Line:
    """A line of code; `shared` when the other side has it, too, `begins` numbers the parts that begin in it."""

    text: str
    shared: bool
    begins: tuple[int, ...]


@dataclass(frozen=True)
class Listing:
    """A cell of one side, line by line."""

    notebook: str
    number: int
    lines: tuple[Line, ...]
    shortened: bool


def listings(cells: Sequence[CodeCell], parts: Sequence[CodeRange]) -> tuple[Listing, ...]:
    """One side's cells; `parts` are where it has what the other side has, numbered from 1 in their order."""
    return tuple(
        Listing(
            cell.notebook, cell.cell + 1, _lines(cell.source, _within(cell, parts)), cell.shortened
        )
        for cell in cells
    )  # fmt: skip


def _within(cell: CodeCell, parts: Sequence[CodeRange]) -> list[tuple[int, CodeRange]]:
    place = (cell.notebook, cell.cell)
    return [(number, part) for number, part in enumerate(parts, 1) if (part.notebook, part.cell) == place]


def _lines(source: str, parts: list[tuple[int, CodeRange]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            text,
            any(part.first_line <= at <= part.last_line for _, part in parts),
            tuple(number for number, part in parts if part.first_line == at),
        )
        for at, text in enumerate(source.split("\n"), 1)
    )
