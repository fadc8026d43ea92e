"""Pages of regrade requests: who asks for another look, and the thread with the student."""

from __future__ import annotations

from nbacademy.protocol.marking import RegradeMessageCreate, RegradeRequestUpdate
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
        request = await self.call(requests.get_request, uuid_or_404(request_id), self.asked(Paging, limit=PER_PAGE))
        course = await self.course(request.course_slug)
        self.show_course("request.html", course, "requests", assignment=request.assignment, request=request)

    @page
    async def post(self, request_id: str) -> None:
        """Accepts or declines a request, or opens it again."""
        found = uuid_or_404(request_id)
        await self.call(requests.decide, found, self.form(RegradeRequestUpdate))
        self.go(f"regrade-requests/{found}", said="saved")


class RegradeReplyPage(RegradeRequestPage):
    @page
    async def post(self, request_id: str) -> None:
        """Replies in a request's thread."""
        found = uuid_or_404(request_id)
        await self.call(requests.reply, found, self.form(RegradeMessageCreate))
        self.go(f"regrade-requests/{found}", said="replied")
