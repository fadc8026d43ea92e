"""What is kept of somebody, for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Column, Table, or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol.people import PersonalData
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import Base

from . import service

SECRET = frozenset(
    {"password_hash", "session_key", "otp_secret", "otp_step", "token_sha256", "code_sha256", "asked", "secret"}
)
"""Columns that open an account, or would help to, of what check-in codes are made, and quizzes with their keys."""


def export(session: Session, caller: Caller, user_id: UUID) -> PersonalData:
    """All rows that name somebody, by table: for admins, and for themselves.

    Made of the schema: a new table that refers to an account is in it.
    """
    if user_id != caller.account_id:
        service.only_admins(caller)
    account = service.find(session, user_id)
    found = {name: _rows(session, table, account.id) for name, table in sorted(Base.metadata.tables.items())}
    return PersonalData(user_id=account.id, tables={name: rows for name, rows in found.items() if rows})


def _rows(session: Session, table: Table, account_id: UUID) -> tuple[dict[str, Any], ...]:
    naming = [column == account_id for column in table.columns if _names_an_account(column)]
    if not naming:
        return ()
    told = [column for column in table.columns if column.name not in SECRET]
    rows = session.execute(select(*told).where(or_(*naming))).mappings()
    return tuple({name: to_jsonable_python(value) for name, value in row.items()} for row in rows)


def _names_an_account(column: Column[Any]) -> bool:
    accounts = Account.__table__
    return (column.table is accounts and column.primary_key) or any(
        key.column.table is accounts for key in column.foreign_keys
    )
