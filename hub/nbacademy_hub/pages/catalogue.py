"""The catalogue of courses, and the page on which somebody finds out about one and joins it."""

from __future__ import annotations

from nbacademy.protocol.learning import EnrollmentCreate, InvitationCode
from nbacademy.protocol.shape import Shape
from nbacademy_hub.learning import catalogue
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.catalogue import CourseQuery
from nbacademy_hub.learning.groups import mirror

from .page import PER_PAGE, Page, page


class Joining(Shape):
    """What the form that joins a course sends."""

    code: InvitationCode | None = None


class CataloguePage(Page):
    @page
    async def get(self) -> None:
        """All courses that one may know of, with a search."""
        query = self.asked(CourseQuery, limit=PER_PAGE)
        self.show("catalogue.html", courses=await self.call(catalogue.list_courses, query), query=query)


class LandingPage(Page):
    @page
    async def get(self, name: str) -> None:
        """What a course is about, what is in it, and the way in."""
        self.show("landing.html", course=await self.call(catalogue.show_course, name), in_words=in_words)

    @page
    async def post(self, name: str) -> None:
        """Joins the course, by a code where one was given."""
        joining = EnrollmentCreate(course_id=name, code=self.form(Joining).code)
        joined = await self.call(learning.enroll, joining)
        await mirror(self.context, joined.course_slug)
        self.go(f"catalogue/{joined.course_slug}", said="joined")


def in_words(minutes: int) -> str:
    """About how long something takes."""
    return f"{minutes} min" if minutes < 90 else f"about {round(minutes / 60)} h"
