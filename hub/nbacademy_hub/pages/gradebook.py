"""The pages of grades: everybody's, for staff, and one's own."""

from __future__ import annotations

from nbacademy_hub.gradebook import released, service
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import catalogue

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


class GradesPage(Page):
    @page
    async def get(self, name: str) -> None:
        """What one got in a course oneself."""
        grades = await self.call(released.own_grades, name)
        self.show("grades.html", course=await self.call(catalogue.show_course, name), grades=grades.items)
