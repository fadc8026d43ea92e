"""Categories, threads and posts, and what people do with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.forum import ReportState
from nbacademy_hub.db.base import Base, Created, Key, LongText, Name, UtcDateTime


class Category(Base):
    """A part of a course's forum; in one of `announcements` only staff open threads, and every member is told."""

    __tablename__ = "forum_categories"
    __table_args__ = (UniqueConstraint("course_id", "title"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    title: Mapped[Name]
    description: Mapped[LongText] = mapped_column(default="")
    position: Mapped[int]
    announcements: Mapped[bool] = mapped_column(default=False)


class Thread(Base):
    """A question or a discussion; `updated_at` is its newest post's time, `votes` those of all its posts.

    `cell_id` is nbformat's id of a cell in the notebook that is the material.
    """

    __tablename__ = "forum_threads"
    __table_args__ = (
        Index("ix_forum_threads_list", "category_id", "pinned", "updated_at"),
        Index("ix_forum_threads_newest", "category_id", "pinned", "created_at"),
        Index("ix_forum_threads_votes", "category_id", "pinned", "votes"),
        Index("ix_forum_threads_material", "material_id", "cell_id"),
    )

    id: Mapped[Key]
    category_id: Mapped[UUID] = mapped_column(ForeignKey("forum_categories.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    material_id: Mapped[UUID | None] = mapped_column(ForeignKey("materials.id", ondelete="SET NULL"))
    cell_id: Mapped[str | None] = mapped_column(String(64))
    title: Mapped[Name]
    locked: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    hidden: Mapped[bool] = mapped_column(default=False)
    solution_id: Mapped[UUID | None]
    posts: Mapped[int] = mapped_column(default=0)
    votes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    updated_at: Mapped[Created]


class Post(Base):
    """A post, in Markdown; `parent_id` makes it a reply to another, one level deep. A deleted one has lost its body."""

    __tablename__ = "forum_posts"
    __table_args__ = (Index("ix_forum_posts_list", "thread_id", "created_at"),)

    id: Mapped[Key]
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("forum_threads.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_posts.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[LongText]
    hidden: Mapped[bool] = mapped_column(default=False)
    votes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class PostEdit(Base):
    """What a post said until somebody changed or deleted it."""

    __tablename__ = "forum_post_edits"
    __table_args__ = (Index("ix_forum_post_edits_post_id_edited_at", "post_id", "edited_at"),)

    id: Mapped[Key]
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"))
    editor_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[LongText]
    edited_at: Mapped[Created]


class Document(Base):
    """The words by which a post is found, those of its thread's title among them; none for one that is not shown.

    The databases' own full-text indexes are kept of this table: by triggers in SQLite.
    """

    __tablename__ = "forum_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"), unique=True)
    words: Mapped[LongText]


class Vote(Base):
    """Somebody finds a post useful."""

    __tablename__ = "forum_votes"

    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Subscription(Base):
    """Whether somebody is told of a thread's new posts: who writes in it is, until they say otherwise."""

    __tablename__ = "forum_subscriptions"

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("forum_threads.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    active: Mapped[bool]


class Report(Base):
    """Somebody finds that a post should not stand there; a moderator decides."""

    __tablename__ = "forum_reports"
    __table_args__ = (
        UniqueConstraint("post_id", "reporter_id"),
        CheckConstraint("state in ('open', 'dismissed', 'upheld')", name="state"),
        Index("ix_forum_reports_state_created_at", "state", "created_at"),
    )

    id: Mapped[Key]
    post_id: Mapped[UUID] = mapped_column(ForeignKey("forum_posts.id", ondelete="CASCADE"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    reason: Mapped[LongText]
    state: Mapped[ReportState] = mapped_column(String(10), default="open")
    created_at: Mapped[Created]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
