"""Enrolments and progress."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from .courses import CourseRole, MaterialType
from .shape import Moment, Percentage, Person, Shape

InvitedRole = Literal["student", "assistant"]
MOST_USES = 100_000
LONGEST_CODE = 40
InvitationCode = Annotated[str, StringConstraints(max_length=LONGEST_CODE)]


class EnrollmentCreate(Shape):
    """Joins a course: as a student where it allows self-enrolment, or by the code of an invitation.

    `course_id` is an id or a slug.
    """

    course_id: str
    code: InvitationCode | None = None


class InvitationCreate(Shape):
    """A code with which people join a course; `uses_limit` is how many may, None for any number."""

    role: InvitedRole = "student"
    expires_at: Moment | None = None
    uses_limit: Annotated[int, Field(ge=1, le=MOST_USES)] | None = None


class Invitation(InvitationCreate):
    """A code, and how many have joined with it."""

    id: UUID
    code: str
    uses: int
    created_at: Moment


class RosterFault(Shape):
    """What is wrong with a line of a roster; `line` counts from 1, and the heading is one."""

    line: int
    message: str


class Roster(Shape):
    """What a roster made of a course, or would: how many joined, how many were in it already, and what is wrong.

    `faults` are the first of them, `faulty` is how many lines have one; these lines change nothing.
    """

    dry_run: bool
    added: int
    unchanged: int
    faulty: int
    faults: tuple[RosterFault, ...]


class Enrollment(Shape):
    """Somebody's place in a course; `completed_at` is when all materials were done."""

    id: UUID
    course_id: UUID
    course_slug: str
    course_title: str
    role: CourseRole
    percentage: Percentage
    enrolled_at: Moment
    completed_at: Moment | None = None


class ProgressMark(Shape):
    """How far the caller is with a material. A percentage never falls: a lower mark changes nothing."""

    material_id: UUID
    percentage: Percentage


class MaterialProgress(Shape):
    material_id: UUID
    percentage: Percentage
    updated_at: Moment


class SectionProgress(Shape):
    section_id: UUID
    percentage: Percentage


class Progress(Shape):
    """The caller's progress in a course; untouched materials count as 0 and are not listed."""

    course_id: UUID
    percentage: Percentage
    sections: tuple[SectionProgress, ...]
    materials: tuple[MaterialProgress, ...]


class MemberProgress(Shape):
    """One member's progress, as staff see it."""

    user: Person
    role: CourseRole
    percentage: Percentage
    materials: tuple[MaterialProgress, ...]


class MaterialStanding(Shape):
    """How far a course's students are with a material: how many have `begun` it, and `done` it; for how many it is the
    first that they have not done (`here`), and how many of these have begun the course and not moved on for a week."""

    id: UUID
    title: str
    section: str
    begun: int
    done: int
    here: int
    idle: int


class CourseAnalytics(Shape):
    """A course's students: how many there are, have begun, have moved on in the last week (`active`), and have
    completed it; and where they stand, material by material in the course's order."""

    students: int
    begun: int
    active: int
    completed: int
    materials: tuple[MaterialStanding, ...]


StepState = Literal["completed", "begun", "open", "locked"]


class NextMaterial(Shape):
    """The first material of a course that one has not done; `section` is its section's title."""

    id: UUID
    title: str
    type: MaterialType
    section: str


class PathStep(Shape):
    """A course on one's path. `missing` are slugs of prerequisites not completed; a `locked` one is to wait for them.

    `percentage` is None for a course that one has not joined.
    """

    course_slug: str
    title: str
    state: StepState
    percentage: Percentage | None
    missing: tuple[str, ...]
    next_material: NextMaterial | None
    reason: str


class LearningPath(Shape):
    """One's courses and what they build on, each after what it builds on."""

    items: tuple[PathStep, ...]


class Reason(Shape):
    """Why something is recommended, in a sentence, and how many points that gives."""

    kind: Literal["progress", "needed", "prerequisites", "tags", "peers", "open"]
    points: float
    text: str


class Recommendation(Shape):
    """A course to join, or the next material of one that one has begun. What has more points comes first."""

    kind: Literal["course", "material"]
    course_slug: str
    title: str
    material: NextMaterial | None = None
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> float:
        """The points of all its reasons."""
        return sum(reason.points for reason in self.reasons)


class Achievement(Shape):
    """Something to be earned in a course; `percentage` says how much of it is done, all of it when `earned`."""

    course_slug: str
    key: str
    title: str
    description: str
    earned: bool
    percentage: Percentage
