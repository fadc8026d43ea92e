"""What holds for a student's work on an assignment: until when, how often, and what it costs to be late.

Of the assignment's own settings (or, where these say nothing, its course's), the student's extension and those of the
student's groups, the kindest counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import CourseGrading
from nbacademy_graders.late import LatePenalty
from nbacademy_hub.assignments import tables
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.errors import Conflict

from .tables import Extension, Fetch, GroupMember

Pair = tuple[UUID, UUID]
"""An assignment's id and an account's."""

OVERRIDES = tuple(name for name in CourseGrading.model_fields if name != "grace_days")
"""What an assignment may say otherwise than its course."""


@dataclass(frozen=True)
class Terms:
    """What holds for one student and one assignment; `grading` is the assignment's, limits are the student's."""

    grading: CourseGrading
    extended_due_at: datetime | None
    fetched_at: datetime | None
    attempts_limit: int
    minutes_allowed: int

    @property
    def allowed_until(self) -> datetime | None:
        """When the time allowed from the first fetch ends; None while there is no such time."""
        if not self.minutes_allowed or self.fetched_at is None:
            return None
        return self.fetched_at + timedelta(minutes=self.minutes_allowed)

    @property
    def due_at(self) -> datetime | None:
        """When it is due for this student."""
        return _sooner(self.extended_due_at, self.allowed_until)

    @property
    def closes_at(self) -> datetime | None:
        """Until when work is taken; None for without end."""
        return _sooner(self.extended_due_at if self.grading.late_policy == "hard" else None, self.allowed_until)

    def seconds_late(self, submitted_at: datetime) -> float:
        """How late work is that came in then."""
        return max(0.0, (submitted_at - self.due_at).total_seconds()) if self.due_at else 0.0

    def penalty(self, free_days: int) -> LatePenalty:
        """What lateness costs, where `free_days` of the grace days are left."""
        percent, floor = self.grading.late_percent_per_day, self.grading.late_floor_percent
        match self.grading.late_policy:
            case "linear":
                return LatePenalty(percent_per_day=percent, floor_percent=floor)
            case "grace_days":
                return LatePenalty(free_days=free_days, percent_per_day=percent, floor_percent=floor)
            case "hard":
                # Nothing late is taken: this is for what became late since, when the due time was moved.
                return LatePenalty(percent_per_day=100.0)
            case "none":
                return LatePenalty()

    def check_open(self, name: str, attempts: int, at: datetime) -> None:
        """Whether work may be handed in after so many attempts. Raises Conflict, which says why not."""
        if self.minutes_allowed and self.fetched_at is None:
            raise Conflict(f"Fetch {name} first: from then on you have {self.minutes_allowed} minutes.")
        if self.closes_at is not None and at > self.closes_at:
            why = f"{self.minutes_allowed} minutes after you fetched it" if self._time_is_up(at) else "its due time"
            raise Conflict(f"{name} is closed: it was taken until {self.closes_at:%Y-%m-%d %H:%M:%S} UTC, {why}.")
        if self.attempts_limit and attempts >= self.attempts_limit:
            times = "once" if self.attempts_limit == 1 else f"{self.attempts_limit} times"
            raise Conflict(f"{name} may be handed in {times}, and you have done so.")

    def _time_is_up(self, at: datetime) -> bool:
        return self.allowed_until is not None and at > self.allowed_until


def terms_of(session: Session, wanted: Collection[tuple[Assignment, UUID]]) -> dict[Pair, Terms]:
    """The terms of each assignment and account in `wanted`, in four statements however many there are."""
    if not wanted:
        return {}
    assignment_ids, account_ids = {assignment.id for assignment, _ in wanted}, {account for _, account in wanted}
    gradings = course_gradings(session, {assignment.course_id for assignment, _ in wanted})
    extensions = _extensions(session, assignment_ids, account_ids)
    mine = Fetch.assignment_id.in_(assignment_ids) & Fetch.account_id.in_(account_ids)
    fetches = {
        (row.assignment_id, row.account_id): row.fetched_at for row in session.scalars(select(Fetch).where(mine))
    }
    return {
        pair: _terms(assignment, gradings[assignment.course_id], extensions.get(pair, []), fetches.get(pair))
        for assignment, pair in ((assignment, (assignment.id, account_id)) for assignment, account_id in wanted)
    }


def course_gradings(session: Session, course_ids: Collection[UUID]) -> dict[UUID, CourseGrading]:
    """What courses say for all their assignments."""
    rows = session.scalars(select(tables.CourseGrading).where(tables.CourseGrading.course_id.in_(course_ids)))
    found = {row.course_id: {name: getattr(row, name) for name in CourseGrading.model_fields} for row in rows}
    return {course_id: CourseGrading(**found.get(course_id, {})) for course_id in course_ids}


def _extensions(
    session: Session, assignment_ids: Collection[UUID], account_ids: Collection[UUID]
) -> dict[Pair, list[Extension]]:
    of_these = Extension.assignment_id.in_(assignment_ids)
    by_person = select(Extension).where(of_these, Extension.account_id.in_(account_ids))
    by_group = (
        select(Extension, GroupMember.account_id).join(GroupMember, GroupMember.group_id == Extension.group_id)
        .where(of_these, GroupMember.account_id.in_(account_ids))
    )  # fmt: skip
    rows = [(extension, extension.account_id) for extension in session.scalars(by_person) if extension.account_id]
    rows += [(extension, account_id) for extension, account_id in session.execute(by_group)]
    found: dict[Pair, list[Extension]] = {}
    for extension, account_id in rows:
        found.setdefault((extension.assignment_id, account_id), []).append(extension)
    return found


def _terms(
    assignment: Assignment, grading: CourseGrading, extensions: list[Extension], fetched_at: datetime | None
) -> Terms:
    own = {name: getattr(assignment, name) for name in OVERRIDES if getattr(assignment, name) is not None}
    grading = grading.model_copy(update=own)
    due = assignment.due_at
    later = [extension.due_at for extension in extensions if extension.due_at is not None]
    return Terms(
        grading=grading,
        extended_due_at=max([due, *later]) if due is not None else None,
        fetched_at=fetched_at,
        attempts_limit=_kindest(grading.attempts_limit, (extension.attempts_limit for extension in extensions)),
        minutes_allowed=_kindest(grading.minutes_allowed, (extension.minutes_allowed for extension in extensions)),
    )


def _kindest(limit: int, others: Iterable[int | None]) -> int:
    limits = [limit, *(other for other in others if other is not None)]
    return 0 if 0 in limits else max(limits)


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((time for time in (one, other) if time is not None), default=None)
