"""what people say of themselves

Revision: 20261121_profiles, after 20261121_quiz_judging, 2026-11-21.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261121_profiles"
down_revision = "20261121_quiz_judging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("bio", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("locale", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "locale")
    op.drop_column("accounts", "bio")
