"""an index of the notifications that were read: old ones are removed

Revision: 20261122_read_notifications, after 20261121_notifications, 2026-11-22.
"""

from __future__ import annotations

from alembic import op

revision = "20261122_read_notifications"
down_revision = "20261121_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notifications_read_at", "notifications", ["read_at"])


def downgrade() -> None:
    op.drop_index("ix_notifications_read_at", "notifications")
