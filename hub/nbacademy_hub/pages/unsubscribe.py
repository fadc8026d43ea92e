"""The page behind the link in a mail that ends such mail: for whoever has the link, signed in or not."""

from __future__ import annotations

from nbacademy_hub.http.declaration import public
from nbacademy_hub.notifications import digest

from .page import Page


class UnsubscribePage(Page):
    def check_xsrf_cookie(self) -> None:
        """The key in the address is what allows it; a mail program that sends this has no cookie."""

    @public()
    async def get(self, key: str) -> None:
        """Asks, since programs that look at mail open its links."""
        self.show("unsubscribe.html", name=await self.run(digest.find_name, key), ended=False)

    @public()
    async def post(self, key: str) -> None:
        """Ends the mail; `List-Unsubscribe` of the mail leads here, too."""
        await self.run(digest.end, key)
        self.show("unsubscribe.html", name=await self.run(digest.find_name, key), ended=True)
