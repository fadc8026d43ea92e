"""the forum's votes, edits, subscriptions and reports; what is said in it is found by its words

Revision: 20261121_forum, after 20261121_attendance, 2026-11-21.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261121_forum"
down_revision = "20261121_attendance"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
NEW: tuple[tuple[str, sa.Column[Any]], ...] = (
    ("forum_categories", sa.Column("announcements", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("forum_threads", sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("forum_threads", sa.Column("votes", sa.Integer(), nullable=False, server_default="0")),
    ("forum_threads", sa.Column("cell_id", sa.String(length=64), nullable=True)),
    ("forum_posts", sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("forum_posts", sa.Column("votes", sa.Integer(), nullable=False, server_default="0")),
    ("forum_posts", sa.Column("deleted_at", TIME, nullable=True)),
)
INDEXES = {
    "ix_forum_threads_newest": ["category_id", "pinned", "created_at"],
    "ix_forum_threads_votes": ["category_id", "pinned", "votes"],
    "ix_forum_threads_material": ["material_id", "cell_id"],
}
# An index of the words beside the table, which holds no text itself.
SQLITE = (
    "CREATE VIRTUAL TABLE forum_search USING fts5("
    "words, content='forum_documents', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER forum_documents_added AFTER INSERT ON forum_documents BEGIN "
    "INSERT INTO forum_search(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER forum_documents_removed AFTER DELETE ON forum_documents BEGIN "
    "INSERT INTO forum_search(forum_search, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER forum_documents_changed AFTER UPDATE ON forum_documents BEGIN "
    "INSERT INTO forum_search(forum_search, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO forum_search(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL = (
    "CREATE INDEX forum_search ON forum_documents USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def upgrade() -> None:
    for table, column in NEW:
        op.add_column(table, column)
    for table in ("forum_categories", "forum_threads", "forum_posts"):
        with op.batch_alter_table(table) as batch:
            for _, column in (item for item in NEW if item[0] == table and item[1].server_default is not None):
                batch.alter_column(column.name, server_default=None)
    for name, columns in INDEXES.items():
        op.create_index(name, "forum_threads", columns)
    _add_what_people_do()
    _add_search()


def _add_what_people_do() -> None:
    op.create_table(
        "forum_post_edits",
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("forum_post_edits", "post_id", "forum_posts", "CASCADE"),
        _key("forum_post_edits", "editor_id", "accounts"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_post_edits")),
    )
    op.create_index("ix_forum_post_edits_post_id_edited_at", "forum_post_edits", ["post_id", "edited_at"])
    op.create_table(
        "forum_votes",
        _key("forum_votes", "post_id", "forum_posts", "CASCADE"),
        _key("forum_votes", "account_id", "accounts", "CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "account_id", name=op.f("pk_forum_votes")),
    )
    op.create_index(op.f("ix_forum_votes_account_id"), "forum_votes", ["account_id"])
    op.create_table(
        "forum_subscriptions",
        _key("forum_subscriptions", "thread_id", "forum_threads", "CASCADE"),
        _key("forum_subscriptions", "account_id", "accounts", "CASCADE"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("thread_id", "account_id", name=op.f("pk_forum_subscriptions")),
    )
    op.create_index(op.f("ix_forum_subscriptions_account_id"), "forum_subscriptions", ["account_id"])
    op.create_table(
        "forum_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("forum_reports", "post_id", "forum_posts", "CASCADE"),
        _key("forum_reports", "reporter_id", "accounts", "CASCADE"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        _key("forum_reports", "decided_by_id", "accounts", "SET NULL", nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.CheckConstraint("state in ('open', 'dismissed', 'upheld')", name=op.f("ck_forum_reports_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_reports")),
        sa.UniqueConstraint("post_id", "reporter_id", name=op.f("uq_forum_reports_post_id_reporter_id")),
    )
    op.create_index(op.f("ix_forum_reports_reporter_id"), "forum_reports", ["reporter_id"])
    op.create_index("ix_forum_reports_state_created_at", "forum_reports", ["state", "created_at"])


def _add_search() -> None:
    documents = op.create_table(
        "forum_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        _key("forum_documents", "post_id", "forum_posts", "CASCADE"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_documents")),
        sa.UniqueConstraint("post_id", name=op.f("uq_forum_documents_post_id")),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    posts = sa.table("forum_posts", sa.column("id", sa.Uuid()), sa.column("thread_id", sa.Uuid()), sa.column("body"))
    threads = sa.table("forum_threads", sa.column("id", sa.Uuid()), sa.column("title"))
    said = sa.select(posts.c.id, threads.c.title, posts.c.body).join_from(
        posts, threads, posts.c.thread_id == threads.c.id
    )
    for rows in op.get_bind().execute(said.execution_options(yield_per=1000)).partitions():
        op.bulk_insert(documents, [{"post_id": key, "words": _words(f"{title} {body}")} for key, title, body in rows])


def _words(said: str) -> str:
    """As the service does it on this day."""
    plain = unicodedata.normalize("NFKD", said.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(sorted({word[:64] for word in re.findall(r"[^\W_]+", letters)}))


def _key(table: str, column: str, other: str, ondelete: str | None = None, *, nullable: bool = False) -> sa.Column[Any]:
    reference = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete)
    return sa.Column(column, sa.Uuid(), reference, nullable=nullable)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE forum_search")
    for table in ("forum_documents", "forum_reports", "forum_subscriptions", "forum_votes", "forum_post_edits"):
        op.drop_table(table)
    for name in INDEXES:
        op.drop_index(name, "forum_threads")
    for table, column in NEW:
        op.drop_column(table, column.name)
