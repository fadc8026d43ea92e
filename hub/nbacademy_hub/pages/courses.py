"""Pages of a course as a whole: overview, what waits for the graders, settings, and the way to formgrader."""

from __future__ import annotations

import math
from pathlib import Path

from nbacademy.protocol.assignments import CourseGrading
from nbacademy.protocol.regrades import Queue
from nbacademy_hub.assignments import queue, submissions, summary
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.deadlines import settings
from nbacademy_hub.assignments.submissions import SubmissionQuery
from nbacademy_hub.http.declaration import public
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import catalogue
from nbacademy_hub.learning.catalogue import CourseQuery
from nbacademy_hub.marking import requests
from nbacademy_hub.marking.requests import RequestQuery
from nbacademy_hub.marking.waiting import Waiting, waiting_for

from . import courseserver
from .fields import course_fields
from .histogram import histogram
from .page import PER_PAGE, Page, page

NEWEST = 8
AGAIN_SECONDS = "5"
STYLE = Path(__file__).with_name("style.css").read_text()


class StyleSheet(Page):
    @public()
    async def get(self) -> None:
        """How all pages look."""
        self.set_header("Content-Type", "text/css; charset=UTF-8")
        self.finish(STYLE)


class HomePage(Page):
    @page
    async def get(self) -> None:
        """The courses in which one has a role, and what waits for one in those that one teaches."""
        query = self.asked(CourseQuery, mine=not self.caller.is_admin, limit=PER_PAGE)
        courses = await self.call(catalogue.list_courses, query)
        self.show("home.html", courses=courses, waiting=await self.call(waiting_for), nothing=Waiting())


class CoursePage(Page):
    @page
    async def get(self, name: str) -> None:
        """A course for its staff: how far its assignments are, what came last, and what waits."""
        course = await self.course(name)
        slug, workers = course.slug, self.context.cluster.known_workers
        overview = await self.call(summary.summarise, slug)
        newest = SubmissionQuery(course=slug, everyone=True, limit=NEWEST)
        asked = RequestQuery(course=slug, everyone=True, state="open", limit=1)
        self.show_course(
            "course.html", course, "overview", overview=overview, histogram=histogram,
            assignments=await self.call(assignments.list_assignments, slug, Paging(limit=100)),
            newest=await self.call(submissions.list_submissions, newest, workers),
            waiting=await self.call(queue.show_queue, slug, Paging(limit=1), workers), until_done=until_done,
            requests=(await self.call(requests.list_requests, asked)).total,
        )  # fmt: skip


class QueuePage(Page):
    @page
    async def get(self, name: str) -> None:
        """What the graders are at, and what waits for them; it is asked again by itself."""
        course = await self.course(name)
        paging = self.asked(Paging, limit=PER_PAGE)
        jobs = await self.call(queue.show_queue, course.slug, paging, self.context.cluster.known_workers)
        if jobs.total:
            self.set_header("Refresh", AGAIN_SECONDS)
        self.show_course("queue.html", course, "queue", jobs=jobs, until_done=until_done)


class CourseSettingsPage(Page):
    @page
    async def get(self, name: str) -> None:
        """What holds for assignments that say nothing else."""
        course = await self.course(name)
        grading = await self.call(settings.course_grading, course.slug)
        self.show_course("course_settings.html", course, "settings", fields=course_fields(grading))

    @page
    async def post(self, name: str) -> None:
        """Sets what holds for assignments that say nothing else."""
        await self.call(settings.put_course_grading, name, self.form(CourseGrading))
        self.go(f"courses/{name}/settings", said="saved")


class FormgraderPage(Page):
    @page
    async def get(self, name: str) -> None:
        """Starts the course's server if needed, and goes to nbgrader's formgrader in it."""
        course = await self.course(name)
        state = await courseserver.ensure(self.context, course.slug)
        if state.ready:
            self.redirect(state.url)
            return
        # The page asks again by itself until the server is up.
        self.set_header("Refresh", "2")
        self.show("starting.html", course=course, message=state.message)


def until_done(jobs: Queue) -> float | None:
    """In how many seconds a course's jobs are done, if no others come between; None where nobody can tell."""
    if jobs.median_seconds is None or not jobs.workers:
        return None
    return math.ceil(jobs.total / jobs.workers) * jobs.median_seconds
