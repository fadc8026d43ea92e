"""The queue of grading jobs: a table, so that nothing that was accepted is ever lost.

A job is `queued`; a runner claims it under a lease and renews the lease while it works; a runner that died lets the
lease pass, and the sweep queues the job again. After `MOST_ATTEMPTS` a job has failed, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from nbacademy_hub.db.base import now

from .tables import GradingJob, Kind

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 4
_CLAIMING = 7_239_115  # any number of our own, for PostgreSQL's advisory lock
# Who hands in waits for a verdict; who grades a whole class anew does not hold them up.
AT_ONCE, SOON, WHEN_IDLE, SPARE = 0, 1, 2, 3
ORDER = (GradingJob.priority, GradingJob.created_at, GradingJob.id)
"""In which order jobs are claimed."""


def enqueue(session: Session, submission_id: UUID, kind: Kind, lane: str) -> GradingJob:
    """Asks for work on a submission, after what is before it in its lane. What waits already is not queued twice."""
    wanted = GradingJob(submission_id=submission_id, kind=kind, lane=lane, priority=AT_ONCE)
    return enqueue_all(session, [wanted])[0]


def enqueue_all(session: Session, wanted: Sequence[GradingJob]) -> list[GradingJob]:
    """As `enqueue`, for many submissions of one kind and regrade in a few statements; the jobs that now wait.

    One that waits already takes the more urgent priority of the two.
    """
    if not wanted:
        return []
    first = wanted[0]
    alike = (GradingJob.kind == first.kind) & (GradingJob.state == "queued")
    mine = GradingJob.submission_id.in_([job.submission_id for job in wanted])
    there = {
        job.submission_id: job
        for job in session.scalars(select(GradingJob).where(mine, alike, GradingJob.regrade_id == first.regrade_id))
    }
    for job in wanted:
        waiting = there.get(job.submission_id)
        if waiting is not None:
            waiting.priority = min(waiting.priority, job.priority)
    session.add_all([job for job in wanted if job.submission_id not in there])
    session.flush()
    return [there.get(job.submission_id, job) for job in wanted]


def enqueue_trial(session: Session, version_id: UUID) -> GradingJob:
    """Asks for the trial of a version of an assignment."""
    job = GradingJob(version_id=version_id, kind="trial", lane=f"trial/{version_id}", priority=AT_ONCE)
    session.add(job)
    session.flush()
    return job


def enqueue_evaluation(session: Session, evaluation_id: UUID, lane: str) -> GradingJob:
    """Asks for the evaluation of a policy, after what is before it in its lane."""
    job = GradingJob(evaluation_id=evaluation_id, kind="evaluate", lane=lane, priority=SOON)
    session.add(job)
    session.flush()
    return job


def enqueue_training(session: Session, run_id: UUID, lane: str, share: str) -> GradingJob:
    """Asks for training, in the time that nothing else needs."""
    job = GradingJob(run_id=run_id, kind="train", lane=lane, share=share, priority=SPARE)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, runner: str, most: int, most_training: int = 1) -> list[GradingJob]:
    """Up to `most` queued jobs, the urgent first, then from each share in turn the oldest, one of each lane; now under
    `runner`'s lease. No more than `most_training` train at a time, whoever runs them."""
    _alone(session)
    training = (GradingJob.kind == "train") & (GradingJob.state == "running")
    room = most_training - (session.scalar(select(func.count()).where(training)) or 0)
    jobs = _one_of_each_lane(session.scalars(_next(most * 4)), room)[:most]
    for job in jobs:
        job.state, job.runner, job.lease, job.attempts = "running", runner, now() + LEASE, job.attempts + 1
        job.started_at, job.waits_for = now(), None
    session.flush()
    return jobs


def _next(most: int) -> Select[GradingJob]:
    """Queued jobs whose lane is free; of each share one after the other, first of the one that has waited longest."""
    busy = select(GradingJob.lane).where(GradingJob.state == "running")
    waiting = (GradingJob.state == "queued") & GradingJob.lane.not_in(busy)
    turn = func.row_number().over(partition_by=(GradingJob.priority, GradingJob.share), order_by=ORDER)
    turns = select(GradingJob.id, turn.label("turn")).where(waiting).subquery()
    served = (
        select(GradingJob.share, func.max(GradingJob.started_at).label("at"))
        .where(GradingJob.share.is_not(None)).group_by(GradingJob.share).subquery()
    )  # fmt: skip
    return (
        select(GradingJob).join(turns, turns.c.id == GradingJob.id).where(waiting)
        .outerjoin(served, served.c.share == GradingJob.share)
        .order_by(GradingJob.priority, turns.c.turn, served.c.at.asc().nulls_first(), *ORDER)
        .limit(most).with_for_update(of=GradingJob)
    )  # fmt: skip


