"""Reads a run's spool file while it grows: whole lines only, line n being event n."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

LONGEST_LINE = 64 * 1024
"""Above what an event can take: 64 values of 80 letters and a text of 4,000."""


class SpoolReader:
    """A place in a spool file that moves on with each read and can be set back. Holds no file open in between."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def read(self, limit_lines: int, limit_bytes: int) -> list[bytes]:
        """The next whole lines, without their ends; at least one if there is one."""
        lines: list[bytes] = []
        size = 0
        with self._path.open("rb") as file:
            file.seek(self._offset)
            while len(lines) < limit_lines and size < limit_bytes:
                line = file.readline()
                # The end, or a line that is being written: it is read again when it is whole.
                if not line.endswith(b"\n"):
                    break
                lines.append(line[:-1])
                size += len(line)
        self._offset += size
        return lines

    def back(self, lines: list[bytes]) -> None:
        """Puts the lines of the latest read back."""
        self._offset -= sum(len(line) + 1 for line in lines)

    def seek(self, number: int) -> None:
        """Goes to line `number`, or to the end if there are fewer."""
        with self._path.open("rb") as file:
            self._offset = sum(len(line) for line in islice(file, number))


def last_line(path: Path) -> bytes | None:
    """The last whole line of a spool file, or None if there is none."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LINE))
        lines = file.read().split(b"\n")
    # What follows the last line's end is empty, or a line that is being written.
    return lines[-2] if len(lines) > 1 else None
