"""Pages of similarity: which submissions look alike, and two of them side by side."""

from __future__ import annotations

import contextlib

from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.errors import NotFound
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.similarity import service
from nbacademy_hub.similarity.handlers import SimilarityHandler

from .beside import listings
from .page import PER_PAGE, Page, page

AGAIN_SECONDS = "3"


class SimilarityPage(Page, SimilarityHandler):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """The pairs that the newest check found; nothing before there was one."""
        course = await self.course(name)
        await self.call(assignments.get_assignment, course.slug, assignment)
        report = None
        with contextlib.suppress(NotFound):
            report = await self.call(service.report, course.slug, assignment, self.asked(Paging, limit=PER_PAGE))
        if report is not None and report.check.state == "running":
            self.set_header("Refresh", AGAIN_SECONDS)
        self.show_course("similarity.html", course, "similarity", assignment=assignment, report=report)

    @page
    async def post(self, name: str, assignment: str) -> None:
        """Begins a check of everybody's newest submissions."""
        begun = await self.call(service.begin, name, assignment, self.context.files.url)
        self.go(f"courses/{name}/assignments/{assignment}/similarity", said="comparing")
        # The answer is out; the work goes on.
        if begun.task is not None:
            await self.compare(begun, begun.task)


class SimilarPairPage(Page):
    @page
    async def get(self, pair_id: str) -> None:
        """Two submissions side by side, with what both have."""
        pair = await self.call(service.side_by_side, uuid_or_404(pair_id), self.context.files)
        sides = (
            ("first", "second", pair.first, listings(pair.first_cells, [part.first for part in pair.segments])),
            ("second", "first", pair.second, listings(pair.second_cells, [part.second for part in pair.segments])),
        )
        course = await self.course(pair.course_slug)
        self.show_course("similar_pair.html", course, "similarity", assignment=pair.assignment, pair=pair, sides=sides)
