"""Reads and writes the forum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy.protocol.forum import CategoryCreate, PostCreate, ThreadCreate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.markdown import render

from .tables import Category, Post, Thread


class ThreadQuery(Paging):
    """`q` looks in titles; pinned threads come first in either order."""

    q: str | None = None
    sort: Literal["newest", "active"] = "active"


def list_categories(session: Session, caller: Caller, course_name: str, query: Paging) -> Page[shapes.Category]:
    """The categories of a course, for its members."""
    course = membership.member(session, caller, course_name)
    threads = select(func.count(Thread.id)).where(Thread.category_id == Category.id).scalar_subquery()
    wanted = select(Category, threads).where(Category.course_id == course.id).order_by(Category.position, Category.id)

    def show(rows: Sequence[Any]) -> list[shapes.Category]:
        return [_show_category(category, course, count) for category, count in rows]

    return page_of(session, wanted, query, show)


def create_category(session: Session, caller: Caller, course_name: str, values: CategoryCreate) -> shapes.Category:
    """A new category, at the end. Instructors only."""
    course = membership.instructor(session, caller, course_name)
    return _show_category(add_category(session, course, values), course, 0)


def add_category(session: Session, course: Course, values: CategoryCreate) -> Category:
    """A new category of a course, at the end. Raises Conflict when there is one of this title."""
    mine = Category.course_id == course.id
    if session.scalar(select(Category.id).where(mine, Category.title == values.title)):
        raise Conflict(f"There is a category {values.title} already.")
    position = (session.scalar(select(func.max(Category.position)).where(mine)) or 0) + 1
    category = Category(course_id=course.id, title=values.title, description=values.description, position=position)
    session.add(category)
    session.flush()
    return category


def list_threads(session: Session, caller: Caller, category_id: UUID, query: ThreadQuery) -> Page[shapes.Thread]:
    """The threads of a category, for members of its course."""
    category, course = _category(session, caller, category_id)
    wanted = select(Thread).where(Thread.category_id == category.id)
    if query.q:
        wanted = wanted.where(Thread.title.icontains(query.q, autoescape=True))
    order = Thread.created_at if query.sort == "newest" else Thread.updated_at
    wanted = wanted.order_by(Thread.pinned.desc(), order.desc(), Thread.id)

    def show(rows: Sequence[Any]) -> list[shapes.Thread]:
        people = accounts.people(session, {thread.author_id for (thread,) in rows})
        return [shapes.Thread(**_thread_values(thread, course, people)) for (thread,) in rows]

    return page_of(session, wanted, query, show)


def create_thread(session: Session, caller: Caller, category_id: UUID, values: ThreadCreate) -> shapes.Thread:
    """Opens a thread with its first post."""
    category, course = _category(session, caller, category_id)
    if values.material_id is not None:
        _check_material(session, course, values.material_id)
    thread = Thread(
        category_id=category.id, author_id=caller.account_id, title=values.title, material_id=values.material_id
    )
    session.add(thread)
    session.flush()
    _add_post(session, caller, thread, values.body, None)
    return shapes.Thread(**_thread_values(thread, course, accounts.people(session, {thread.author_id})))


def show_thread(session: Session, caller: Caller, thread_id: UUID, query: Paging) -> shapes.ThreadDetail:
    """A thread with a page of its posts, oldest first."""
    thread, course = _thread(session, caller, thread_id)
    wanted = select(Post).where(Post.thread_id == thread.id).order_by(Post.created_at, Post.id)

    def show(rows: Sequence[Any]) -> list[shapes.Post]:
        people = accounts.people(session, {post.author_id for (post,) in rows})
        return [_show_post(post, thread, people) for (post,) in rows]

    posts = page_of(session, wanted, query, show)
    values = _thread_values(thread, course, accounts.people(session, {thread.author_id}))
    return shapes.ThreadDetail(**values, items=posts.items, page=posts.page, limit=posts.limit, total=posts.total)


def create_post(session: Session, caller: Caller, thread_id: UUID, values: PostCreate) -> shapes.Post:
    """Replies in a thread. Raises Forbidden when it is locked (staff still may), Invalid for a parent elsewhere."""
    thread, course = _thread(session, caller, thread_id)
    if thread.locked and not membership.is_staff(session, caller, course.id):
        raise Forbidden("This thread is locked.")
    if values.parent_id is not None:
        parent = session.get(Post, values.parent_id)
        if parent is None or parent.thread_id != thread.id:
            raise Invalid.field("parent_id", "no post of this thread")
        if parent.parent_id is not None:
            raise Invalid.field("parent_id", "replies are nested one level deep")
    post = _add_post(session, caller, thread, values.body, values.parent_id)
    return _show_post(post, thread, accounts.people(session, {post.author_id}))


def mark_solution(session: Session, caller: Caller, post_id: UUID) -> shapes.Post:
    """Marks a post as its thread's solution: for the thread's author and for staff."""
    post = session.get(Post, post_id)
    if post is None:
        raise NotFound("There is no such post.")
    thread, course = _thread(session, caller, post.thread_id)
    if thread.author_id != caller.account_id and not membership.is_staff(session, caller, course.id):
        raise Forbidden("Only who asked, or the course's staff, can mark the solution.")
    thread.solution_id = post.id
    session.flush()
    return _show_post(post, thread, accounts.people(session, {post.author_id}))


def _add_post(session: Session, caller: Caller, thread: Thread, body: str, parent_id: UUID | None) -> Post:
    post = Post(thread_id=thread.id, author_id=caller.account_id, body=body, parent_id=parent_id, created_at=now())
    session.add(post)
    # Counted by the database: two who reply at the same moment are two.
    thread.posts = Thread.posts + 1
    thread.updated_at = post.created_at
    session.flush()
    session.refresh(thread, ["posts"])
    return post


def _category(session: Session, caller: Caller, category_id: UUID) -> tuple[Category, Course]:
    category = session.get(Category, category_id)
    if category is None:
        raise NotFound("There is no such category.")
    return category, membership.member(session, caller, str(category.course_id))


def _thread(session: Session, caller: Caller, thread_id: UUID) -> tuple[Thread, Course]:
    thread = session.get(Thread, thread_id)
    if thread is None:
        raise NotFound("There is no such thread.")
    return thread, _category(session, caller, thread.category_id)[1]


def _check_material(session: Session, course: Course, material_id: UUID) -> None:
    try:
        _, owner = courses.find_material(session, material_id)
    except NotFound as error:
        raise Invalid.field("material_id", "no material of this course") from error
    if owner.id != course.id:
        raise Invalid.field("material_id", "no material of this course")


def _show_category(category: Category, course: Course, threads: int) -> shapes.Category:
    return shapes.Category(
        id=category.id, course_slug=course.slug, title=category.title, description=category.description,
        position=category.position, threads=threads,
    )  # fmt: skip


def _thread_values(thread: Thread, course: Course, people: dict[UUID, Person]) -> dict[str, Any]:
    return {
        "id": thread.id, "category_id": thread.category_id, "course_slug": course.slug, "title": thread.title,
        "author": people[thread.author_id], "material_id": thread.material_id, "posts": thread.posts,
        "solved": thread.solution_id is not None, "locked": thread.locked, "pinned": thread.pinned,
        "created_at": thread.created_at, "updated_at": thread.updated_at,
    }  # fmt: skip


def _show_post(post: Post, thread: Thread, people: dict[UUID, Person]) -> shapes.Post:
    return shapes.Post(
        id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, author=people[post.author_id], body=post.body,
        html=render(post.body), created_at=post.created_at, edited_at=post.edited_at,
        is_solution=thread.solution_id == post.id,
    )  # fmt: skip
