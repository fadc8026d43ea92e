"""What a session has written so far: kept beside it, for the audit log."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, sessionmaker

_NOTES = "written"


def watch(maker: sessionmaker[Session]) -> None:
    """Has every session that `maker` makes note what it writes."""
    event.listen(maker, "after_flush", _note_flush)
    event.listen(maker, "do_orm_execute", _note_statement)


def note(session: Session, what: str) -> None:
    """Notes a change that the session can't see itself, such as a mark in nbgrader's gradebook."""
    notes = session.info.setdefault(_NOTES, {})
    notes[what] = None


def written(session: Session) -> tuple[str, ...]:
    """What the session has written: `+`, `~` or `-` for rows made, changed and removed, the table and the row's key."""
    session.flush()
    return tuple(session.info.get(_NOTES, ()))


def _note_flush(session: Session, _context: UOWTransaction) -> None:
    changed = (row for row in session.dirty if session.is_modified(row))
    _note_rows(session, "+", session.new)
    _note_rows(session, "~", changed)
    _note_rows(session, "-", session.deleted)


def _note_rows(session: Session, sign: str, rows: Iterable[object]) -> None:
    for row in rows:
        state = inspect(row, raiseerr=True)
        key = state.mapper.primary_key_from_instance(row)
        note(session, f"{sign}{state.mapper.local_table}/{','.join(map(str, key))}")


def _note_statement(executed: ORMExecuteState) -> None:
    sign = "+" if executed.is_insert else "~" if executed.is_update else "-" if executed.is_delete else None
    if sign is not None and executed.bind_mapper is not None:
        note(executed.session, f"{sign}{executed.bind_mapper.local_table}")
