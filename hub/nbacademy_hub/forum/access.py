"""Who may read, write and moderate a forum."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ForUpdateArg

from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Forbidden, NotFound
from nbacademy_hub.learning import membership

from .tables import Category, Post, Thread

LOCK = ForUpdateArg(key_share=True)
"""Holds a row, but not those who only refer to it."""


@dataclass(frozen=True)
class Place:
    """A course's forum for a caller, who may be its `staff`, and who may moderate it.

    A notebook server's token never moderates, whosever it is: a notebook that somebody opens could use it.
    """

    course: Course
    caller: Caller
    staff: bool
    moderates: bool

    def sees(self, post: Post) -> bool:
        """Whether the caller may read what a post says."""
        return not post.hidden or self.moderates or post.author_id == self.caller.account_id

    def only_moderators(self) -> None:
        """Raises Forbidden for everybody else."""
        if not self.moderates:
            raise Forbidden(
                f"This is for moderators and the staff of {self.course.slug}, in the browser or with a personal token."
            )

    def check_open(self, thread: Thread) -> None:
        """Raises Forbidden when nobody but staff may write in a thread."""
        if thread.locked and not (self.staff or self.moderates):
            raise Forbidden("This thread is locked.")


def enter(session: Session, caller: Caller, course_name: str) -> Place:
    """The forum of a course, for its members and for platform moderators. Raises NotFound or Forbidden."""
    if caller.is_moderator:
        return Place(courses.find(session, course_name), caller, staff=caller.is_admin, moderates=True)
    course = membership.member(session, caller, course_name)
    staff = membership.is_staff(session, caller, course.id)
    return Place(course, caller, staff=staff, moderates=staff and "grade" in caller.powers)


def category(session: Session, caller: Caller, category_id: UUID) -> tuple[Category, Place]:
    """A category and its forum. Raises NotFound or Forbidden."""
    found = session.get(Category, category_id)
    if found is None:
        raise NotFound("There is no such category.")
    return found, enter(session, caller, str(found.course_id))


def thread(session: Session, caller: Caller, thread_id: UUID, *, lock: bool = False) -> tuple[Thread, Place]:
    """A thread and its forum; a hidden one is for moderators. Raises NotFound or Forbidden."""
    found = session.get(Thread, thread_id, with_for_update=LOCK if lock else None)
    if found is None:
        raise NotFound("There is no such thread.")
    place = category(session, caller, found.category_id)[1]
    if found.hidden and not place.moderates:
        raise NotFound("There is no such thread.")
    return found, place


def post(session: Session, caller: Caller, post_id: UUID, *, lock: bool = False) -> tuple[Post, Thread, Place]:
    """A post, its thread and its forum; with `lock`, both wait for who changes them. Raises NotFound, Forbidden."""
    found = session.get(Post, post_id)
    if found is None:
        raise NotFound("There is no such post.")
    # The thread first, as for a reply: two who lock the same rows in one order never wait for each other.
    of_thread, place = thread(session, caller, found.thread_id, lock=lock)
    if lock:
        session.refresh(found, with_for_update=LOCK)
    return found, of_thread, place
