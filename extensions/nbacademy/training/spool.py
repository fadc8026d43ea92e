"""Reads a run's spool file while it grows: whole lines only, line n being event n."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 64 * 1024
"""Above what an event can take: 64 values of 80 letters and a text of 4,000."""


class SpoolReader:
    """A place in a spool file that moves on with each read and can be set back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._lengths: list[int] = []

    def read(self, limit_lines: int, limit_bytes: int) -> list[bytes]:
        """The next whole lines, without their ends; at least one if there is one."""
        if self._file is None:
            self._file = self._path.open("rb")
        lines: list[bytes] = []
        size = 0
        while len(lines) < limit_lines and size < limit_bytes:
            line = self._file.readline()
            if not line.endswith(b"\n"):
                # The end, or a line that is being written: it is read again when it is whole.
                self._file.seek(-len(line), 1)
                break
            lines.append(line[:-1])
            size += len(line)
        self._lengths = [len(line) + 1 for line in lines]
        return lines

    def back(self, count: int) -> None:
        """Puts the last `count` lines of the latest read back."""
        if self._file is not None and count:
            self._file.seek(-sum(self._lengths[-count:]), 1)

    def seek(self, number: int) -> None:
        """Goes to line `number`, or to the end if there are fewer."""
        if self._file is None:
            self._file = self._path.open("rb")
        self._file.seek(0)
        for _ in range(number):
            if not self._file.readline():
                return

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def last_line(path: Path) -> bytes | None:
    """The last whole line of a spool file, or None if there is none."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LINE))
        lines = file.read().split(b"\n")
    # What follows the last line's end is empty, or a line that is being written.
    return lines[-2] if len(lines) > 1 else None
