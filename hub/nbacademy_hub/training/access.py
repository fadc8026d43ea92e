"""Who may see and change a run."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import NotFound
from nbacademy_hub.learning import membership

from .tables import TrainingRun


def readable(session: Session, caller: Caller, run_id: UUID) -> TrainingRun:
    """The run, for its owner and the staff of its course. Raises NotFound for all others."""
    run = session.get(TrainingRun, run_id)
    if run is None or not (run.account_id == caller.account_id or _supervises(session, caller, run)):
        raise NotFound("There is no such run.")
    return run


def owned(session: Session, caller: Caller, run_id: UUID) -> TrainingRun:
    """The run, for its owner alone. Raises NotFound for all others."""
    run = session.get(TrainingRun, run_id)
    if run is None or run.account_id != caller.account_id:
        raise NotFound("There is no such run.")
    return run


def _supervises(session: Session, caller: Caller, run: TrainingRun) -> bool:
    return caller.is_admin if run.course_id is None else membership.reads_all(session, caller, run.course_id)
