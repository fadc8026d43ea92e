"""Pages for guardians: their wards, and what they may read of each."""

from __future__ import annotations

from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.people import guardians

from .page import PER_PAGE, Page, page


class WardsPage(Page):
    @page
    async def get(self) -> None:
        """The caller's wards."""
        self.show("wards.html", wards=await self.call(guardians.list_wards, self.asked(Paging, limit=PER_PAGE)))


class WardPage(Page):
    @page
    async def get(self, ward_id: str) -> None:
        """A ward's courses with progress, attendance and released grades."""
        paging, found = self.asked(Paging, limit=PER_PAGE), uuid_or_404(ward_id)
        courses = await self.call(guardians.list_ward_courses, found, paging)
        self.show("ward.html", ward=await self.call(guardians.show_ward, found), courses=courses)
