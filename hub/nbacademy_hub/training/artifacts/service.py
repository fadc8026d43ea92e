"""Keeps, lists and finds the files of training runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import artifacts as shapes
from nbacademy.protocol.artifacts import ArtifactName, ArtifactType
from nbacademy.protocol.shape import Page, Shape
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.training import access
from nbacademy_hub.training.tables import TrainingRun

from .tables import TrainingArtifact

MIB: Final = 1024 * 1024
LIMIT_FILES: Final = 100
"""Files of one run."""
LIMIT_RUN_BYTES: Final = 512 * MIB
LIMIT_PERSON_BYTES: Final = 4096 * MIB
"""All files of all runs of one person."""
_NAMES: TypeAdapter[str] = TypeAdapter(ArtifactName)


class Received(Shape):
    """A file that is in the file store."""

    media_type: ArtifactType
    sha256: str
    size_bytes: int


def check_room(session: Session, caller: Caller, run_id: UUID, name: str) -> None:
    """Asked before anything is received: raises as `put` would for a file of no size."""
    run = access.owned(session, caller, run_id)
    _check_name(name)
    _check_room(session, run, name, 0)


def put(
    session: Session, caller: Caller, run_id: UUID, name: str, received: Received, step: int | None
) -> shapes.Artifact:
    """Keeps a file of one's own run, in place of one of the same name. Raises Invalid for what can be no name, Conflict
    where there is no room for it."""
    run = access.owned(session, caller, run_id)
    _check_name(name)
    # Two files at the same moment do not share the last of the room.
    session.execute(select(Account.id).where(Account.id == run.account_id).with_for_update())
    _check_room(session, run, name, received.size_bytes)
    return _show(keep(session, run, name, received, step))


def keep(session: Session, run: TrainingRun, name: str, received: Received, step: int | None) -> TrainingArtifact:
    """Keeps a file of a run, whatever room there is."""
    artifact = session.get(TrainingArtifact, (run.id, name))
    if artifact is None:
        artifact = TrainingArtifact(run_id=run.id, name=name)
        session.add(artifact)
    for field, value in received:
        setattr(artifact, field, value)
    artifact.step, artifact.created_at = step, now()
    session.flush()
    return artifact


def list_artifacts(session: Session, caller: Caller, run_id: UUID, query: Paging) -> Page[shapes.Artifact]:
    """The files of a run, the newest first, for its owner and the staff of its course."""
    run = access.readable(session, caller, run_id)
    wanted = (
        select(TrainingArtifact).where(TrainingArtifact.run_id == run.id)
        .order_by(TrainingArtifact.created_at.desc(), TrainingArtifact.name)
    )  # fmt: skip

    def show(rows: Sequence[Any]) -> list[shapes.Artifact]:
        return [_show(artifact) for (artifact,) in rows]

    return page_of(session, wanted, query, show)


def get(session: Session, caller: Caller, run_id: UUID, name: str) -> shapes.Artifact:
    """A file of a run, for its owner and the staff of its course. Raises NotFound."""
    artifact = find(session, access.readable(session, caller, run_id).id, name)
    if artifact is None:
        raise NotFound(f"This run has no {name}.")
    return _show(artifact)


def find(session: Session, run_id: UUID, name: str) -> TrainingArtifact | None:
    return session.get(TrainingArtifact, (run_id, name))


def _check_name(name: str) -> None:
    try:
        _NAMES.validate_python(name)
    except ValidationError as error:
        raise Invalid.field("name", "must be letters, digits, `_`, `.` and `-`, at most 100") from error


def _check_room(session: Session, run: TrainingRun, name: str, size_bytes: int) -> None:
    """As if a file of the same name were gone already."""
    size = func.coalesce(func.sum(TrainingArtifact.size_bytes), 0)
    others = (TrainingArtifact.run_id == run.id) & (TrainingArtifact.name != name)
    files, run_bytes = session.execute(select(func.count(), size).where(others)).one()
    if files >= LIMIT_FILES or run_bytes + size_bytes > LIMIT_RUN_BYTES:
        raise Conflict(
            f"A run may have {LIMIT_FILES} files of {LIMIT_RUN_BYTES // MIB} MiB together: put this one in the place "
            "of another."
        )
    mine = select(size).join(TrainingRun).where(TrainingRun.account_id == run.account_id)
    total = session.scalar(mine.where((TrainingArtifact.run_id != run.id) | (TrainingArtifact.name != name))) or 0
    if total + size_bytes > LIMIT_PERSON_BYTES:
        raise Conflict(f"Your runs have files of {LIMIT_PERSON_BYTES // MIB} MiB already: delete a run first.")


def _show(artifact: TrainingArtifact) -> shapes.Artifact:
    return shapes.Artifact(
        name=artifact.name, media_type=artifact.media_type, size_bytes=artifact.size_bytes, sha256=artifact.sha256,
        step=artifact.step, created_at=artifact.created_at,
    )  # fmt: skip
