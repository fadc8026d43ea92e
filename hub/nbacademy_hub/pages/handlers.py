"""The pages for a course's staff: submissions, scores, progress, and the way to formgrader."""

from __future__ import annotations

import re
from pathlib import Path

from nbacademy.protocol.assignments import Selection
from nbacademy_hub.assignments import autograding, submissions
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.submissions import SubmissionQuery
from nbacademy_hub.errors import Forbidden
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import catalogue
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.catalogue import CourseQuery

from . import courseserver
from .page import Page, page

TEMPLATES = Path(__file__).parent / "templates"
PER_PAGE = 50
PAGE_NUMBER = re.compile(r"^[0-9]{1,5}$")


class HomePage(Page):
    @page
    async def get(self) -> None:
        """The courses in which one has a role."""
        shown = await self.call(catalogue.list_courses, CourseQuery(mine=not self.caller.is_admin, limit=100))
        self.show("home.html", courses=shown.items)


class CoursePage(Page):
    @page
    async def get(self, name: str) -> None:
        """A course for its staff: assignments, submissions and progress."""
        course = await self.call(catalogue.show_course, name)
        asked = self.get_query_argument("page", "")
        paging = Paging(page=max(1, int(asked)) if PAGE_NUMBER.match(asked) else 1, limit=PER_PAGE)
        work = await self.call(
            submissions.list_submissions,
            SubmissionQuery(course=course.slug, everyone=True, page=paging.page, limit=paging.limit),
        )
        self.show(
            "course.html", course=course, submissions=work, xsrf=self.xsrf_token.decode(),
            assignments=(await self.call(assignments.list_assignments, course.slug, Paging(limit=100))).items,
            members=await self.call(learning.class_progress, course.slug, paging),
        )  # fmt: skip


class SubmissionPage(Page):
    @page
    async def get(self, submission_id: str) -> None:
        """One submission: cells, log, and its feedback in a sandboxed frame."""
        self.show("submission.html", submission=await self.call(submissions.get_submission, uuid_or_404(submission_id)))


class ReleaseFeedbackPage(Page):
    @page
    async def post(self, name: str, assignment: str) -> None:
        """Releases feedback of an assignment to everybody, from the button of the course page."""
        await self.call(autograding.release_feedback, name, assignment, Selection())
        self.context.grading.poke()
        self.redirect(f"{self.context.prefix}courses/{name}")


class FormgraderPage(Page):
    @page
    async def get(self, name: str) -> None:
        """Starts the course's server if needed, and goes to nbgrader's formgrader in it."""
        course = await self.call(catalogue.show_course, name)
        if not await self.run(lambda session: submissions.may_read_all(session, self.caller, course.slug)):
            raise Forbidden(f"Formgrader is for the instructors and assistants of {course.slug}.")
        state = await courseserver.ensure(self.context, course.slug)
        if state.ready:
            self.redirect(state.url)
            return
        # The page asks again by itself until the server is up.
        self.set_header("Refresh", "2")
        self.show("starting.html", course=course, message=state.message)


ROUTES = [
    (r"", HomePage),
    (r"courses/([^/]+)", CoursePage),
    (r"courses/([^/]+)/formgrader", FormgraderPage),
    (r"courses/([^/]+)/assignments/([^/]+)/release-feedback", ReleaseFeedbackPage),
    (r"submissions/([^/]+)", SubmissionPage),
]
