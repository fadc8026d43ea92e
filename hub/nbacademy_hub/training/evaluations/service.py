"""Takes policies that are handed in, and shows what came of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import evaluations as shapes
from nbacademy.protocol.artifacts import POLICY
from nbacademy.protocol.evaluations import EvaluationStatus, EvaluationUpdate, PolicyTask, RunEvaluate
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.showing import terms_for
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.execution import service as execution
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.training import access
from nbacademy_hub.training.artifacts import service as artifacts
from nbacademy_hub.training.tables import TrainingRun

from . import tasks
from .tables import TrainingEvaluation

MOST_WAITING = 3
"""Of one person's policies at a time."""


class EvaluationQuery(Paging):
    """Which evaluations: of a course (id or slug), of an assignment in it, of one environment, in one state.

    `everyone` asks, as staff, for all members' of the course; otherwise they are the caller's own.
    """

    course: str | None = None
    assignment: str | None = None
    environment: str | None = None
    status: EvaluationStatus | None = None
    everyone: bool = False


def hand_in(session: Session, caller: Caller, run_id: UUID, values: RunEvaluate) -> shapes.PolicyEvaluation:
    """Takes the policy of one's own run in a course, and asks for its evaluation.

    Raises Conflict for a run without a policy or of no course, for too many at a time, and where the assignment is
    closed; Invalid for a policy of another environment than the assignment asks for.
    """
    run = access.owned(session, caller, run_id)
    policy = artifacts.find(session, run.id, POLICY)
    if policy is None or policy.media_type != "application/zip":
        raise Conflict(f"This run has no policy yet: put it as the artifact {POLICY} first.")
    if run.course_id is None:
        raise Conflict("This run belongs to no course: only runs of a course can be handed in.")
    course = membership.member(session, caller, str(run.course_id))
    _in_turn(session, caller)
    assignment = _open(session, caller, course, values.assignment) if values.assignment is not None else None
    terms = _terms(session, run, assignment)
    if terms.environment != run.environment:
        raise Invalid.field(
            "assignment", f"it asks for a policy for {terms.environment}, and this run's is for {run.environment}"
        )
    evaluation = TrainingEvaluation(
        run_id=run.id, account_id=caller.account_id, course_id=course.id, algorithm=run.algorithm,
        assignment_id=assignment.id if assignment is not None else None, environment=run.environment,
        policy_sha256=policy.sha256, seed=_seed(session, run), terms=terms.model_dump(mode="json"),
        show_name=values.show_name,
    )  # fmt: skip
    session.add(evaluation)
    session.flush()
    execution.enqueue_evaluation(session, evaluation.id, evaluation.lane)
    return _show_one(session, caller, evaluation)


def _terms(session: Session, run: TrainingRun, assignment: Assignment | None) -> PolicyTask:
    """What an assignment asks for; where none does, the usual episodes and no points."""
    if assignment is None:
        return PolicyTask(environment=run.environment, threshold=0.0, points=0.0)
    return tasks.asked_by(session, assignment)


def _in_turn(session: Session, caller: Caller) -> None:
    """Waits for what the same person hands in at this moment. Raises Conflict where enough of theirs wait already."""
    session.execute(select(Account.id).where(Account.id == caller.account_id).with_for_update())
    mine = TrainingEvaluation.account_id == caller.account_id
    waiting = mine & TrainingEvaluation.status.in_(("queued", "running"))
    if (session.scalar(select(func.count()).where(waiting)) or 0) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} policies of yours are being evaluated: wait for one of them.")


def _open(session: Session, caller: Caller, course: Course, name: str) -> Assignment:
    """The assignment, if the caller may hand in now."""
    assignment, _ = assignments.for_member(session, caller, course.slug, name)
    mine = TrainingEvaluation.account_id == caller.account_id
    counts = mine & (TrainingEvaluation.assignment_id == assignment.id)
    count = session.scalar(select(func.count()).where(counts)) or 0
    terms_for(session, assignment, caller.account_id).check_open(name, count, now())
    return assignment


def _seed(session: Session, run: TrainingRun) -> int:
    """The seed of the same person's first evaluation in this environment: who could try again with another one could
    try until they are lucky."""
    mine = TrainingEvaluation.account_id == run.account_id
    first = select(TrainingEvaluation.seed).where(mine, TrainingEvaluation.environment == run.environment)
    known = session.scalar(first.order_by(TrainingEvaluation.created_at).limit(1))
    return secrets.randbelow(2**32) if known is None else known


