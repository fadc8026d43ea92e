"""Similarity over HTTP."""

from __future__ import annotations

from nbacademy.protocol.similarity import SimilarityCheck, SimilarityReport, SimilarPairDetail
from nbacademy_hub.http.audience import STAFF, STAFF_ALONE
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import running, service
from .comparison import Task


class SimilarityHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=SimilarityReport)
    async def get(self, course: str, name: str) -> None:
        """The pairs that the newest check found: a hint, never a verdict."""
        self.reply(await self.call(service.report, course, name, self.query(Paging)))

    @allow(GRADE, to=STAFF, gives=SimilarityCheck, status=202)
    async def post(self, course: str, name: str) -> None:
        """Begins a check of everybody's newest submissions."""
        begun = await self.call(service.begin, course, name, self.context.files.url)
        # The answer is out; the work goes on.
        self.reply(begun.check, 202)
        if begun.task is not None:
            await self.compare(begun, begun.task)

    async def compare(self, begun: service.Begun, task: Task) -> None:
        """Brings a check to its end, whatever that is."""
        check, transact = begun.check, self.context.transact
        try:
            found = await running.compare(task)
        except running.ComparisonFailed as error:
            await transact(service.fail, check.id, begun.started_at, str(error))
        else:
            await transact(service.finish, check.id, begun.started_at, found)


class SimilarPairHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, gives=SimilarPairDetail)
    async def get(self, pair_id: str) -> None:
        """Two submissions side by side."""
        self.reply(await self.call(service.side_by_side, uuid_or_404(pair_id), self.context.files))


ROUTES = [
    (r"courses/([^/]+)/assignments/([^/]+)/similarity", SimilarityHandler),
    (r"similarity/([^/]+)", SimilarPairHandler),
]
