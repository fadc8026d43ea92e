"""Notifications as server-sent events, from wherever somebody stopped listening."""

from __future__ import annotations

import asyncio
import re

from tornado.iostream import StreamClosedError

from nbacademy_hub.errors import Invalid
from nbacademy_hub.http.audience import PEOPLE
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler

from . import service
from .listeners import Listeners

HEARTBEAT_SECONDS = 15.0
STREAM_SECONDS = 600.0
"""After so long the browser asks anew, and shows again that it may."""

BATCH = 100
NUMBER = re.compile(r"[0-9]{1,9}")


class EventsHandler(ApiHandler):
    """An event's id is its notification's number: whoever has seen one has seen all lower ones.

    The first event, `open`, has the number from which on the stream tells, so that even who is cut off before the
    first notification can go on from there. `changed` has a number as well: something else of the caller's is not what
    it was. A listener is sent the next event when they have taken the one before.
    """

    _gone = False
    _waker: asyncio.Event | None = None

    @allow(LEARN, to=PEOPLE, gives="text/event-stream")
    async def get(self) -> None:
        """The caller's notifications: those after `Last-Event-ID`, or else those that come from now on."""
        asked = self._asked()
        # A service that stops does not wait for listeners: they come back, and miss nothing.
        self.context.underway.discard(self)
        listeners: Listeners = self.application.settings.setdefault("listeners", Listeners(self.context))
        with listeners.listening(self.caller.account_id) as self._waker:
            # Listening begins before reading does: nothing can fall between what was and what comes.
            try:
                await self._tell(self._waker, asked, listeners)
            except StreamClosedError:
                return

    def on_connection_close(self) -> None:
        self._gone = True
        if self._waker is not None:
            self._waker.set()

    def _asked(self) -> int | None:
        given = self.request.headers.get("Last-Event-ID", "")
        if given and not NUMBER.fullmatch(given):
            raise Invalid.field("Last-Event-ID", "is no number of an event")
        return int(given) if given else None

    async def _tell(self, waker: asyncio.Event, asked: int | None, listeners: Listeners) -> None:
        newest = (await self.run(service.newest, [self.caller.account_id])).get(self.caller.account_id, 0)
        number = newest if asked is None else min(asked, newest)
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("X-Accel-Buffering", "no")
        unread = await self.call(service.count_unread)
        await self._send(f'id: {number}\nevent: open\ndata: {{"unread":{unread}}}\n\n')
        ends = asyncio.get_running_loop().time() + STREAM_SECONDS
        while not self._gone and asyncio.get_running_loop().time() < ends:
            waker.clear()
            number = await self._send_after(number)
            if number < listeners.newest_of(self.caller.account_id):
                number = listeners.newest_of(self.caller.account_id)
                await self._send(f"id: {number}\nevent: changed\ndata: {{}}\n\n")
            try:
                await asyncio.wait_for(waker.wait(), HEARTBEAT_SECONDS)
            except TimeoutError:
                await self._send(":\n\n")

    async def _send_after(self, number: int) -> int:
        """Sends all that is there after a number; the number of the last."""
        while events := await self.call(service.list_after, number, BATCH):
            for event in events:
                await self._send(f"id: {event.number}\nevent: notification\ndata: {event.model_dump_json()}\n\n")
            number = events[-1].number
        return number

    async def _send(self, text: str) -> None:
        self.write(text)
        await self.flush()


ROUTES = [(r"events", EventsHandler)]
