"""What people are told of whether or not anybody asks: deadlines, and digests by mail; and what is forgotten."""

from __future__ import annotations

from datetime import timedelta

from nbacademy_hub.db.base import now
from nbacademy_hub.http.context import Context
from nbacademy_hub.rounds import Rounds

from . import deadlines, digest, service

EVERY_SECONDS = 60.0
FORGOTTEN_AT_ONCE = 1000


class Telling(Rounds):
    """The loops beside the service; several processes of it tell each person once."""

    def __init__(self, context: Context) -> None:
        super().__init__("telling", EVERY_SECONDS, self._tell_of_deadlines, self._mail, self._forget)
        self._context = context
        self._service_url = f"{context.settings.address}{context.prefix}"

    async def _tell_of_deadlines(self) -> None:
        at = now()
        for assignment_id in await self._context.transact(deadlines.near, at, writes=False):
            await self._context.transact(deadlines.tell, assignment_id, at)

    async def _mail(self) -> None:
        at = now()
        while await self._context.transact(digest.is_any_due, at, writes=False):
            await self._context.transact(digest.send_next, at, self._service_url)

    async def _forget(self) -> None:
        before = now() - timedelta(days=self._context.settings.notification_days)
        while await self._context.transact(service.forget, before, FORGOTTEN_AT_ONCE) == FORGOTTEN_AT_ONCE:
            pass
