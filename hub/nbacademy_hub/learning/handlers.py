"""Enrolments and progress over HTTP."""

from __future__ import annotations

from nbacademy.protocol.learning import (
    Achievement,
    CourseAnalytics,
    Enrollment,
    EnrollmentCreate,
    Invitation,
    InvitationCreate,
    LearningPath,
    MemberProgress,
    Progress,
    ProgressMark,
    Recommendation,
    Roster,
)
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.http.audience import MEMBERS, OWNER_ALONE, PEOPLE, STAFF, STAFF_ALONE
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.http.upload import UploadHandler

from . import achievements, classview, invitations, membership, paths, recommendations, roster, service
from .groups import mirror


class ProgressQuery(Shape):
    course_id: str


class EnrollmentsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=service.EnrollmentQuery, gives=Page[Enrollment], kept=True)
    async def get(self) -> None:
        """The caller's own enrolments."""
        self.reply(await self.call(service.list_enrollments, self.query(service.EnrollmentQuery)))

    @allow(LEARN, to=PEOPLE, takes=EnrollmentCreate, gives=Enrollment, status=201)
    async def post(self) -> None:
        """Joins a course."""
        enrollment = await self.call(service.enroll, self.body(EnrollmentCreate))
        await mirror(self.context, enrollment.course_slug)
        self.reply(enrollment, 201, location=f"enrollments/{enrollment.id}")


class EnrollmentHandler(ApiHandler):
    @allow(LEARN, to=OWNER_ALONE, status=204)
    async def delete(self, enrollment_id: str) -> None:
        """Leaves a course."""
        course = await self.call(service.leave, uuid_or_404(enrollment_id))
        await mirror(self.context, course.slug)
        self.set_status(204)


class InvitationsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[Invitation])
    async def get(self, course: str) -> None:
        """The codes with which people join a course, the newest first."""
        self.reply(await self.call(invitations.list_invitations, course, self.query(Paging)))

    @allow(GRADE, to=STAFF, takes=InvitationCreate, gives=Invitation, status=201)
    async def post(self, course: str) -> None:
        """A new code with which people join a course."""
        self.reply(await self.call(invitations.invite, course, self.body(InvitationCreate)), 201)


class InvitationHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, status=204)
    async def delete(self, invitation_id: str) -> None:
        """Takes a code back; who has joined with it stays."""
        await self.call(invitations.revoke, uuid_or_404(invitation_id))
        self.set_status(204)


class RosterHandler(UploadHandler):
    async def admit(self, *names: str) -> None:
        """Only staff need send a roster."""
        self.slug = (await self.run(membership.staff, self.caller, names[0])).slug

    @allow(GRADE, to=STAFF, takes="text/csv", query=roster.RosterQuery, gives=Roster)
    async def post(self, course: str) -> None:
        """Enrols the people of a CSV with a column `email` or `username`, and perhaps one `role`."""
        query, file = self.query(roster.RosterQuery), self.received()
        outcome = await self.call(roster.enroll_all, course, file, query.dry_run)
        if outcome.added and not query.dry_run:
            await mirror(self.context, self.slug)
        self.reply(outcome)


class ProgressHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=ProgressQuery, gives=Progress, kept=True)
    async def get(self) -> None:
        """The caller's own progress in a course."""
        self.reply(await self.call(service.progress, self.query(ProgressQuery).course_id))

    @allow(LEARN, to=MEMBERS, takes=ProgressMark, gives=Progress)
    async def post(self) -> None:
        """Records progress with a material."""
        self.reply(await self.call(service.mark, self.body(ProgressMark)))


class PathHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, gives=LearningPath)
    async def get(self) -> None:
        """The caller's courses and what they build on, in an order in which they can be taken."""
        self.reply(await self.call(paths.path_of))


class RecommendationsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=Paging, gives=Page[Recommendation])
    async def get(self) -> None:
        """What the caller might do next, and why."""
        self.reply(await self.call(recommendations.recommend, self.query(Paging)))


class AchievementsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=achievements.AchievementQuery, gives=Page[Achievement])
    async def get(self) -> None:
        """What the caller has earned in their courses, and what is still to be earned."""
        self.reply(await self.call(achievements.list_achievements, self.query(achievements.AchievementQuery)))


class ClassProgressHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=classview.ClassQuery, gives=Page[MemberProgress])
    async def get(self, course: str) -> None:
        """Every member's progress."""
        self.reply(await self.call(classview.class_progress, course, self.query(classview.ClassQuery)))


class AnalyticsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, gives=CourseAnalytics)
    async def get(self, course: str) -> None:
        """Where the students stand, and at which materials they are stuck."""
        self.reply(await self.call(classview.analyse, course))


ROUTES = [
    (r"enrollments", EnrollmentsHandler),
    (r"enrollments/([^/]+)", EnrollmentHandler),
    (r"progress", ProgressHandler),
    (r"courses/([^/]+)/invitations", InvitationsHandler),
    (r"invitations/([^/]+)", InvitationHandler),
    (r"courses/([^/]+)/roster", RosterHandler),
    (r"users/me/path", PathHandler),
    (r"recommendations", RecommendationsHandler),
    (r"achievements", AchievementsHandler),
    (r"courses/([^/]+)/progress", ClassProgressHandler),
    (r"courses/([^/]+)/analytics", AnalyticsHandler),
]
