"""Alembic's environment: our metadata, and the connection that nbacademy_hub.db.migrate opened."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.exc import IntegrityError

from nbacademy_hub.db.base import Base, UtcDateTime
from nbacademy_hub.db.tables import MODULES

assert MODULES


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations outlive our types: a time is written as what it is in the database."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"
if sqlite:
    # SQLite changes a table by making it anew: to drop the old one would delete all rows that refer to it. It only
    # listens outside of a transaction, which SQLAlchemy begins with the first statement of its own.
    connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, render_item=render_item)
with context.begin_transaction():
    context.run_migrations()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if sqlite else []
    if broken:
        raise IntegrityError(f"A migration left references to nothing: {broken[:5]}", None, ValueError("foreign key"))
connection.commit()
