"""Posts: written, changed, deleted, found useful, marked as the solution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import forum as shapes
from nbacademy.protocol.forum import PostCreate, PostUpdate, VoteUpdate
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.markdown import render

from . import access, search, showing, subscriptions, telling
from .access import Place
from .tables import Post, PostEdit, Thread, Vote


def create(session: Session, caller: Caller, thread_id: UUID, values: PostCreate) -> shapes.Post:
    """Replies in a thread. Raises Forbidden when it is locked (staff still may), Invalid for a parent elsewhere."""
    thread, place = access.thread(session, caller, thread_id, lock=True)
    place.check_open(thread)
    if values.parent_id is not None:
        parent = session.get(Post, values.parent_id)
        if parent is None or parent.thread_id != thread.id:
            raise Invalid.field("parent_id", "no post of this thread")
        if parent.parent_id is not None:
            raise Invalid.field("parent_id", "replies are nested one level deep")
    post = add(session, thread, caller, values.body, values.parent_id)
    telling.tell_of_post(session, place, thread, post)
    return _show(session, post, thread, place)


def add(session: Session, thread: Thread, caller: Caller, body: str, parent_id: UUID | None) -> Post:
    """A new post of a thread that nobody else changes at this moment; who writes is told of what follows."""
    post = Post(thread_id=thread.id, author_id=caller.account_id, body=body, parent_id=parent_id, created_at=now())
    session.add(post)
    thread.posts += 1
    thread.updated_at = post.created_at
    session.flush()
    search.keep(session, thread, [post])
    subscriptions.begin(session, caller, thread)
    return post


def get(session: Session, caller: Caller, post_id: UUID) -> shapes.Post:
    """One post."""
    post, thread, place = access.post(session, caller, post_id)
    return _show(session, post, thread, place)


def put(session: Session, caller: Caller, post_id: UUID, values: PostUpdate) -> shapes.Post:
    """Changes what a post says, as its author or a moderator; what it said is kept. Raises Forbidden or Conflict."""
    post, thread, place = access.post(session, caller, post_id, lock=True)
    _check_changeable(post, thread, place)
    before = post.body
    if values.body != before:
        _say(session, place, post, values.body)
        search.keep(session, thread, [post])
        telling.tell_of_mentions(session, place, thread, post, before)
    return _show(session, post, thread, place)


def delete(session: Session, caller: Caller, post_id: UUID) -> None:
    """Takes away what a post says, as its author or a moderator; its place stays. Raises Forbidden or Conflict."""
    post, thread, place = access.post(session, caller, post_id, lock=True)
    _check_changeable(post, thread, place)
    remove(session, place, post, thread)


def remove(session: Session, place: Place, post: Post, thread: Thread) -> None:
    """Leaves of a post that nobody else changes at this moment the place where it was."""
    _say(session, place, post, "")
    post.deleted_at = now()
    refile(session, post, thread)


def refile(session: Session, post: Post, thread: Thread) -> None:
    """A post that is not shown any more is no solution, and is not found; one that is shown again, is."""
    if thread.solution_id == post.id and showing.state_of(post) != "shown":
        thread.solution_id = None
    search.keep(session, thread, [post])


def list_edits(session: Session, caller: Caller, post_id: UUID, query: Paging) -> Page[shapes.PostEdit]:
    """What a post said before, the newest first, for its author and moderators. Raises Forbidden."""
    post, _, place = access.post(session, caller, post_id)
    if post.author_id != caller.account_id:
        place.only_moderators()
    wanted = (
        select(PostEdit).where(PostEdit.post_id == post.id).order_by(PostEdit.edited_at.desc(), PostEdit.id)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.PostEdit]:
        people = accounts.people(session, {edit.editor_id for (edit,) in rows})
        return [
            shapes.PostEdit(
                body=edit.body, html=render(edit.body), editor=people[edit.editor_id], edited_at=edit.edited_at
            )
            for (edit,) in rows
        ]

    return page_of(session, wanted, query, show)


def vote(session: Session, caller: Caller, post_id: UUID, values: VoteUpdate) -> shapes.Post:
    """Says whether a post is useful. Raises Forbidden for one's own, Conflict for one that is not shown."""
    post, thread, place = access.post(session, caller, post_id, lock=True)
    if post.author_id == caller.account_id:
        raise Forbidden("Others say whether your post is useful.")
    _check_shown(post)
    found = session.get(Vote, (post.id, caller.account_id))
    if values.useful and found is None:
        session.add(Vote(post_id=post.id, account_id=caller.account_id))
    elif not values.useful and found is not None:
        session.delete(found)
    change = values.useful - (found is not None)
    post.votes += change
    thread.votes += change
    session.flush()
    return _show(session, post, thread, place)


def mark_solution(session: Session, caller: Caller, post_id: UUID) -> shapes.Post:
    """Marks a post as its thread's solution: for the thread's author and for staff. Raises Forbidden or Conflict."""
    post, thread, place = access.post(session, caller, post_id, lock=True)
    if thread.author_id != caller.account_id and not (place.staff or place.moderates):
        raise Forbidden("Only who asked, or the course's staff, can mark the solution.")
    _check_shown(post)
    if thread.solution_id != post.id:
        thread.solution_id = post.id
        telling.tell_of_solution(session, place, thread, post)
    return _show(session, post, thread, place)


def _say(session: Session, place: Place, post: Post, body: str) -> None:
    post.edited_at = now()
    session.add(PostEdit(post_id=post.id, editor_id=place.caller.account_id, body=post.body, edited_at=post.edited_at))
    post.body = body
    session.flush()


def _check_changeable(post: Post, thread: Thread, place: Place) -> None:
    if post.author_id != place.caller.account_id:
        place.only_moderators()
    elif not place.moderates:
        place.check_open(thread)
        _check_shown(post)
    if post.deleted_at is not None:
        raise Conflict("This post was deleted.")


def _check_shown(post: Post) -> None:
    if showing.state_of(post) != "shown":
        raise Conflict(f"This post is {showing.state_of(post)}.")


def _show(session: Session, post: Post, thread: Thread, place: Place) -> shapes.Post:
    return showing.posts(session, [post], thread, place)[0]
