"""The audit log over HTTP."""

from __future__ import annotations

from nbacademy.protocol.audit import AuditEntry
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import ADMINS
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler

from . import service


class AuditHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, query=service.AuditQuery, gives=Page[AuditEntry])
    async def get(self) -> None:
        """The audit log, newest first."""
        # A GET that writes: that the log was read stands in the log.
        query = self.query(service.AuditQuery)
        self.reply(await self.context.transact(service.read, self.caller, query))


ROUTES = [(r"audit", AuditHandler)]
