"""notifications, what people want to be told of, and the link in mail that ends it

Revision: 20261121_notifications, after 20261121_forum, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_notifications"
down_revision = "20261121_forum"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
KINDS = "'reply', 'mention', 'solution', 'grade', 'regrade', 'deadline', 'announcement', 'role'"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("notification_choices", sa.JSON(), nullable=True))
    op.add_column("mails", sa.Column("unsubscribe_url", sa.String(length=500), nullable=True))
    op.create_table(
        "notification_inboxes",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("digested", sa.Integer(), nullable=False),
        sa.Column("digested_at", TIME, nullable=True),
        sa.Column("digest_at", TIME, nullable=True),
        sa.Column("unsubscribe_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notification_inboxes_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notification_inboxes")),
        sa.UniqueConstraint("unsubscribe_key", name=op.f("uq_notification_inboxes_unsubscribe_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_notification_inboxes_digest_at"), "notification_inboxes", ["digest_at"])
    op.create_table(
        "notifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resource", sa.String(length=200), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=100), nullable=True),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("read_at", TIME, nullable=True),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_notifications_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notifications_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_notifications_course_id_courses"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("account_id", "key", name=op.f("uq_notifications_account_id_key")),
        sa.UniqueConstraint("account_id", "number", name=op.f("uq_notifications_account_id_number")),
    )
    op.create_index("ix_notifications_account_id_read_at", "notifications", ["account_id", "read_at"])
    op.create_index(op.f("ix_notifications_course_id"), "notifications", ["course_id"])


def downgrade() -> None:
    op.drop_table("notifications")
    op.drop_table("notification_inboxes")
    op.drop_column("mails", "unsubscribe_url")
    op.drop_column("accounts", "notification_choices")
