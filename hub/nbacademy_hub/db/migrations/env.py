"""Alembic's environment: our metadata, and the connection that nbacademy_hub.db.migrate opened."""

from __future__ import annotations

from alembic import context

from nbacademy_hub.db.base import Base
from nbacademy_hub.db.tables import MODULES

assert MODULES
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
