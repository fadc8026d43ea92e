"""Pages of an assignment: its versions with what their trials found, its settings, grading, release of feedback."""

from __future__ import annotations

from nbacademy.protocol.assignments import Assignment, AssignmentSettings, Autograde, Job, Selection
from nbacademy.protocol.courses import CourseDetail
from nbacademy_hub.assignments import autograding, summary
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.deadlines import settings
from nbacademy_hub.http.paging import Paging

from .fields import assignment_fields
from .histogram import histogram
from .page import Page, page

VERSIONS = 5


class AssignmentPage(Page):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """An assignment: scores, settings that hold, and for instructors its versions."""
        course, shown = await self.assignment(name, assignment)
        paging = self.asked(Paging, limit=VERSIONS)
        leads = self.leads(course)
        versions = await self.call(assignments.list_versions, course.slug, assignment, paging) if leads else None
        self.show_course(
            "assignment.html", course, "assignment", assignment=assignment, shown=shown, versions=versions,
            counted=(await self.call(summary.summarise, course.slug)).assignments[assignment], histogram=histogram,
        )  # fmt: skip

    async def assignment(self, name: str, assignment: str) -> tuple[CourseDetail, Assignment]:
        """The course and its assignment, for its staff. Raises NotFound or Forbidden."""
        course = await self.course(name)
        return course, await self.call(assignments.get_assignment, course.slug, assignment)


class AssignmentSettingsPage(AssignmentPage):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """All settings of an assignment, beside what the course says."""
        course, shown = await self.assignment(name, assignment)
        grading = await self.call(settings.course_grading, course.slug)
        own = (shown.settings or AssignmentSettings()).model_copy(update={"title": shown.title})
        self.show_course(
            "assignment_settings.html", course, "assignment-settings", assignment=assignment,
            fields=assignment_fields(own, grading, self.context.settings),
        )  # fmt: skip

    @page
    async def post(self, name: str, assignment: str) -> None:
        """Replaces all settings of an assignment."""
        values = self.form(AssignmentSettings)
        await self.call(settings.put_settings, name, assignment, values, self.context.settings)
        self.go(f"courses/{name}/assignments/{assignment}/settings", said="saved")


class GradePage(Page):
    @page
    async def post(self, name: str, assignment: str) -> None:
        """Grades everybody's newest submissions again, or previews what that would change."""
        values = self.form(Autograde)
        job = await self.grade(name, assignment, values)
        if job.regrade_id is not None:
            self.go(f"regrades/{job.regrade_id}")
        else:
            said = "grading" if job.submissions else "nothing"
            self.go(f"courses/{name}", said=said, count=len(job.submissions))

    async def grade(self, name: str, assignment: str, values: Autograde) -> Job:
        """Asks for grading, where it can be done. Raises Unavailable where it cannot."""
        await self.run(assignments.for_staff, self.caller, name, assignment)
        self.context.cluster.require_sandboxes()
        job = await self.call(autograding.autograde, name, assignment, values, self.context.settings)
        self.context.grading.poke()
        return job


class ReleaseFeedbackPage(Page):
    @page
    async def post(self, name: str, assignment: str) -> None:
        """Releases feedback of an assignment to everybody, from the button of the course page."""
        job = await self.call(autograding.release_feedback, name, assignment, Selection())
        self.context.grading.poke()
        said = "feedback" if job.submissions else "no-feedback"
        self.go(f"courses/{name}", said=said, count=len(job.submissions))
