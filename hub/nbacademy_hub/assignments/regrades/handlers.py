"""Previews of grading anew over HTTP."""

from __future__ import annotations

from nbacademy.protocol.regrades import Regrade, RegradeResult
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import STAFF, STAFF_ALONE
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import publishing, service


class RegradesHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[Regrade])
    async def get(self, course: str, name: str) -> None:
        """The previews of an assignment, the newest first."""
        self.reply(await self.call(service.list_regrades, course, name, self.query(Paging)))


class RegradeHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, gives=Regrade)
    async def get(self, regrade_id: str) -> None:
        """One preview: how far it is, who would gain and lose, and by which cells."""
        self.reply(await self.call(service.get_regrade, uuid_or_404(regrade_id)))

    @allow(GRADE, to=STAFF_ALONE, status=204)
    async def delete(self, regrade_id: str) -> None:
        """Drops a preview."""
        await self.call(service.drop, uuid_or_404(regrade_id))
        self.set_status(204)


class RegradeResultsHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, query=service.ResultQuery, gives=Page[RegradeResult])
    async def get(self, regrade_id: str) -> None:
        """What each submission would get, those that lose most first."""
        query = self.query(service.ResultQuery)
        self.reply(await self.call(service.list_results, uuid_or_404(regrade_id), query))


class RegradePublishHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, gives=Regrade, status=202)
    async def post(self, regrade_id: str) -> None:
        """Makes a preview count."""
        found = uuid_or_404(regrade_id)
        await self.run(service.for_staff, self.caller, found)
        self.context.cluster.require_sandboxes()
        regrade = await self.call(publishing.publish, found)
        self.context.grading.poke()
        self.reply(regrade, 202)


ROUTES = [
    (r"courses/([^/]+)/assignments/([^/]+)/regrades", RegradesHandler),
    (r"regrades/([^/]+)", RegradeHandler),
    (r"regrades/([^/]+)/results", RegradeResultsHandler),
    (r"regrades/([^/]+)/publish", RegradePublishHandler),
]
