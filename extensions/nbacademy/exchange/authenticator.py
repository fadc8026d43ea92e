"""Which courses there are for nbgrader: those in which one has a place on the platform."""

from __future__ import annotations

from nbgrader.auth import BaseAuthPlugin

from ..client import Platform


class PlatformAuthPlugin(BaseAuthPlugin):  # type: ignore[misc]  # nbgrader has no types
    """Enrolment is the platform's: this only reads it."""

    def get_student_courses(self, student_id: str) -> list[str] | None:
        """The caller's courses, whatever `student_id` says: a token speaks for one person only."""
        with Platform.from_environment() as platform:
            return [course.slug for course in platform.courses()]

    def add_student_to_course(self, student_id: str, course_id: str) -> None:
        self.log.warning("%s was not enrolled in %s: do that on the platform's pages.", student_id, course_id)

    def remove_student_from_course(self, student_id: str, course_id: str) -> None:
        self.log.warning("%s was not removed from %s: do that on the platform's pages.", student_id, course_id)
