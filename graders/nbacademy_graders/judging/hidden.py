"""Hidden tests and marking schemes: the regions of a cell that no student may see, as nbgrader delimits them."""

from __future__ import annotations

REGIONS = (("BEGIN HIDDEN TESTS", "END HIDDEN TESTS"), ("BEGIN MARK SCHEME", "END MARK SCHEME"))


def has_hidden_region(source: str) -> bool:
    """Whether a cell's source has a region that students may not see."""
    return any(begin in source for begin, _ in REGIONS)


def without_hidden_regions(source: str) -> str:
    """The source with these regions taken out, as in the students' version; a region without an end goes to the cell's
    end."""
    kept, closing = [], None
    for line in source.split("\n"):
        if closing is not None:
            closing = None if closing in line else closing
            continue
        closing = next((end for begin, end in REGIONS if begin in line), None)
        if closing is None:
            kept.append(line)
    return "\n".join(kept)


def split_at_hidden_region(source: str) -> tuple[str, str]:
    """The lines before the first hidden region, and the rest."""
    lines = source.split("\n")
    first = next(number for number, line in enumerate(lines) if any(begin in line for begin, _ in REGIONS))
    return "\n".join(lines[:first]), "\n".join(lines[first:])
