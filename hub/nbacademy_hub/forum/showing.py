"""Threads and posts as shapes, in a few statements however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy.protocol.forum import PostState
from nbacademy.protocol.shape import Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.markdown import render

from .access import Place
from .tables import Category, Post, Thread, Vote


def category(row: Category, course: Course, threads: int) -> shapes.Category:
    """A category with the number of its threads."""
    return shapes.Category(
        id=row.id, course_slug=course.slug, title=row.title, description=row.description, position=row.position,
        threads=threads, announcements=row.announcements,
    )  # fmt: skip


def threads(session: Session, rows: Sequence[Thread], course: Course) -> list[shapes.Thread]:
    """Threads as they stand in lists."""
    people = accounts.people(session, {thread.author_id for thread in rows})
    return [shapes.Thread(**_thread_values(thread, course, people[thread.author_id])) for thread in rows]


def posts(session: Session, rows: Sequence[Post], thread: Thread, place: Place) -> list[shapes.Post]:
    """Posts of one thread, as the caller may see them."""
    people = accounts.people(session, {post.author_id for post in rows})
    mine = Vote.post_id.in_([post.id for post in rows]) & (Vote.account_id == place.caller.account_id)
    voted = set(session.scalars(select(Vote.post_id).where(mine)))
    return [_post(post, thread, people[post.author_id], place, voted) for post in rows]


def state_of(post: Post) -> PostState:
    """Whether a post is shown."""
    return "deleted" if post.deleted_at is not None else "hidden" if post.hidden else "shown"


def _post(post: Post, thread: Thread, author: Person, place: Place, voted: set[UUID]) -> shapes.Post:
    body = post.body if place.sees(post) else ""
    return shapes.Post(
        id=post.id, thread_id=post.thread_id, parent_id=post.parent_id, author=author, body=body, html=render(body),
        state=state_of(post), votes=post.votes, voted=post.id in voted, created_at=post.created_at,
        edited_at=post.edited_at, is_solution=thread.solution_id == post.id,
    )  # fmt: skip


def _thread_values(thread: Thread, course: Course, author: Person) -> dict[str, Any]:
    return {
        "id": thread.id, "category_id": thread.category_id, "course_slug": course.slug, "title": thread.title,
        "author": author, "material_id": thread.material_id, "cell_id": thread.cell_id, "posts": thread.posts,
        "votes": thread.votes, "solved": thread.solution_id is not None, "locked": thread.locked,
        "pinned": thread.pinned, "hidden": thread.hidden, "created_at": thread.created_at,
        "updated_at": thread.updated_at,
    }  # fmt: skip
