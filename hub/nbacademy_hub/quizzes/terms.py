"""On what terms a quiz is taken: until when, how often, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from nbacademy.protocol.quizzes import QuizCreate
from nbacademy_hub.errors import Conflict

from .tables import Quiz


def check_open(terms: Quiz | QuizCreate, attempts: int, at: datetime) -> None:
    """Raises Conflict where nobody may begin who has so many attempts behind them."""
    if terms.due_at is not None and at > terms.due_at:
        raise Conflict(f"This quiz was open until {terms.due_at:%Y-%m-%d %H:%M} UTC.")
    if terms.attempts_limit and attempts >= terms.attempts_limit:
        times = "once" if terms.attempts_limit == 1 else f"{terms.attempts_limit} times"
        raise Conflict(f"This quiz may be taken {times}, and you have done so.")


def deadline_of(terms: Quiz | QuizCreate, started: datetime) -> datetime | None:
    """When an attempt ends that begins now: after the minutes that it has, when the quiz is due at the latest."""
    ends = [terms.due_at] if terms.due_at else []
    if terms.minutes_allowed:
        ends.append(started + timedelta(minutes=terms.minutes_allowed))
    return min(ends, default=None)
