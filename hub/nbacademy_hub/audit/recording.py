"""Writes the audit log: one place for all that changes something, in the transaction that changes it.

Whoever takes a request says once where it comes from (`origin`); `Context.transact` and the authenticator call
`record` at the end of each transaction, which writes a row if anything was written.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy_hub.db import changes

from .tables import AuditEntry

_ACTOR = "actor_id"
DONE: Final = "DONE"
MOST_WRITTEN = 20
LONGEST_RESOURCE = 500
LONGEST_ADDRESS = 64


@dataclass
class Origin:
    """Where changes come from: the call's name in the OpenAPI description, its path, the caller and their address."""

    action: str
    resource: str
    address: str
    request_id: str
    actor_id: UUID | None = None


origin: ContextVar[Origin | None] = ContextVar("origin", default=None)
"""The request that is being answered here; None for what the service does by itself."""


def by(session: Session, actor_id: UUID) -> None:
    """Says who it is that writes here, where no token does: somebody who signs up, or follows a mailed link."""
    session.info[_ACTOR] = actor_id


def record(session: Session, source: Origin | None) -> None:
    """Adds a row for what the session has written, if it has and somebody asked for it."""
    written = changes.written(session) if source is not None else ()
    if source is not None and written:
        _add(session, source, DONE, written)


def refuse(session: Session, source: Origin, code: str) -> None:
    """Adds a row for what somebody was not allowed to do; `code` is the refusal's."""
    _add(session, source, code, ())


def _add(session: Session, source: Origin, result: str, written: tuple[str, ...]) -> None:
    session.add(
        AuditEntry(
            actor_id=source.actor_id or session.info.get(_ACTOR), action=source.action,
            resource=source.resource[:LONGEST_RESOURCE], address=source.address[:LONGEST_ADDRESS],
            request_id=source.request_id, result=result, written=list(written[:MOST_WRITTEN]),
        )
    )  # fmt: skip
