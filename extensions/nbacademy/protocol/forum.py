"""The forum: categories, threads and posts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from .shape import Line, Moment, Person, Shape, Text

CellId = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]{1,64}$")]
"""A notebook's cell, by the id that nbformat gives it."""

PostState = Literal["shown", "hidden", "deleted"]
ReportState = Literal["open", "dismissed", "upheld"]


class CategoryCreate(Shape):
    """In a category of announcements only staff open threads, and every member of the course is told of them."""

    title: Line
    description: str = ""
    announcements: bool = False


class Category(Shape):
    id: UUID
    course_slug: str
    title: str
    description: str
    position: int
    threads: int
    announcements: bool


class ThreadCreate(Shape):
    """Opens a thread with its first post; `body` is Markdown.

    It may be tied to a material of the course, and to a cell of the notebook that the material is.
    """

    title: Line
    body: Text
    material_id: UUID | None = None
    cell_id: CellId | None = None


class ThreadUpdate(Shape):
    """What is given is changed: the title by its author or a moderator, the rest by moderators."""

    title: Line | None = None
    locked: bool | None = None
    pinned: bool | None = None
    hidden: bool | None = None


class PostCreate(Shape):
    """A reply; `parent_id` makes it a reply to a reply (one level deep). `@username` tells a member of the course."""

    body: Text
    parent_id: UUID | None = None


class PostUpdate(Shape):
    """What a post says from now on, in Markdown."""

    body: Text


class Post(Shape):
    """`html` is `body` rendered and sanitised: the only form to put into a page.

    Both are empty for a post that is deleted; of one that is hidden, for all but its author and moderators.
    `votes` counts who finds it useful, and `voted` says whether the caller does.
    """

    id: UUID
    thread_id: UUID
    parent_id: UUID | None
    author: Person
    body: str
    html: str
    state: PostState
    votes: int
    voted: bool
    created_at: Moment
    edited_at: Moment | None
    is_solution: bool


class PostEdit(Shape):
    """What a post said until `edited_at`, and who changed it then."""

    body: str
    html: str
    editor: Person
    edited_at: Moment


class VoteUpdate(Shape):
    """Whether the caller finds a post useful."""

    useful: bool


class Subscription(Shape):
    """Whether the caller is told of a thread's new posts."""

    subscribed: bool


class Thread(Shape):
    """`posts` counts the posts, `votes` those of all of them; `updated_at` is the newest post's time."""

    id: UUID
    category_id: UUID
    course_slug: str
    title: str
    author: Person
    material_id: UUID | None
    cell_id: str | None
    posts: int
    votes: int
    solved: bool
    locked: bool
    pinned: bool
    hidden: bool
    created_at: Moment
    updated_at: Moment


class ThreadDetail(Thread):
    """A thread with one page of its posts, oldest first, and whether the caller is told of new ones."""

    subscribed: bool
    items: tuple[Post, ...]
    page: int
    limit: int
    total: int


class ReportCreate(Shape):
    """Why a post should not stand where it does."""

    reason: str = Field(max_length=2000, pattern=r"\S")


class Report(Shape):
    """A report as who made it sees it."""

    id: UUID
    post_id: UUID
    reason: str
    state: ReportState
    created_at: Moment


class ModerationItem(Report):
    """A report as moderators see it: with the post, whatever its state, and where it stands."""

    course_slug: str
    thread_id: UUID
    thread_title: str
    reporter: Person
    author: Person
    body: str
    html: str
    post_state: PostState
    decided_by: Person | None
    decided_at: Moment | None


class ModerationUpdate(Shape):
    """What a moderator does about a post: all open reports of it are decided with this one.

    `restore` shows a post again that was hidden.
    """

    action: Literal["dismiss", "hide", "delete", "restore"]
