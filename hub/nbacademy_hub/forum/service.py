"""Categories and threads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy.protocol.forum import CategoryCreate, CellId, ThreadCreate, ThreadUpdate
from nbacademy.protocol.shape import Page
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import access, posts, search, showing, subscriptions, telling
from .access import Place
from .tables import Category, Post, Thread

MODERATED = frozenset({"locked", "pinned", "hidden"})
_ORDERS = {"newest": Thread.created_at, "active": Thread.updated_at, "votes": Thread.votes}


class ThreadQuery(Paging):
    """`q` are words, or beginnings of words, of a title and a post of the thread. Pinned threads come first."""

    q: str | None = Field(default=None, max_length=200)
    sort: Literal["newest", "active", "votes"] = "active"
    material_id: UUID | None = None
    cell_id: CellId | None = None


def list_categories(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Category]:
    """The categories of a course, with the number of threads in each that the caller may see."""
    place = access.enter(session, caller, course_name)
    threads = select(func.count(Thread.id)).where(Thread.category_id == Category.id, *_seen(place)).scalar_subquery()
    mine = Category.course_id == place.course.id
    wanted = select(Category, threads).where(mine).order_by(Category.position, Category.id)

    def show(rows: Sequence[Any]) -> list[shapes.Category]:
        return [showing.category(category, place.course, count) for category, count in rows]

    return page_of(session, wanted, query, show)


def create_category(session: Session, caller: Caller, course_name: str, values: CategoryCreate) -> shapes.Category:
    """A new category, at the end. Instructors only."""
    course = membership.instructor(session, caller, course_name)
    return showing.category(add_category(session, course, values), course, 0)


def add_category(session: Session, course: Course, values: CategoryCreate) -> Category:
    """A new category of a course, at the end. Raises Conflict when there is one of this title."""
    mine = Category.course_id == course.id
    if session.scalar(select(Category.id).where(mine, Category.title == values.title)):
        raise Conflict(f"There is a category {values.title} already.")
    position = (session.scalar(select(func.max(Category.position)).where(mine)) or 0) + 1
    category = Category(course_id=course.id, position=position, **dict(values))
    session.add(category)
    session.flush()
    return category


def list_threads(session: Session, caller: Caller, category_id: UUID, query: ThreadQuery) -> Page[shapes.Thread]:
    """The threads of a category, for members of its course."""
    category, place = access.category(session, caller, category_id)
    return _list(session, place, Thread.category_id == category.id, query)


def list_course_threads(session: Session, caller: Caller, course_name: str, query: ThreadQuery) -> Page[shapes.Thread]:
    """The threads of all categories of a course, say those about one material."""
    place = access.enter(session, caller, course_name)
    categories = session.scalars(select(Category.id).where(Category.course_id == place.course.id)).all()
    return _list(session, place, Thread.category_id.in_(categories), query)


def create_thread(session: Session, caller: Caller, category_id: UUID, values: ThreadCreate) -> shapes.Thread:
    """Opens a thread with its first post. Raises Invalid for what is no material of the course."""
    category, place = access.category(session, caller, category_id)
    if category.announcements and not (place.staff or place.moderates):
        raise Forbidden("Announcements are made by the course's staff.")
    _check_material(session, place.course, values)
    thread = Thread(
        category_id=category.id, author_id=caller.account_id, title=values.title, material_id=values.material_id,
        cell_id=values.cell_id,
    )  # fmt: skip
    session.add(thread)
    session.flush()
    post = posts.add(session, thread, caller, values.body, None)
    telling.tell_of_mentions(session, place, thread, post)
    if category.announcements:
        telling.tell_of_announcement(session, place, thread)
    return showing.threads(session, [thread], place.course)[0]


def show_thread(session: Session, caller: Caller, thread_id: UUID, query: Paging) -> shapes.ThreadDetail:
    """A thread with a page of its posts, oldest first."""
    thread, place = access.thread(session, caller, thread_id)
    wanted = select(Post).where(Post.thread_id == thread.id).order_by(Post.created_at, Post.id)
    page = page_of(
        session, wanted, query, lambda rows: showing.posts(session, [post for (post,) in rows], thread, place)
    )
    (shown,) = showing.threads(session, [thread], place.course)
    subscribed = subscriptions.is_subscribed(session, caller, thread)
    return shapes.ThreadDetail(**dict(shown), **dict(page), subscribed=subscribed)


def put_thread(session: Session, caller: Caller, thread_id: UUID, values: ThreadUpdate) -> shapes.Thread:
    """Changes what is given: its author the title while it is open, moderators all. Raises Forbidden, Invalid."""
    thread, place = access.thread(session, caller, thread_id, lock=True)
    if thread.author_id != caller.account_id or values.model_fields_set & MODERATED:
        place.only_moderators()
    place.check_open(thread)
    for field in values.model_fields_set:
        if getattr(values, field) is None:
            raise Invalid.field(field, "cannot be taken away: leave it out to keep what is set")
        setattr(thread, field, getattr(values, field))
    if "title" in values.model_fields_set:
        search.keep_all(session, thread)
    session.flush()
    return showing.threads(session, [thread], place.course)[0]


def _list(session: Session, place: Place, within: ColumnElement[bool], query: ThreadQuery) -> Page[shapes.Thread]:
    wanted = select(Thread).where(within, *_seen(place))
    if query.material_id is not None:
        wanted = wanted.where(Thread.material_id == query.material_id)
    if query.cell_id is not None:
        wanted = wanted.where(Thread.cell_id == query.cell_id)
    if query.q is not None:
        wanted = wanted.where(Thread.id.in_(search.threads_with(session, query.q)))
    wanted = wanted.order_by(Thread.pinned.desc(), _ORDERS[query.sort].desc(), Thread.id)
    return page_of(
        session, wanted, query, lambda rows: showing.threads(session, [thread for (thread,) in rows], place.course)
    )


def _seen(place: Place) -> list[ColumnElement[bool]]:
    return [] if place.moderates else [~Thread.hidden]


def _check_material(session: Session, course: Course, values: ThreadCreate) -> None:
    if values.material_id is None:
        if values.cell_id is not None:
            raise Invalid.field("cell_id", "name the material that the cell is in")
        return
    try:
        _, owner = courses.find_material(session, values.material_id)
    except NotFound as error:
        raise Invalid.field("material_id", "no material of this course") from error
    if owner.id != course.id:
        raise Invalid.field("material_id", "no material of this course")
