"""settings of grading, extensions, groups, previews of grading anew

Revision: 20261121_assignment_settings, after 20261121_spine, 2026-11-21.
"""

from __future__ import annotations

revision = "20261121_assignment_settings"
down_revision = "20261121_spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What follows in this series of changes stands here."""


def downgrade() -> None:
    """As `upgrade`."""
