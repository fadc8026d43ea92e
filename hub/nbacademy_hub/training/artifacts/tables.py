"""Files of training runs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from nbacademy.protocol.artifacts import ArtifactType
from nbacademy_hub.db.base import Base, Created


class TrainingArtifact(Base):
    """A file of a run, whose bytes are in the file store; `step` is the environment step that it shows."""

    __tablename__ = "training_artifacts"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("training_runs.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    media_type: Mapped[ArtifactType] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    step: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[Created]
