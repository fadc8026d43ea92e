"""Enrolments and progress over HTTP."""

from __future__ import annotations

from nbacademy.protocol.learning import Enrollment, EnrollmentCreate, MemberProgress, Progress, ProgressMark
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import service
from .groups import mirror


class ProgressQuery(Shape):
    course_id: str


class EnrollmentsHandler(ApiHandler):
    @allow(LEARN, query=service.EnrollmentQuery, gives=Page[Enrollment])
    async def get(self) -> None:
        """The caller's own enrolments."""
        self.reply(await self.call(service.list_enrollments, self.query(service.EnrollmentQuery)))

    @allow(LEARN, takes=EnrollmentCreate, gives=Enrollment, status=201)
    async def post(self) -> None:
        """Joins a course."""
        enrollment = await self.call(service.enroll, self.body(EnrollmentCreate))
        await mirror(self.context, enrollment.course_slug)
        self.reply(enrollment, 201, location=f"enrollments/{enrollment.id}")


class EnrollmentHandler(ApiHandler):
    @allow(LEARN, status=204)
    async def delete(self, enrollment_id: str) -> None:
        """Leaves a course."""
        course = await self.call(service.leave, uuid_or_404(enrollment_id))
        await mirror(self.context, course.slug)
        self.set_status(204)


class ProgressHandler(ApiHandler):
    @allow(LEARN, query=ProgressQuery, gives=Progress)
    async def get(self) -> None:
        """The caller's own progress in a course."""
        self.reply(await self.call(service.progress, self.query(ProgressQuery).course_id))

    @allow(LEARN, takes=ProgressMark, gives=Progress)
    async def post(self) -> None:
        """Records progress with a material."""
        self.reply(await self.call(service.mark, self.body(ProgressMark)))


class ClassProgressHandler(ApiHandler):
    @allow(GRADE, query=Paging, gives=Page[MemberProgress])
    async def get(self, course: str) -> None:
        """Every member's progress."""
        self.reply(await self.call(service.class_progress, course, self.query(Paging)))


ROUTES = [
    (r"enrollments", EnrollmentsHandler),
    (r"enrollments/([^/]+)", EnrollmentHandler),
    (r"progress", ProgressHandler),
    (r"courses/([^/]+)/progress", ClassProgressHandler),
]
