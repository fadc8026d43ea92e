"""The queue of grading jobs: nothing is lost, nothing is done by two, and one student's work is done in its order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nbacademy.protocol.courses import CourseCreate
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import GenerateJob, Graded, Refused
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments import verdicts
from nbacademy_hub.assignments.preparing import Task
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore

from .world import HOSTILE

Queue = Callable[..., list[UUID]]
_numbers = count(1)


@pytest.fixture
def queue(migrated: Database) -> Iterator[Queue]:
    """Queues jobs in lanes, for a submission each; their ids, in order."""

    def queued(*lanes: str) -> list[UUID]:
        ids = []
        for lane in lanes:
            with migrated.transaction() as session:
                ids.append(execution.enqueue(session, submitted(session), "grade", lane).id)
        return ids

    return queued


def submitted(session: Session) -> UUID:
    """A new submission, by the hostile student; which is of no matter to the queue."""
    account = accounts.ensure(session, HOSTILE)
    assignment = session.scalar(select(Assignment))
    if assignment is None:
        course = courses.create(session, CourseCreate(slug="alpha", title="Alpha"))
        assignment = Assignment(course_id=course.id, name="ps1", title="PS1")
        session.add(assignment)
        session.flush()
    values = {"sha256": "0" * 64, "size_bytes": 1, "files": [], "version": next(_numbers)}
    submission = Submission(assignment_id=assignment.id, account_id=account.id, **values)
    session.add(submission)
    session.flush()
    return submission.id


def claimed(database: Database, runner: str = "one", most: int = 10) -> list[UUID]:
    with database.transaction() as session:
        return [job.id for job in execution.claim(session, runner, most)]


def state(database: Database, job_id: UUID) -> str:
    with database.transaction(writes=False) as session:
        return session.get_one(GradingJob, job_id).state


def let_leases_pass(database: Database) -> None:
    with database.transaction() as session:
        running = update(GradingJob).where(GradingJob.state == "running")
        session.execute(running.values(lease=now() - timedelta(seconds=1)))


def test_jobs_are_claimed_oldest_first_and_no_more_than_asked_for(migrated: Database, queue: Queue) -> None:
    jobs = queue("a", "b", "c", "d")
    assert claimed(migrated, most=3) == jobs[:3]
    assert claimed(migrated, most=3) == jobs[3:]
    assert claimed(migrated, most=3) == []


def test_one_lane_is_worked_on_one_job_at_a_time_in_its_order(migrated: Database, queue: Queue) -> None:
    first, second, other = queue("a", "a", "b")
    assert claimed(migrated) == [first, other]
    assert claimed(migrated) == []
    with migrated.transaction() as session:
        execution.end(session, first, "done")
    assert claimed(migrated) == [second]


def test_a_student_with_many_submissions_does_not_hold_up_the_others(migrated: Database, queue: Queue) -> None:
    *many, other = queue(*["a"] * 20, "b")
    assert claimed(migrated, most=1) == many[:1]
    assert claimed(migrated, most=1) == [other]


def test_what_waits_already_is_not_queued_twice_but_what_runs_is_queued_again(migrated: Database) -> None:
    with migrated.transaction() as session:
        submission = submitted(session)
        first = execution.enqueue(session, submission, "grade", "a").id
        assert execution.enqueue(session, submission, "grade", "a").id == first
        assert execution.enqueue(session, submission, "feedback", "a").id != first
    assert claimed(migrated) == [first]
    with migrated.transaction() as session:
        assert execution.enqueue(session, submission, "grade", "a").id != first


def test_runners_at_the_same_time_share_the_work_and_never_a_lane(migrated: Database, queue: Queue) -> None:
    jobs = queue(*(f"lane {number % 5}" for number in range(30)))
    running: set[str] = set()
    done: list[UUID] = []

    def work(runner: str) -> None:
        idle = 0
        while idle < 40:
            with migrated.transaction() as session:
                mine = [(job.id, job.lane) for job in execution.claim(session, runner, 1)]
            idle = 0 if mine else idle + 1
            for job_id, lane in mine:
                assert lane not in running, f"two runners in {lane}"
                running.add(lane)
                done.append(job_id)
                running.remove(lane)
                with migrated.transaction() as session:
                    execution.end(session, job_id, "done")

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, (f"runner {number}" for number in range(6))))
    assert sorted(done) == sorted(jobs)


def test_two_who_claim_at_the_same_moment_do_not_both_get_work_of_one_lane(migrated: Database, queue: Queue) -> None:
    """A claim is made while another has not ended: it waits, or leaves the lane alone."""
    queue(*["a"] * 10)
    with ThreadPoolExecutor(1) as thread, migrated.transaction() as session:
        first = [job.id for job in execution.claim(session, "one", 1)]
        second = thread.submit(claimed, migrated, "two", 1)
        time.sleep(0.5)
        session.commit()
        assert len(first) == 1
        assert second.result() == []


def test_a_job_whose_runner_is_gone_is_queued_again_when_its_lease_has_passed(migrated: Database, queue: Queue) -> None:
    (job,) = queue("a")
    claimed(migrated)
    with migrated.transaction() as session:
        assert execution.sweep(session) == []
    let_leases_pass(migrated)
    with migrated.transaction() as session:
        assert len(execution.sweep(session)) == 1
    assert claimed(migrated, "two") == [job]
    with migrated.transaction(writes=False) as session:
        assert not execution.still_mine(session, job, "one")
        assert execution.still_mine(session, job, "two")


def test_a_runner_that_renews_keeps_its_jobs(migrated: Database, queue: Queue) -> None:
    (job,) = queue("a")
    claimed(migrated)
    let_leases_pass(migrated)
    with migrated.transaction() as session:
        execution.renew(session, "another", [job])
        execution.renew(session, "one", [job])
        assert execution.sweep(session) == []
    assert state(migrated, job) == "running"


def test_a_runner_that_has_forgotten_a_job_does_not_keep_it_from_others(migrated: Database, queue: Queue) -> None:
    forgotten, known = queue("a", "b")
    claimed(migrated)
    let_leases_pass(migrated)
    with migrated.transaction() as session:
        execution.renew(session, "one", [known])
        assert [job.id for job in execution.sweep(session)] == [forgotten]


def test_a_service_that_starts_again_queues_what_it_left_and_nothing_of_others(
    migrated: Database, queue: Queue
) -> None:
    mine, others = queue("a", "b")
    assert claimed(migrated, "100%_host/one", most=1) == [mine]
    assert claimed(migrated, "100xyhost/two", most=1) == [others]
    with migrated.transaction() as session:
        execution.abandon(session, "100%_host/")
    assert (state(migrated, mine), state(migrated, others)) == ("queued", "running")


def test_a_job_that_goes_wrong_is_tried_again_and_given_up_with_its_reason(migrated: Database, queue: Queue) -> None:
    (job,) = queue("a")
    for attempt in range(1, execution.MOST_ATTEMPTS + 1):
        assert claimed(migrated) == [job]
        with migrated.transaction() as session:
            assert execution.give_up_or_retry(session, job, "the disk is full") == (attempt == execution.MOST_ATTEMPTS)
    assert claimed(migrated) == []
    with migrated.transaction(writes=False) as session:
        ended = session.get_one(GradingJob, job)
        assert (ended.state, ended.reason, ended.lease) == ("failed", "the disk is full", None)


def test_a_job_that_kills_its_runners_is_given_up_and_its_submission_says_so(migrated: Database, queue: Queue) -> None:
    (job,) = queue("a")
    for _ in range(execution.MOST_ATTEMPTS):
        assert claimed(migrated) == [job]
        let_leases_pass(migrated)
        with migrated.transaction() as session:
            verdicts.follow(session, execution.sweep(session))
    assert state(migrated, job) == "failed"
    with migrated.transaction(writes=False) as session:
        submission = session.get_one(Submission, session.get_one(GradingJob, job).submission_id)
        assert submission.status == "failed"
        assert submission.reason == verdicts.GRADER_FAILED


@pytest.fixture
def task(migrated: Database, queue: Queue) -> Task:
    """A job that runner one has claimed."""
    (job_id,) = queue("a")
    claimed(migrated)
    with migrated.transaction(writes=False) as session:
        submission = session.get_one(GradingJob, job_id).submission_id
    job = GenerateJob(course="alpha", assignment="ps1", source=Bundle(url="file:///x", sha256="0" * 64))
    return Task(job_id, submission, "0" * 64, now(), "alpha", "ps1", HOSTILE, job)


@pytest.fixture
def files(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(f"file://{tmp_path_factory.mktemp('files')}")


GRADED = Graded(
    score=1.5,
    max_score=3.0,
    needs_manual_grade=False,
    cells=(),
    autograded=b"a",
    feedback=b"f",
    log=("<b>",),
    seconds={},
)


def test_a_verdict_is_kept_once_with_its_bytes(migrated: Database, task: Task, files: FileStore) -> None:
    with migrated.transaction() as session:
        assert verdicts.record(session, task, "one", GRADED, files)
    with migrated.transaction() as session:
        assert not verdicts.record(session, task, "one", Refused(reason="no"), files)
        submission = session.get_one(Submission, task.submission_id)
        assert (submission.status, submission.score, submission.max_score, submission.log) == (
            "graded",
            1.5,
            3.0,
            ["<b>"],
        )
        assert files.get(submission.autograded_sha256 or "") == b"a"
        assert not submission.feedback_released
    assert state(migrated, task.job_id) == "done"


def test_a_refusal_ends_the_job_and_says_why(migrated: Database, task: Task, files: FileStore) -> None:
    with migrated.transaction() as session:
        assert verdicts.record(session, task, "one", Refused(reason="It has no cells."), files)
        submission = session.get_one(Submission, task.submission_id)
        assert (submission.status, submission.reason, submission.score) == ("failed", "It has no cells.", 0.0)


def test_a_runner_that_was_given_up_can_neither_record_nor_fail(
    migrated: Database, task: Task, files: FileStore
) -> None:
    let_leases_pass(migrated)
    with migrated.transaction() as session:
        execution.sweep(session)
    assert claimed(migrated, "two") == [task.job_id]
    with migrated.transaction() as session:
        assert not verdicts.record(session, task, "one", GRADED, files)
    with migrated.transaction() as session:
        verdicts.fail(session, task, "one", "too late")
    with migrated.transaction() as session:
        assert execution.still_mine(session, task.job_id, "two")
        assert verdicts.record(session, task, "two", GRADED, files)
    with migrated.transaction() as session:
        verdicts.fail(session, task, "one", "far too late")
        assert session.get_one(Submission, task.submission_id).status == "graded"
    assert state(migrated, task.job_id) == "done"
