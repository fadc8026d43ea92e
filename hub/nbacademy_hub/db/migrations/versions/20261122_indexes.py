"""indexes: of a page of a class, the progress with each material; of notifications, those that were read

Revision: 20261122_indexes, after 20261122_identities, 2026-11-22.
"""

from __future__ import annotations

from alembic import op

revision = "20261122_indexes"
down_revision = "20261122_identities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notifications_read_at", "notifications", ["read_at"])
    # By both: of a material alone there are as many rows as a class has students.
    op.create_index("ix_material_progress_material_id_account_id", "material_progress", ["material_id", "account_id"])
    op.drop_index("ix_material_progress_material_id", "material_progress")


def downgrade() -> None:
    op.create_index("ix_material_progress_material_id", "material_progress", ["material_id"])
    op.drop_index("ix_material_progress_material_id_account_id", "material_progress")
    op.drop_index("ix_notifications_read_at", "notifications")
