"""The page of the gradebook."""

from __future__ import annotations

from nbacademy_hub.gradebook import service
from nbacademy_hub.http.paging import Paging

from .page import PER_PAGE, Page, page


class GradebookPage(Page):
    @page
    async def get(self, name: str) -> None:
        """Everybody's newest scores, and the ways to take them away."""
        course = await self.course(name)
        paging, gradebooks = self.asked(Paging, limit=PER_PAGE), self.context.settings.gradebooks
        self.show_course(
            "gradebook.html", course, "gradebook", names=await self.call(service.names, course.slug),
            quizzes=await self.call(service.quiz_names, course.slug),
            rows=await self.call(service.gradebook, course.slug, paging, gradebooks),
        )  # fmt: skip
