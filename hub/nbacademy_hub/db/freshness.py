"""When each table was last written to, so that what was read from it can be kept until then.

A transaction notes the tables that its statements name: too many rather than too few. Those that it wrote to get a new
number, in a file that all processes of the service and JupyterHub's own share: who has the numbers from before they
read, and finds them as they were, has read what still stands.
"""

from __future__ import annotations

import mmap
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from .base import Base

FILE = "written"
NUMBER_BYTES = 8
MOST_STATEMENTS = 4096
"""Of how many statements it is remembered what they name: the service has some hundreds."""

SESSIONS = "sessions"
"""No table, but numbered like one: the sessions of somebody were ended, so that their tokens are worth nothing."""

_NAMED = "named"
_WORD = re.compile(r"\w+")
_READS = re.compile(r"\s*SELECT\b")  # `FOR UPDATE` does not write
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})

Numbers = Mapping[int, int]
"""Tables, by their places, with their numbers."""


class Freshness:
    """The numbers of all tables."""

    def __init__(self, folder: Path | None = None) -> None:
        """Processes with the same `folder` share them; without one they are this object's own."""
        # Of the whole schema, whatever was imported before.
        from .tables import MODULES  # noqa: PLC0415

        assert MODULES
        self._names = [SESSIONS, *sorted(Base.metadata.tables)]
        self._numbers = memoryview(_map(folder, len(self._names) * NUMBER_BYTES)).cast("Q")

    def watch(self, engine: Engine, *makers: sessionmaker[Session]) -> None:
        """Has the sessions that these make note what they name."""
        event.listen(engine, "before_cursor_execute", self._note)
        for maker in makers:
            event.listen(maker, "after_begin", _begin)

    def now(self) -> tuple[int, ...]:
        """All numbers, to be taken before anything is read."""
        return tuple(self._numbers)

    def read(self, session: Session, before: tuple[int, ...]) -> Numbers:
        """The tables that a session has read, with their numbers of before."""
        return {place: before[place] for place in self._places(_named(session)[0])}

    def of(self, name: str) -> Numbers:
        """The number that something has now."""
        place = self._names.index(name)
        return {place: self._numbers[place]}

    def holds(self, numbers: Numbers) -> bool:
        """Whether nobody has written to these tables since."""
        return all(self._numbers[place] == number for place, number in numbers.items())

    def written(self, session: Session) -> None:
        """Gives new numbers to what a session has written, when it is committed."""
        self.renew(_named(session)[1])

    def renew_all(self) -> None:
        """Gives everything a new number: who ended before they could say so may have written anything."""
        self.renew(self._names)

    def renew(self, names: Iterable[str]) -> None:
        """Gives new numbers."""
        # Drawn, not counted: two processes that count at once could both come to the number that a third one read.
        for place in self._places(names):
            self._numbers[place] = secrets.randbits(8 * NUMBER_BYTES)

    def _note(self, connection: Connection, _cursor: object, statement: str, *_more: Any) -> None:
        named = connection.info.get(_NAMED)
        if named is not None:
            for names, more in zip(named, _named_in(statement), strict=True):
                names.update(more)

    def _places(self, names: Iterable[str]) -> Iterator[int]:
        return map(self._names.index, names)


def note(session: Session, name: str) -> None:
    """Has something count as written when the session is committed."""
    _named(session)[1].add(name)


@lru_cache(MOST_STATEMENTS)
def _named_in(statement: str) -> tuple[set[str], set[str]]:
    """The tables that a statement names, and those of them that it writes to."""
    words = set(_WORD.findall(statement))
    named = words.intersection(Base.metadata.tables)
    verbs = set() if _READS.match(statement) else words & _WRITES
    return named, _with_dependents(named) if "DELETE" in verbs else named if verbs else set()


def _with_dependents(names: set[str]) -> set[str]:
    """With the tables that the database itself changes when rows of these are removed."""
    found, look = set(names), list(names)
    while look:
        removed = look.pop()
        for table in Base.metadata.tables.values():
            refers = any(key.column.table.name == removed and key.ondelete for key in table.foreign_keys)
            if refers and table.name not in found:
                found.add(table.name)
                look.append(table.name)
    return found


def _begin(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    # The database's connection is the session's alone until the end.
    connection.info[_NAMED] = _named(session)


def _named(session: Session) -> tuple[set[str], set[str]]:
    named: tuple[set[str], set[str]] = session.info.setdefault(_NAMED, (set(), set()))
    return named


def _map(folder: Path | None, size: int) -> mmap.mmap:
    if folder is None:
        return mmap.mmap(-1, size)
    descriptor = os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.truncate(descriptor, size)
        return mmap.mmap(descriptor, size)
    finally:
        os.close(descriptor)
