"""Comments kept for reuse, by graded cell: a rubric that grows while one marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from nbacademy.protocol import marking as shapes
from nbacademy.protocol.marking import RubricCommentCreate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import questions
from .book import Place
from .tables import RubricComment


class CommentQuery(Paging):
    """`notebook` as for any cell."""

    notebook: str | None = None


def list_comments(
    session: Session, caller: Caller, course_name: str, name: str, grade_id: str, query: CommentQuery
) -> Page[shapes.RubricComment]:
    """The comments kept for a cell, most used first."""
    question = questions.find(session, caller, course_name, name, grade_id, query.notebook)
    wanted = (
        select(RubricComment).where(*_of(question.assignment_id, question.place))
        .order_by(RubricComment.uses.desc(), RubricComment.created_at, RubricComment.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.RubricComment]:
        people = accounts.people(session, {comment.author_id for (comment,) in rows})
        return [_show(comment, name, people) for (comment,) in rows]

    return page_of(session, wanted, query, show)


def create(
    session: Session, caller: Caller, course_name: str, name: str, grade_id: str, notebook: str | None,
    values: RubricCommentCreate,
) -> shapes.RubricComment:  # fmt: skip
    """Keeps a comment for a cell."""
    question = questions.find(session, caller, course_name, name, grade_id, notebook)
    comment = RubricComment(
        assignment_id=question.assignment_id, notebook=question.place.notebook, grade_id=question.place.grade_id,
        text=values.text, points=values.points, author_id=caller.account_id,
    )  # fmt: skip
    session.add(comment)
    session.flush()
    return _show(comment, name, accounts.people(session, {caller.account_id}))


def change(session: Session, caller: Caller, comment_id: UUID, values: RubricCommentCreate) -> shapes.RubricComment:
    """Changes a kept comment; the marks that it went into keep the text that they got."""
    comment, assignment = _for_staff(session, caller, comment_id)
    comment.text, comment.points = values.text, values.points
    session.flush()
    return _show(comment, assignment.name, accounts.people(session, {comment.author_id}))


def remove(session: Session, caller: Caller, comment_id: UUID) -> None:
    """Forgets a kept comment."""
    comment, _ = _for_staff(session, caller, comment_id)
    gone = session.scalar(delete(RubricComment).where(RubricComment.id == comment.id).returning(RubricComment.id))
    if gone is None:
        raise NotFound("There is no such comment.")


def texts(session: Session, assignment_id: UUID, place: Place, comment_ids: Sequence[UUID]) -> list[str]:
    """The texts of comments kept for a cell, in the order asked for. Raises Invalid when one is none of that cell."""
    wanted = select(RubricComment.id, RubricComment.text).where(
        *_of(assignment_id, place), RubricComment.id.in_(comment_ids)
    )
    found = {comment_id: text for comment_id, text in session.execute(wanted)}
    if len(found) != len(comment_ids):
        raise Invalid.field("rubric_comment_ids", "some are not kept for this cell, or stand here twice")
    return [found[comment_id] for comment_id in comment_ids]


def count_use(session: Session, comment_ids: Sequence[UUID]) -> None:
    """Counts comments that went into a mark. The time of their last change stays."""
    session.execute(
        update(RubricComment).where(RubricComment.id.in_(comment_ids))
        .values(uses=RubricComment.uses + 1, updated_at=RubricComment.updated_at)
    )  # fmt: skip


def _of(assignment_id: UUID, place: Place) -> tuple[Any, ...]:
    return (
        RubricComment.assignment_id == assignment_id,
        RubricComment.notebook == place.notebook,
        RubricComment.grade_id == place.grade_id,
    )


def _for_staff(session: Session, caller: Caller, comment_id: UUID) -> tuple[RubricComment, Assignment]:
    row = session.execute(
        select(RubricComment, Assignment, Course).join(Assignment, Assignment.id == RubricComment.assignment_id)
        .join(Course, Course.id == Assignment.course_id).where(RubricComment.id == comment_id)
    ).one_or_none()  # fmt: skip
    if row is None or membership.role_in(session, caller, row[2]) not in membership.STAFF:
        raise NotFound("There is no such comment.")
    return row[0], row[1]


def _show(comment: RubricComment, assignment: str, people: dict[UUID, Person]) -> shapes.RubricComment:
    return shapes.RubricComment(
        id=comment.id, assignment=assignment, notebook=comment.notebook, grade_id=comment.grade_id,
        text=comment.text, points=comment.points, uses=comment.uses, author=people[comment.author_id],
        updated_at=comment.updated_at,
    )  # fmt: skip
