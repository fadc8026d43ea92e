"""The forum: categories, threads and posts."""

from __future__ import annotations

from uuid import UUID

from .shape import Line, Moment, Person, Shape, Text


class CategoryCreate(Shape):
    title: Line
    description: str = ""


class Category(Shape):
    id: UUID
    course_slug: str
    title: str
    description: str
    position: int
    threads: int


class ThreadCreate(Shape):
    """Opens a thread with its first post; `body` is Markdown. It may be tied to a material of the course."""

    title: Line
    body: Text
    material_id: UUID | None = None


class PostCreate(Shape):
    """A reply; `parent_id` makes it a reply to a reply (one level deep)."""

    body: Text
    parent_id: UUID | None = None


class Post(Shape):
    """`html` is `body` rendered and sanitised: the only form to put into a page."""

    id: UUID
    thread_id: UUID
    parent_id: UUID | None
    author: Person
    body: str
    html: str
    created_at: Moment
    edited_at: Moment | None
    is_solution: bool


class Thread(Shape):
    """`posts` counts the posts; `updated_at` is the newest one's time."""

    id: UUID
    category_id: UUID
    course_slug: str
    title: str
    author: Person
    material_id: UUID | None
    posts: int
    solved: bool
    locked: bool
    pinned: bool
    created_at: Moment
    updated_at: Moment


class ThreadDetail(Thread):
    """A thread with one page of its posts, oldest first."""

    items: tuple[Post, ...]
    page: int
    limit: int
    total: int
