"""Pages of regrade requests: who asks for another look, and the thread with the student."""

from __future__ import annotations

from uuid import UUID

from nbacademy.protocol.courses import CourseDetail
from nbacademy.protocol.marking import RegradeMessageCreate, RegradeRequestDetail, RegradeRequestUpdate
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.marking import requests
from nbacademy_hub.marking.requests import RequestQuery

from .page import PER_PAGE, Page, page


class RegradeRequestsPage(Page):
    @page
    async def get(self, name: str) -> None:
        """The requests of a course, by state and assignment."""
        course = await self.course(name)
        query = self.asked(RequestQuery, course=course.slug, everyone=True, limit=PER_PAGE)
        found = await self.call(requests.list_requests, query)
        self.show_course("requests.html", course, "requests", requests=found, query=query)


class RegradeRequestPage(Page):
    @page
    async def get(self, request_id: str) -> None:
        """A request with its thread."""
        request, course = await self.request_for_staff(uuid_or_404(request_id), self.asked(Paging, limit=PER_PAGE))
        self.show_course("request.html", course, "requests", assignment=request.assignment, asked=request)

    async def request_for_staff(self, request_id: UUID, paging: Paging) -> tuple[RegradeRequestDetail, CourseDetail]:
        """A request and its course. Raises NotFound, or Forbidden for the student whose it is."""
        request = await self.call(requests.get_request, request_id, paging)
        return request, await self.course(request.course_slug)

    @page
    async def post(self, request_id: str) -> None:
        """Accepts or declines a request, or opens it again."""
        found = uuid_or_404(request_id)
        await self.call(requests.decide, found, self.form(RegradeRequestUpdate))
        self.go(f"regrade-requests/{found}", said="saved")


class RegradeReplyPage(RegradeRequestPage):
    @page
    async def post(self, request_id: str) -> None:
        """Replies in a request's thread, as staff."""
        found, values = uuid_or_404(request_id), self.form(RegradeMessageCreate)
        await self.request_for_staff(found, Paging(limit=1))
        await self.call(requests.reply, found, values)
        self.go(f"regrade-requests/{found}", said="replied")
