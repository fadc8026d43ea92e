"""Pages of previews: who would gain and lose by grading anew, and publishing or dropping it."""

from __future__ import annotations

from nbacademy_hub.assignments.regrades import publishing, service
from nbacademy_hub.assignments.regrades.service import ResultQuery
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging

from .page import PER_PAGE, Page, page

AGAIN_SECONDS = "3"


class RegradesPage(Page):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """The previews of an assignment."""
        course = await self.course(name)
        paging = self.asked(Paging, limit=PER_PAGE)
        previews = await self.call(service.list_regrades, course.slug, assignment, paging)
        self.show_course("regrades.html", course, "previews", assignment=assignment, previews=previews)


class RegradePage(Page):
    template = "regrade.html"

    @page
    async def get(self, regrade_id: str) -> None:
        """One preview: how far it is, who would gain and lose, and by which cells."""
        found = uuid_or_404(regrade_id)
        preview = await self.call(service.get_regrade, found)
        course = await self.course(preview.course_slug)
        query = self.asked(ResultQuery, limit=PER_PAGE)
        results = await self.call(service.list_results, found, query)
        if preview.state in ("running", "publishing"):
            self.set_header("Refresh", AGAIN_SECONDS)
        self.show_course(
            self.template, course, "previews", assignment=preview.assignment, preview=preview, results=results,
            changed=query.changed,
        )  # fmt: skip


class PublishRegradePage(RegradePage):
    template = "regrade_publish.html"

    @page
    async def post(self, regrade_id: str) -> None:
        """Makes a preview count."""
        found = uuid_or_404(regrade_id)
        await self.run(service.for_staff, self.caller, found)
        self.context.cluster.require_sandboxes()
        await self.call(publishing.publish, found)
        self.context.grading.poke()
        self.go(f"regrades/{found}", said="published")


class DropRegradePage(RegradePage):
    template = "regrade_drop.html"

    @page
    async def post(self, regrade_id: str) -> None:
        """Forgets a preview."""
        found = uuid_or_404(regrade_id)
        preview = await self.call(service.get_regrade, found)
        await self.call(service.drop, found)
        self.go(f"courses/{preview.course_slug}/assignments/{preview.assignment}/regrades", said="dropped")
