"""Pages of submissions: the list in which some are chosen, and one with what its grade rests on."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from nbacademy.protocol.assignments import Autograde
from nbacademy.protocol.shape import Shape
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments import submissions
from nbacademy_hub.assignments.submissions import SubmissionQuery
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.marking import requests
from nbacademy_hub.marking.requests import RequestQuery

from .assignments import GradePage
from .page import PER_PAGE, Page, page

AGAIN_SECONDS = "3"
LONGEST = 2000


class Chosen(Shape):
    """Submissions that were ticked: at least one, since none would stand for everybody's."""

    submission_ids: Annotated[tuple[UUID, ...], Field(min_length=1, validate_default=True)] = ()


class LongQuery(SubmissionQuery):
    """Submissions of a whole class on one page, if that is asked for."""

    limit: Annotated[int, Field(ge=1, le=LONGEST)] = PER_PAGE


class SubmissionsPage(Page):
    @page
    async def get(self, name: str) -> None:
        """The submissions of a course, by assignment, state and student."""
        course = await self.course(name)
        query = self.asked(LongQuery, course=course.slug, everyone=True)
        workers = self.context.cluster.known_workers
        self.show_course(
            "submissions.html", course, "submissions", query=query, lengths=(PER_PAGE, 500, LONGEST),
            work=await self.call(submissions.list_submissions, query, workers),
            assignments=(await self.call(assignments.list_assignments, course.slug, Paging(limit=100))).items,
        )  # fmt: skip


class GradeChosenPage(GradePage):
    @page
    async def post(self, name: str, assignment: str) -> None:
        """Grades the submissions that were ticked again."""
        chosen = self.form(Chosen).submission_ids
        job = await self.grade(name, assignment, Autograde(submission_ids=chosen))
        self.go(f"courses/{name}/submissions", assignment=assignment, said="grading", count=len(job.submissions))


class SubmissionPage(Page):
    @page
    async def get(self, submission_id: str) -> None:
        """One submission: cells, log, evidence, requests, and its feedback in a sandboxed frame."""
        found = uuid_or_404(submission_id)
        shown = await self.call(submissions.get_submission, found, self.context.cluster.known_workers)
        course = await self.course(shown.course_slug)
        asked = RequestQuery(course=course.slug, submission_id=found, everyone=True, limit=100)
        if shown.status in ("queued", "running"):
            self.set_header("Refresh", AGAIN_SECONDS)
        self.show_course(
            "submission.html", course, "submissions", assignment=shown.assignment, submission=shown,
            requests=(await self.call(requests.list_requests, asked)).items,
        )  # fmt: skip
