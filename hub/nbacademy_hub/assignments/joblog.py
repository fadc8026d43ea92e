"""A job's log in an educator's words."""

from __future__ import annotations

import re
from collections.abc import Iterable

# What nbgrader says to itself: a sentence of the grader's stands beside each of these.
_NOISE = re.compile(
    r"^(Attribute '\w+' for cell .* has changed!|.* is [0-9.]+ seconds late$|Late submission penalty: |"
    r"\(Penalty [<>] )"
)


def for_people(lines: Iterable[str]) -> list[str]:
    """The lines without those that only nbgrader's authors can use."""
    return [line for line in lines if not _NOISE.match(line)]
