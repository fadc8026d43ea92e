"""Due times; groups of students, and extensions by person or by group."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from .assignments import Limit
from .shape import Line, Moment, Person, Shape


class Deadline(Shape):
    """Something that the caller has not handed in, and when it is due for them."""

    course_slug: str
    course_title: str
    assignment: str
    title: str
    due_at: Moment


class Deadlines(Shape):
    """The caller's deadlines that are to come, the soonest first."""

    items: tuple[Deadline, ...]


class GroupUpdate(Shape):
    """A group's name, and all its members by account id."""

    name: Line
    members: Annotated[tuple[UUID, ...], Field(max_length=2000)] = ()


class Group(Shape):
    """Some of a course's students."""

    id: UUID
    course_slug: str
    name: str
    members: tuple[Person, ...]


class GroupName(Shape):
    """A group as others refer to it."""

    id: UUID
    name: str


class ExtensionUpdate(Shape):
    """What holds for somebody instead of the assignment's own settings; None leaves these. Limits of 0 are none.

    Of what holds for the assignment, for the person and for their groups, the kindest counts.
    """

    due_at: Moment | None = None
    attempts_limit: Limit | None = None
    minutes_allowed: Limit | None = None
    note: Line | None = None


class Extension(ExtensionUpdate):
    """An extension, for a `user` or for a `group`."""

    id: UUID
    assignment: str
    user: Person | None
    group: GroupName | None
    granted_by: Person | None
    granted_at: Moment
