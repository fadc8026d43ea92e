"""People as administrators see them, and what guardians see of their wards."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from .accounts import PlatformRole
from .attendance import AttendanceSummary
from .gradebook import Grade
from .shape import Moment, Person, Shape

RequestState = Literal["open", "granted", "declined"]
MOST_GUARDIANS = 20


class User(Shape):
    """An account. `email` is None for staff of a course, who see its members without their addresses."""

    id: UUID
    username: str
    name: str
    email: str | None
    email_verified: bool
    second_factor: bool
    role: PlatformRole
    removed: bool
    created_at: Moment


class UserCourse(Shape):
    """A course of somebody's, and their role in it."""

    slug: str
    title: str
    role: str


class UserDetail(User):
    """An account with its courses, and who its guardians and wards are."""

    courses: tuple[UserCourse, ...]
    guardians: tuple[Person, ...]
    wards: tuple[Person, ...]


class RoleUpdate(Shape):
    """The role that somebody has from now on."""

    role: PlatformRole


class RoleRequestCreate(Shape):
    """Asks for a role."""

    role: PlatformRole
    reason: str = Field(default="", max_length=2000)


class RoleRequestUpdate(Shape):
    """What an admin decides."""

    state: Literal["granted", "declined"]


class RoleRequest(Shape):
    """Somebody asks for a role."""

    id: UUID
    user: Person
    role: PlatformRole
    reason: str
    state: RequestState
    created_at: Moment
    decided_at: Moment | None


class Guardians(Shape):
    """Who the guardians of somebody are."""

    items: tuple[Person, ...]


class GuardiansUpdate(Shape):
    """Who the guardians of somebody are from now on: accounts with the role of a guardian."""

    guardian_ids: tuple[UUID, ...] = Field(max_length=MOST_GUARDIANS)


class WardCourse(Shape):
    """What a guardian sees of a ward's course: the progress in percent, how often they were there, released grades."""

    slug: str
    title: str
    percentage: float
    attendance: AttendanceSummary
    grades: tuple[Grade, ...]


class PersonalData(Shape):
    """All rows that belong to somebody, by table, without what opens their account."""

    user_id: UUID
    tables: dict[str, tuple[dict[str, Any], ...]]
