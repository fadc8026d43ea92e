"""Previews of grading anew: started, looked at, published or dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import regrades as shapes
from nbacademy.protocol.assignments import RegradeState
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from .tables import Regrade, RegradeResult

Row = tuple[Regrade, Assignment, Course]


class ResultQuery(Paging):
    """`changed` leaves out those whose score stays, or those whose score doesn't."""

    changed: bool | None = None


def start(session: Session, caller: Caller, version: AssignmentVersion, chosen: list[Submission]) -> Regrade:
    """A preview of what these submissions would get by a version's source."""
    regrade = Regrade(assignment_id=version.assignment_id, version=version.number, author_id=caller.account_id)
    session.add(regrade)
    session.flush()
    session.add_all([RegradeResult(regrade_id=regrade.id, submission_id=item.id) for item in chosen])
    execution.enqueue_all(
        session,
        [
            GradingJob(
                submission_id=item.id, kind="preview", regrade_id=regrade.id, lane=f"p/{item.lane}",
                priority=execution.WHEN_IDLE,
            )
            for item in chosen
        ],
    )  # fmt: skip
    return regrade


def list_regrades(session: Session, caller: Caller, course_name: str, name: str, query: Paging) -> Page[shapes.Regrade]:
    """The previews of an assignment, the newest first, for staff. Without their cells."""
    assignment = assignments.for_staff(session, caller, course_name, name)
    course = session.get_one(Course, assignment.course_id)
    wanted = (
        select(Regrade).where(Regrade.assignment_id == assignment.id)
        .order_by(Regrade.created_at.desc(), Regrade.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.Regrade]:
        return show_all(session, [(regrade, assignment, course) for (regrade,) in rows])

    return page_of(session, wanted, query, show)


def get_regrade(session: Session, caller: Caller, regrade_id: UUID) -> shapes.Regrade:
    """One preview with who gains and loses by which cell, for the course's staff. Raises NotFound."""
    row = for_staff(session, caller, regrade_id)
    (shown,) = show_all(session, [row])
    return shown.model_copy(update={"cells": _cells(session, regrade_id)})


def list_results(session: Session, caller: Caller, regrade_id: UUID, query: ResultQuery) -> Page[shapes.RegradeResult]:
    """What each submission would get, those that lose most first, for the course's staff."""
    for_staff(session, caller, regrade_id)
    wanted = (
        select(RegradeResult, Submission).join(Submission).where(RegradeResult.regrade_id == regrade_id)
        .order_by(func.coalesce(RegradeResult.change, 0.0), RegradeResult.id)
    )  # fmt: skip
    if query.changed is not None:
        changes = func.coalesce(RegradeResult.change, 0.0) != 0.0
        wanted = wanted.where(changes if query.changed else ~changes)

    def show(rows: Sequence[Any]) -> list[shapes.RegradeResult]:
        people = accounts.people(session, {submission.account_id for _, submission in rows})
        return [
            shapes.RegradeResult(
                submission_id=submission.id, user=people[submission.account_id], version=submission.version,
                state=row.state, reason=row.reason, old_score=row.old_score, score=row.score, max_score=row.max_score,
                change=row.change, changes=tuple(shapes.CellChange(**change) for change in row.changes),
            )
            for row, submission in rows
        ]  # fmt: skip

    return page_of(session, wanted, query, show)


def drop(session: Session, caller: Caller, regrade_id: UUID) -> None:
    """Forgets a preview; nothing of it counts. Staff only. Raises Conflict when it was published."""
    regrade, *_ = for_staff(session, caller, regrade_id)
    check_unpublished(session, regrade)
    session.execute(delete(Regrade).where(Regrade.id == regrade.id))


def check_unpublished(session: Session, regrade: Regrade) -> None:
    """Has a preview to itself until the transaction's end: of two who publish or drop it, the second waits here.

    Raises Conflict when it was published: then it counts, and can neither be dropped nor count twice; NotFound when it
    was dropped.
    """
    its_row = select(Regrade).where(Regrade.id == regrade.id).with_for_update()
    if session.scalar(its_row.execution_options(populate_existing=True)) is None:
        raise NotFound("There is no such regrade.")
    if regrade.published_at is not None:
        raise Conflict(f"This was published on {regrade.published_at:%Y-%m-%d at %H:%M} UTC.")


def for_staff(session: Session, caller: Caller, regrade_id: UUID) -> Row:
    """A preview, for the staff of its course. Raises NotFound for others' as for unknown ones."""
    row = session.execute(
        select(Regrade, Assignment, Course).join(Assignment, Assignment.id == Regrade.assignment_id)
        .join(Course, Course.id == Assignment.course_id).where(Regrade.id == regrade_id)
    ).one_or_none()  # fmt: skip
    if row is None or membership.role_in(session, caller, row[2]) not in membership.STAFF:
        raise NotFound("There is no such regrade.")
    return row[0], row[1], row[2]


def show_all(session: Session, rows: Collection[Row]) -> list[shapes.Regrade]:
    """Previews as shapes, without their cells."""
    counts = _counts(session, [regrade.id for regrade, *_ in rows])
    people = accounts.people(session, {regrade.author_id for regrade, *_ in rows})
    return [
        shapes.Regrade(
            id=regrade.id, course_slug=course.slug, assignment=assignment.name, source_version=regrade.version,
            state=_state(regrade, count), author=people[regrade.author_id], created_at=regrade.created_at,
            published_at=regrade.published_at, total=count["total"], done=count["done"], failed=count["failed"],
            superseded=count["superseded"], gained=count["gained"], lost=count["lost"],
            unchanged=count["done"] - count["gained"] - count["lost"], change=count["change"],
        )
        for regrade, assignment, course in rows
        for count in [counts.get(regrade.id, _NOTHING)]
    ]  # fmt: skip


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("total", "done", "failed", "superseded", "gained", "lost", "waiting", "previewed", "change"), 0
)


