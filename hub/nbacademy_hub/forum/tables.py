"""Categories, threads and posts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy_hub.db.base import Base, Created, Key, LongText, Name


class Category(Base):
    """A part of a course's forum."""

    __tablename__ = "forum_categories"
    __table_args__ = (UniqueConstraint("course_id", "title"),)

    id: Mapped[Key]
    course_id: Mapped[UUID] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    title: Mapped[Name]
    description: Mapped[LongText] = mapped_column(default="")
    position: Mapped[int]


class Thread(Base):
    """A question or a discussion; `updated_at` is its newest post's time."""

    __tablename__ = "forum_threads"
    __table_args__ = (Index("ix_forum_threads_list", "category_id", "pinned", "updated_at"),)

    id: Mapped[Key]
    category_id: Mapped[UUID] = mapped_column(ForeignKey("forum_categories.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    material_id: Mapped[UUID | None] = mapped_column(ForeignKey("materials.id", ondelete="SET NULL"))
    title: Mapped[Name]
    locked: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    solution_id: Mapped[UUID | None]
    posts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Created]
    updated_at: Mapped[Created]


class Post(Base):
    """A post, in Markdown; `parent_id` makes it a reply to another, one level deep."""

    __tablename__ = "forum_posts"
    __table_args__ = (Index("ix_forum_posts_list", "thread_id", "created_at"),)

    id: Mapped[Key]
    thread_id: Mapped[UUID] = mapped_column(ForeignKey("forum_threads.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("forum_posts.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    body: Mapped[LongText]
    created_at: Mapped[Created]
    edited_at: Mapped[datetime | None]