def list_evaluations(session: Session, caller: Caller, query: EvaluationQuery) -> Page[shapes.PolicyEvaluation]:
    """The caller's own evaluations, the newest first; everybody's of a course for its staff who ask."""
    wanted = select(TrainingEvaluation).order_by(TrainingEvaluation.created_at.desc(), TrainingEvaluation.id)
    if query.course is not None:
        course = membership.member(session, caller, query.course)
        wanted = wanted.where(TrainingEvaluation.course_id == course.id)
    if query.everyone:
        if query.course is None:
            raise Invalid.field("course", "must be given to ask for everyone's evaluations")
        if not membership.reads_all(session, caller, course.id):
            raise Forbidden("Others' evaluations are for the course's staff, in the browser or with a personal token.")
    else:
        wanted = wanted.where(TrainingEvaluation.account_id == caller.account_id)
    if query.assignment is not None:
        named = select(Assignment.id).where(Assignment.name == query.assignment)
        wanted = wanted.where(TrainingEvaluation.assignment_id.in_(named))
    if query.environment is not None:
        wanted = wanted.where(TrainingEvaluation.environment == query.environment)
    if query.status is not None:
        wanted = wanted.where(TrainingEvaluation.status == query.status)

    def show(rows: Sequence[Any]) -> list[shapes.PolicyEvaluation]:
        return _show(session, [row for (row,) in rows], with_evidence=False)

    return page_of(session, wanted, query, show)


def get_evaluation(session: Session, caller: Caller, evaluation_id: UUID) -> shapes.PolicyEvaluation:
    """One evaluation, for its owner and, with its evidence, for the course's staff. Raises NotFound."""
    return _show_one(session, caller, _readable(session, caller, evaluation_id))


def put_evaluation(
    session: Session, caller: Caller, evaluation_id: UUID, values: EvaluationUpdate
) -> shapes.PolicyEvaluation:
    """Gives or takes back one's own consent to be named."""
    evaluation = _readable(session, caller, evaluation_id)
    if evaluation.account_id != caller.account_id:
        raise Forbidden("Only who handed a policy in may say whether they are named.")
    evaluation.show_name = values.show_name
    return _show_one(session, caller, evaluation)


def _readable(session: Session, caller: Caller, evaluation_id: UUID) -> TrainingEvaluation:
    found = session.get(TrainingEvaluation, evaluation_id)
    if found is None or not (
        found.account_id == caller.account_id or membership.reads_all(session, caller, found.course_id)
    ):
        raise NotFound("There is no such evaluation.")
    return found


def _show_one(session: Session, caller: Caller, evaluation: TrainingEvaluation) -> shapes.PolicyEvaluation:
    # Who knew the seeds could train for just these.
    staff = membership.reads_all(session, caller, evaluation.course_id)
    return _show(session, [evaluation], with_evidence=staff)[0]


def _show(
    session: Session, rows: Iterable[TrainingEvaluation], *, with_evidence: bool
) -> list[shapes.PolicyEvaluation]:
    """In three statements, however many they are."""
    rows = list(rows)
    people = accounts.people(session, {row.account_id for row in rows})
    slugs = _names(session, Course.id, Course.slug, {row.course_id for row in rows})
    names = _names(session, Assignment.id, Assignment.name, {row.assignment_id for row in rows})
    plain = ("id", "run_id", "algorithm", "environment", "status", "reason", "show_name", "score", "max_score",
             "created_at", "ended_at")  # fmt: skip
    return [
        shapes.PolicyEvaluation(
            **{name: getattr(row, name) for name in plain}, user=people[row.account_id],
            course_slug=slugs[row.course_id], assignment=names.get(row.assignment_id),
            results=tuple(shapes.ConditionResult.model_validate(result) for result in row.results),
            evidence=shapes.PolicyEvidence.model_validate(row.evidence) if with_evidence and row.evidence else None,
        )
        for row in rows
    ]  # fmt: skip


def _names(session: Session, key: Any, name: Any, ids: set[Any]) -> dict[UUID | None, str]:
    return {id: text for id, text in session.execute(select(key, name).where(key.in_(ids)))}