def _counts(session: Session, regrade_ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    state, change = RegradeResult.state, RegradeResult.change
    counted = {
        "total": func.count(),
        "waiting": _count_of(state == "waiting"),
        "failed": _count_of(state == "failed"),
        "superseded": _count_of(state == "superseded"),
        "previewed": _count_of(state == "done"),
        "done": _count_of(change.is_not(None)),
        "gained": _count_of(change > 0),
        "lost": _count_of(change < 0),
        "change": func.coalesce(func.sum(change), 0.0),
    }
    wanted = select(RegradeResult.regrade_id, *(value.label(name) for name, value in counted.items()))
    rows = session.execute(
        wanted.where(RegradeResult.regrade_id.in_(regrade_ids)).group_by(RegradeResult.regrade_id)
    ).mappings()
    return {row["regrade_id"]: {name: row[name] for name in counted} for row in rows}


def _count_of(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _state(regrade: Regrade, count: dict[str, Any]) -> RegradeState:
    if count["waiting"]:
        return "running"
    if regrade.published_at is None:
        return "ready"
    return "publishing" if count["previewed"] else "published"


def _cells(session: Session, regrade_id: UUID) -> tuple[shapes.CellSummary, ...]:
    """Gains and losses by cell. Read row by row: of each there are only the cells that change."""
    changes = session.scalars(
        select(RegradeResult.changes).where(RegradeResult.regrade_id == regrade_id).execution_options(yield_per=200)
    )
    found: dict[tuple[str, str], list[float]] = {}
    for change in _each(changes):
        by = (change["score"] or 0.0) - (change["old_score"] or 0.0)
        found.setdefault((change["notebook"], change["grade_id"]), []).append(by)
    return tuple(
        shapes.CellSummary(
            notebook=notebook, grade_id=grade_id, gained=sum(by > 0 for by in found[notebook, grade_id]),
            lost=sum(by < 0 for by in found[notebook, grade_id]), change=sum(found[notebook, grade_id]),
        )
        for notebook, grade_id in sorted(found)
    )  # fmt: skip


def _each(rows: Iterable[list[Any]]) -> Iterable[dict[str, Any]]:
    return (change for row in rows for change in row)
