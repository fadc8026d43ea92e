"""Finds threads by what is said in them.

Words are folded and split here, so that both databases find the same: SQLite by FTS5, PostgreSQL by a tsvector.
"""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from sqlalchemy import Select, delete, false, select, text
from sqlalchemy.orm import Session

from .tables import Document, Post, Thread

LONGEST_WORD = 64
MOST_WORDS = 20
"""Words of a question; what is said further is not looked at."""

WORD = re.compile(r"[^\W_]+")
_MATCHES = {
    "sqlite": "forum_documents.id IN (SELECT rowid FROM forum_search WHERE forum_search MATCH :words)",
    # As the index has it, to the letter.
    "postgresql": "array_to_tsvector(string_to_array(forum_documents.words, ' ')) @@ CAST(:words AS tsquery)",
}


def words_of(said: str) -> list[str]:
    """The different words of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", said.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return sorted({word[:LONGEST_WORD] for word in WORD.findall(letters)})


def keep(session: Session, thread: Thread, posts: list[Post]) -> None:
    """Has these posts of a thread found by what they say now, or not at all if they are not shown."""
    session.execute(delete(Document).where(Document.post_id.in_([post.id for post in posts])))
    shown = [post for post in posts if not post.hidden and post.deleted_at is None]
    session.add_all(
        Document(post_id=post.id, words=" ".join(words_of(f"{thread.title} {post.body}"))) for post in shown
    )
    session.flush()


def keep_all(session: Session, thread: Thread) -> None:
    """Has all posts of a thread found by its new title."""
    keep(session, thread, list(session.scalars(select(Post).where(Post.thread_id == thread.id))))


def threads_with(session: Session, asked: str) -> Select[UUID]:
    """The ids of threads with a post that has all these words, or words that begin with them."""
    found = select(Post.thread_id).join(Document, Document.post_id == Post.id)
    words = words_of(asked)[:MOST_WORDS]
    if not words:
        return found.where(false())
    if session.get_bind().dialect.name == "sqlite":
        return found.where(text(_MATCHES["sqlite"]).bindparams(words=" ".join(f'"{word}"*' for word in words)))
    return found.where(text(_MATCHES["postgresql"]).bindparams(words=" & ".join(f"'{word}':*" for word in words)))
