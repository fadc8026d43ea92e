"""What is to be done with attempts whether or not anybody asks: closed when their time is up, judged, booked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.orm import Session

from nbacademy_hub.errors import Unavailable
from nbacademy_hub.execution import programs
from nbacademy_hub.http.context import Context
from nbacademy_hub.rounds import Rounds

from . import attempts, booking, judging

EVERY_SECONDS = 1.0
AWAY_SECONDS = 10.0
"""How long nothing is judged after there was no sandbox."""


class Keeper(Rounds):
    """The loops beside the service."""

    def __init__(self, context: Context) -> None:
        super().__init__("keeper of quizzes", EVERY_SECONDS, self._close, self._judge, self._book)
        self._context = context

    async def _is(self, question: Callable[[Session], bool]) -> bool:
        return await self._context.transact(question, writes=False)

    async def _close(self) -> None:
        if await self._is(attempts.is_any_overdue):
            await self._context.transact(attempts.close_overdue)

    async def _book(self) -> None:
        while await self._is(booking.is_any_unbooked):
            found = await self._context.transact(booking.next_booking)
            if found is not None:
                await asyncio.to_thread(booking.write, self._context.settings.gradebooks, found)
                await self._context.transact(booking.done, found)

    async def _judge(self) -> None:
        cluster = self._context.cluster
        while await cluster.obstacle() is None and await self._is(judging.is_any_waiting):
            claimed = await self._context.transact(judging.claim)
            if claimed is None:
                return
            try:
                ran = {key: await programs.run(cluster, program) for key, program in claimed.programs.items()}
            except Unavailable:
                await self._context.transact(judging.give_back, claimed.attempt_id)
                await asyncio.sleep(AWAY_SECONDS)
                return
            await self._context.transact(judging.record, claimed.attempt_id, ran)
