"""Reads the audit log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol import audit as shapes
from nbacademy.protocol.shape import Moment, Page, Person
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.db import changes
from nbacademy_hub.errors import Forbidden
from nbacademy_hub.http.paging import Paging, page_of

from .tables import AuditEntry


class AuditQuery(Paging):
    """`resource` finds a path and what is below it; `from` is the first moment, `to` the first one after."""

    actor: UUID | None = None
    action: str | None = None
    resource: str | None = None
    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")


def read(session: Session, caller: Caller, query: AuditQuery) -> Page[shapes.AuditEntry]:
    """The log, newest first, for admins. That it was read is recorded, too."""
    if not caller.is_admin:
        raise Forbidden("Only admins read the audit log.")
    # Fetched and counted before this reading adds its own row.
    page = page_of(session, _wanted(query), query, lambda rows: [_show(*row) for row in rows])
    changes.note(session, "read audit_entries")
    return page


def _wanted(query: AuditQuery) -> Any:
    wanted = select(AuditEntry, Account.name).join(Account, Account.id == AuditEntry.actor_id, isouter=True)
    if query.actor is not None:
        wanted = wanted.where(AuditEntry.actor_id == query.actor)
    if query.action:
        wanted = wanted.where(AuditEntry.action == query.action)
    if query.resource:
        path = query.resource.strip("/")
        below = AuditEntry.resource.startswith(f"{path}/", autoescape=True)
        wanted = wanted.where(or_(AuditEntry.resource == path, below))
    if query.since is not None:
        wanted = wanted.where(AuditEntry.at >= query.since)
    if query.until is not None:
        wanted = wanted.where(AuditEntry.at < query.until)
    return wanted.order_by(AuditEntry.at.desc(), AuditEntry.id)


def _show(entry: AuditEntry, name: str | None) -> shapes.AuditEntry:
    # An account that is gone has left its id.
    actor = None if entry.actor_id is None else Person(id=entry.actor_id, name=name or "somebody who is gone")
    return shapes.AuditEntry(
        id=entry.id, at=entry.at, actor=actor, action=entry.action, resource=entry.resource, address=entry.address,
        result=entry.result, request_id=entry.request_id, written=tuple(entry.written),
    )  # fmt: skip
