"""Reports of posts, and what moderators do about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy.protocol.forum import ModerationUpdate, ReportCreate, ReportState
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning.membership import STAFF
from nbacademy_hub.learning.tables import Enrollment
from nbacademy_hub.markdown import render

from . import access, posts, showing
from .tables import Category, Post, Report, Thread


class QueueQuery(Paging):
    """Reports in one state, of one course or of all that the caller moderates."""

    course: str | None = None
    state: ReportState = "open"


def report(session: Session, caller: Caller, post_id: UUID, values: ReportCreate) -> shapes.Report:
    """Says that a post should not stand there. Raises Conflict for one that does not, and when it was said already."""
    post, _, _ = access.post(session, caller, post_id)
    if showing.state_of(post) != "shown":
        raise Conflict(f"This post is {showing.state_of(post)} already.")
    mine = (Report.post_id == post.id, Report.reporter_id == caller.account_id)
    if session.scalar(select(Report.id).where(*mine)):
        raise Conflict("You have reported this post already.")
    made = Report(post_id=post.id, reporter_id=caller.account_id, reason=values.reason)
    session.add(made)
    session.flush()
    return shapes.Report(**_values(made))


def list_queue(session: Session, caller: Caller, query: QueueQuery) -> Page[shapes.ModerationItem]:
    """Reports, the oldest first, for platform moderators, and for staff of their courses. Raises Forbidden."""
    wanted = _reports().where(Report.state == query.state).order_by(Report.created_at, Report.id)
    if query.course is not None:
        place = access.enter(session, caller, query.course)
        place.only_moderators()
        wanted = wanted.where(Course.id == place.course.id)
    elif not caller.is_moderator:
        mine = select(Enrollment.course_id).where(
            Enrollment.account_id == caller.account_id, Enrollment.role.in_(STAFF)
        )
        if session.scalar(mine.limit(1)) is None:
            raise Forbidden("This is for moderators and the staff of courses.")
        wanted = wanted.where(Course.id.in_(mine))
    return page_of(session, wanted, query, lambda rows: _show(session, rows))


def decide(session: Session, caller: Caller, report_id: UUID, values: ModerationUpdate) -> shapes.ModerationItem:
    """Decides all open reports of a post: they are dismissed, or the post is hidden or deleted.

    What was hidden can be restored later. Raises Forbidden for who does not moderate, Conflict when it is decided.
    """
    found = session.get(Report, report_id)
    if found is None:
        raise NotFound("There is no such report.")
    post, thread, place = access.post(session, caller, found.post_id, lock=True)
    place.only_moderators()
    session.refresh(found)
    if found.state != "open" and values.action != "restore":
        raise Conflict(f"This report was {found.state} already.")
    if values.action == "delete" and post.deleted_at is None:
        posts.remove(session, place, post, thread)
    elif values.action in {"hide", "restore"}:
        post.hidden = values.action == "hide"
        posts.refile(session, post, thread)
    _close(session, caller, post, "upheld" if values.action in {"hide", "delete"} else "dismissed")
    return _show(session, [session.execute(_reports().where(Report.id == report_id)).one()])[0]


def _close(session: Session, caller: Caller, post: Post, state: ReportState) -> None:
    for row in session.scalars(select(Report).where(Report.post_id == post.id, Report.state == "open")):
        row.state, row.decided_by_id, row.decided_at = state, caller.account_id, now()
    session.flush()


def _reports() -> Select[Report, Post, Thread, Course]:
    return (
        select(Report, Post, Thread, Course).join(Post, Post.id == Report.post_id)
        .join(Thread, Thread.id == Post.thread_id).join(Category, Category.id == Thread.category_id)
        .join(Course, Course.id == Category.course_id)
    )  # fmt: skip


def _show(session: Session, rows: Sequence[Any]) -> list[shapes.ModerationItem]:
    named = {person for row, post, *_ in rows for person in (row.reporter_id, row.decided_by_id, post.author_id)}
    people = accounts.people(session, named - {None})
    return [
        shapes.ModerationItem(
            **_values(row), course_slug=course.slug, thread_id=thread.id, thread_title=thread.title,
            reporter=people[row.reporter_id], author=people[post.author_id], body=post.body, html=render(post.body),
            post_state=showing.state_of(post), decided_at=row.decided_at,
            decided_by=people[row.decided_by_id] if row.decided_by_id else None,
        )
        for row, post, thread, course in rows
    ]  # fmt: skip


def _values(row: Report) -> dict[str, Any]:
    return {
        "id": row.id, "post_id": row.post_id, "reason": row.reason, "state": row.state, "created_at": row.created_at
    }  # fmt: skip
