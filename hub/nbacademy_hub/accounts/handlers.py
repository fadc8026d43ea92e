"""The caller's own account."""

from __future__ import annotations

from nbacademy.protocol.accounts import Me
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler

from . import service


class MeHandler(ApiHandler):
    @allow(LEARN, gives=Me)
    async def get(self) -> None:
        """The caller's own profile."""
        self.reply(await self.call(service.me))


ROUTES = [(r"users/me", MeHandler)]
