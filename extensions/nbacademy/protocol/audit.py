"""The audit log: who changed what."""

from __future__ import annotations

from uuid import UUID

from .shape import Moment, Person, Shape


class AuditEntry(Shape):
    """A change, or an attempt that was not allowed.

    `action` is the call's `operationId` in the OpenAPI description, `resource` its path, `actor` None where nobody was
    signed in. `result` is `DONE` or a refusal's code. `written` are the rows: `+`, `~` or `-` for made, changed and
    removed, the table, and the row's key.
    """

    id: UUID
    at: Moment
    actor: Person | None
    action: str
    resource: str
    address: str
    result: str
    request_id: str
    written: tuple[str, ...]