def _one_of_each_lane(jobs: Iterable[GradingJob], room: int) -> list[GradingJob]:
    """The first of each lane, and of those that train no more than there is room for."""
    first: dict[str, GradingJob] = {}
    for job in jobs:
        first.setdefault(job.lane, job)
    training = [job for job in first.values() if job.kind == "train"]
    return [job for job in first.values() if job not in training[max(0, room) :]]


def _alone(session: Session) -> None:
    """Lets one runner claim at a time, as SQLite does anyway: what another is about to claim does not look busy yet."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))


def renew(session: Session, runner: str, job_ids: Iterable[UUID]) -> None:
    """Says that a runner lives and works on these: they stay its own for another lease."""
    mine = GradingJob.id.in_(job_ids) & (GradingJob.runner == runner) & (GradingJob.state == "running")
    session.execute(update(GradingJob).where(mine).values(lease=now() + LEASE))


def still_mine(session: Session, job_id: UUID, runner: str) -> bool:
    """Whether a job is still this runner's: one whose lease passed may have been given to another, or be dropped."""
    job = session.get(GradingJob, job_id)
    return job is not None and job.state == "running" and job.runner == runner


def end(
    session: Session,
    job_id: UUID,
    state: Literal["done", "failed"],
    reason: str | None = None,
    *,
    seconds: float | None = None,
) -> None:
    """Ends a job, whose run took its worker so many seconds."""
    job = session.get_one(GradingJob, job_id)
    job.state, job.reason, job.ended_at, job.lease, job.seconds = state, reason, now(), None, seconds


def again(session: Session, job_id: UUID) -> None:
    """Queues a job again that has more to do, behind all others like it."""
    job = session.get_one(GradingJob, job_id)
    job.state, job.runner, job.lease, job.attempts, job.created_at = "queued", None, None, 0, now()


def give_up_or_retry(session: Session, job_id: UUID, reason: str) -> bool:
    """Queues a job again whose run went wrong, or ends it as failed after too many; True when it has failed."""
    job = session.get_one(GradingJob, job_id)
    if job.attempts >= MOST_ATTEMPTS:
        end(session, job_id, "failed", reason)
        return True
    job.state, job.runner, job.lease, job.reason = "queued", None, None, reason
    return False


def postpone(session: Session, job_id: UUID) -> None:
    """Queues a job again whose run came to nothing through no doing of its own: it does not count as an attempt."""
    job = session.get_one(GradingJob, job_id)
    job.state, job.runner, job.lease, job.attempts = "queued", None, None, job.attempts - 1
    session.flush()


def hold(session: Session, waits_for: str) -> None:
    """Says of all that is queued what keeps it from being begun."""
    queued = (GradingJob.state == "queued") & GradingJob.waits_for.is_distinct_from(waits_for)
    session.execute(update(GradingJob).where(queued).values(waits_for=waits_for))


def let_go(session: Session) -> None:
    """Says of all that is queued that it waits for its turn only."""
    session.execute(update(GradingJob).where(GradingJob.waits_for.is_not(None)).values(waits_for=None))


def sweep(session: Session) -> list[GradingJob]:
    """Queues again what dead runners left, or gives it up when it has killed too many; the jobs concerned."""
    left = list(
        session.scalars(
            select(GradingJob).where(GradingJob.state == "running", GradingJob.lease < now()).with_for_update()
        )
    )
    for job in left:
        give_up_or_retry(session, job.id, "Its worker ended without an answer.")
    return left


def abandon(session: Session, instance_prefix: str) -> None:
    """Queues again what earlier incarnations of this very service left: at its start none of them can be alive."""
    left = (GradingJob.state == "running") & GradingJob.runner.startswith(instance_prefix, autoescape=True)
    again = {"state": "queued", "runner": None, "lease": None, "attempts": GradingJob.attempts - 1}
    session.execute(update(GradingJob).where(left).values(again))
