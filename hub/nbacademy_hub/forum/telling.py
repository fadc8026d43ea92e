"""Tells members of a course of what is written in its forum."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.learning.tables import Enrollment
from nbacademy_hub.markdown import prose
from nbacademy_hub.notifications import service as notifications

from .access import Place
from .tables import Post, Subscription, Thread

MENTION = re.compile(r"(?<![\w@.+-])@(\w[\w.+-]*)")
MOST_MENTIONS = 20


def names_in(markdown: str) -> set[str]:
    """The user names that a text mentions, outside of code; also without the full stop of a sentence."""
    said = {name.lower() for name in MENTION.findall(prose(markdown))[:MOST_MENTIONS]}
    return said | {name.rstrip(".+-") for name in said}


def tell_of_post(session: Session, place: Place, thread: Thread, post: Post) -> None:
    """Tells who is mentioned in a new post, and then who follows its thread."""
    if thread.hidden:
        return
    mentioned = tell_of_mentions(session, place, thread, post)
    follow = select(Subscription.account_id).where(Subscription.thread_id == thread.id, Subscription.active)
    rest = _members(session, place.course, Enrollment.account_id.in_(follow)) - mentioned - {post.author_id}
    text = f"{place.caller.name} replied in “{thread.title}”"
    notifications.tell(session, rest, "reply", text, f"posts/{post.id}", course_id=place.course.id)


def tell_of_mentions(session: Session, place: Place, thread: Thread, post: Post, before: str = "") -> set[UUID]:
    """Tells those who are mentioned in a post and were not before it was changed; who they are."""
    names = names_in(post.body) - names_in(before)
    if thread.hidden or not names:
        return set()
    found = _members(session, place.course, Account.username.in_(names)) - {post.author_id}
    text = f"{place.caller.name} mentioned you in “{thread.title}”"
    notifications.tell(session, found, "mention", text, f"posts/{post.id}", course_id=place.course.id)
    return found


def tell_of_announcement(session: Session, place: Place, thread: Thread) -> None:
    """Tells all members of a course."""
    rest = _members(session, place.course, true()) - {thread.author_id}
    notifications.tell(session, rest, "announcement", thread.title, f"threads/{thread.id}", course_id=place.course.id)


def tell_of_solution(session: Session, place: Place, thread: Thread, post: Post) -> None:
    """Tells whose answer was chosen, unless they chose it themselves."""
    author = {post.author_id} - {place.caller.account_id}
    text = f"Your answer in “{thread.title}” was marked as the solution"
    notifications.tell(session, author, "solution", text, f"posts/{post.id}", course_id=place.course.id)


def _members(session: Session, course: Course, which: ColumnElement[bool]) -> set[UUID]:
    wanted = select(Enrollment.account_id).join(Account, Account.id == Enrollment.account_id)
    return set(session.scalars(wanted.where(Enrollment.course_id == course.id, which)))
