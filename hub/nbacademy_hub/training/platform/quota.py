"""How much the platform trains for one student in one course: what is used in one takes nothing from another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.recording import ENDED
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict
from nbacademy_hub.settings import Settings
from nbacademy_hub.training.tables import TrainingRun

PERIOD = timedelta(days=7)


@dataclass(frozen=True)
class Quota:
    """What one student has in one course within PERIOD: environment steps, and seconds of a worker."""

    steps: int
    seconds: int

    @classmethod
    def of(cls, platform: Settings) -> Quota:
        """As the administrator allows."""
        return cls(platform.training_steps_per_week, platform.training_seconds_per_week)


@dataclass(frozen=True)
class Used:
    """What is used of it; runs that go on count with all the steps that they were announced with."""

    steps: int
    seconds: float


def check_room(session: Session, account_id: UUID, course_id: UUID, steps: int, quota: Quota) -> None:
    """Raises Conflict where so many steps more are too many, or no time is left."""
    # Two runs at the same moment do not share the last of it.
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    known = used(session, account_id, course_id)
    if known.steps + steps > quota.steps:
        left = max(0, quota.steps - known.steps)
        raise Conflict(f"The platform trains {quota.steps:,} steps in a week for you here; {left:,} of them are left.")
    if known.seconds >= quota.seconds:
        raise Conflict(f"The platform trains {quota.seconds:,} s in a week for you here, and these are used up.")


def used(session: Session, account_id: UUID, course_id: UUID) -> Used:
    """What a student has used in a course within PERIOD."""
    steps = case((TrainingRun.status.in_(ENDED), TrainingRun.step), else_=TrainingRun.total_timesteps)
    found = session.execute(
        select(func.coalesce(func.sum(steps), 0), func.coalesce(func.sum(TrainingRun.seconds_used), 0.0)).where(
            TrainingRun.account_id == account_id, TrainingRun.created_at > now() - PERIOD,
            TrainingRun.course_id == course_id, TrainingRun.place == "platform",
        )
    ).one()  # fmt: skip
    return Used(int(found[0]), float(found[1]))
