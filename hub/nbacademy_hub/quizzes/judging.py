"""The code in attempts, run by the graders: what is to be run, and what comes of it. Transactions of the keeper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from nbacademy.protocol.execution import Case, Execution, Program
from nbacademy.protocol.quizzes import CodeQuestion
from nbacademy_hub.db.base import now

from . import attempts
from .paper import Result, read_answers
from .tables import Attempt

LEASE = timedelta(seconds=300)
"""How long one who judges an attempt has it for himself: longer than its programs may take."""


@dataclass(frozen=True)
class ToJudge:
    """An attempt's programs, by the ids of their questions."""

    attempt_id: UUID
    programs: Mapping[UUID, Program]


def is_any_waiting(session: Session) -> bool:
    """Whether there is something for `claim` to give."""
    return session.scalar(select(Attempt.id).where(_waiting()).limit(1)) is not None


def claim(session: Session) -> ToJudge | None:
    """The attempt that waits the longest, now under a lease; None if none waits."""
    wanted = select(Attempt).where(_waiting()).order_by(Attempt.closed_at, Attempt.id).limit(1)
    attempt = session.scalar(wanted.with_for_update(skip_locked=True))
    if attempt is None:
        return None
    attempt.lease = now() + LEASE
    results, answers = attempts.results_of(attempt), read_answers(attempt.answers)
    return ToJudge(attempt.id, {
        asked.id: _program(asked.key, str(answers[asked.id])) for asked in attempts.paper_of(attempt)
        if isinstance(asked.key, CodeQuestion) and results[asked.id].score is None
    })  # fmt: skip


def _waiting() -> ColumnElement[bool]:
    return (Attempt.state == "judging") & or_(Attempt.lease.is_(None), Attempt.lease < now())


def _program(key: CodeQuestion, code: str) -> Program:
    cases = tuple(Case(stdin=test.stdin, code=test.code, expected=test.expected) for test in key.tests)
    return Program(code=code, language=key.language, test_cases=cases)


def give_back(session: Session, attempt_id: UUID) -> None:
    """An attempt could not be judged: it waits again."""
    session.get_one(Attempt, attempt_id).lease = None


def record(session: Session, attempt_id: UUID, executions: Mapping[UUID, Execution]) -> None:
    """Gives the points of programs that were run, but for those that a person has given meanwhile."""
    attempt = session.scalars(select(Attempt).where(Attempt.id == attempt_id).with_for_update()).one()
    results = attempts.results_of(attempt)
    points = {asked.id: asked.key.points for asked in attempts.paper_of(attempt)}
    for question_id, execution in executions.items():
        if results[question_id].score is None:
            results[question_id] = _result(points[question_id], execution)
    attempt.lease = None
    attempts.record(attempt, results)
    attempts.tell_progress(session, attempt)


def _result(points: float, execution: Execution) -> Result:
    passed = sum(test.passed for test in execution.tests)
    comment = f"{passed} of {len(execution.tests)} tests passed."
    # What a program says of its own end may quote a test; what the graders say does not.
    if execution.status.startswith("killed") and execution.hint:
        comment = f"{comment} {execution.hint}"
    return Result(score=points * passed / len(execution.tests), comment=comment)
