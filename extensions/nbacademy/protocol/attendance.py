"""Class sessions, and who was there."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from .shape import Line, Moment, Percentage, Person, Shape

Presence = Literal["present", "late", "absent", "excused"]
MOST_MARKS = 1000


class ClassSessionCreate(Shape):
    """A class that is held. Who checks in more than `late_minutes` after its start is late; its code changes each
    `code_seconds`."""

    title: Line
    starts_at: Moment
    ends_at: Moment
    late_minutes: Annotated[int, Field(ge=0, le=1440)] = 10
    code_seconds: Annotated[int, Field(ge=10, le=3600)] = 30

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at has to be later than starts_at")
        return self


class ClassSession(ClassSessionCreate):
    """A class, with the caller's own presence; None for who has not been there, or not yet.

    `counts` says for staff how many have each presence.
    """

    id: UUID
    course_slug: str
    presence: Presence | None = None
    counts: dict[Presence, int] | None = None


class CheckInCode(Shape):
    """The code to be shown now, and for how many seconds it is the newest."""

    code: str
    seconds_left: int


class PresenceMark(Shape):
    """Whether somebody was there, as staff say."""

    user_id: UUID
    presence: Presence


class AttendanceUpdate(Shape):
    """Either the code that one sees in class, or what staff say of members."""

    code: Annotated[str, StringConstraints(max_length=20)] | None = None
    marks: Annotated[tuple[PresenceMark, ...], Field(min_length=1, max_length=MOST_MARKS)] | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.code is None) == (self.marks is None):
            raise ValueError("send a code, or marks")
        return self


class AttendanceSummary(Shape):
    """How often somebody was there, of the classes of a course that have begun.

    `percentage` is of those that were not excused; 100 where there were none.
    """

    sessions: int
    present: int
    late: int
    absent: int
    excused: int
    percentage: Percentage


class CourseAttendance(AttendanceSummary):
    """One's own, in one course."""

    course_slug: str
    course_title: str


class SessionPresence(Shape):
    session_id: UUID
    presence: Presence


class MemberAttendance(AttendanceSummary):
    """A student's, with the presence in each class that has begun."""

    user: Person
    detail: tuple[SessionPresence, ...]
