"""The queue as people see it: a place, an estimate by measured times, and what is at work."""

from __future__ import annotations

import pytest

from nbacademy.protocol.assignments import QueuePlace
from nbacademy.protocol.regrades import Queue
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments import queue, service, submissions, verdicts
from nbacademy_hub.assignments.service import Declared
from nbacademy_hub.assignments.submissions import SubmissionQuery
from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.execution import service as execution
from nbacademy_hub.execution.cluster import NO_ENGINE
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.http.paging import Paging

from .classroom import Classroom, graded
from .world import COURSE, HOSTILE, caller


def places(classroom: Classroom, workers: int) -> dict[str, QueuePlace | None]:
    """Everybody's place, by name."""
    with classroom.database.transaction(writes=False) as session:
        query = SubmissionQuery(course=COURSE, everyone=True, limit=100)
        page = submissions.list_submissions(session, classroom.staff(session), query, workers)
    return {item.user.name: item.queue for item in page.items}


def shown(classroom: Classroom, workers: int = 2) -> Queue:
    with classroom.database.transaction(writes=False) as session:
        return queue.show_queue(session, classroom.staff(session), COURSE, Paging(), workers)


def measure(classroom: Classroom, *seconds: float) -> None:
    """Jobs that took so long."""
    classroom.hand_in(*(f"measured {number}" for number in range(len(seconds))))
    for task, one in zip(classroom.tasks(), seconds, strict=True):
        classroom.answer(task, graded(task, 1.0), one)


def test_who_waits_has_a_place_and_before_anything_was_measured_no_estimate(classroom: Classroom) -> None:
    classroom.hand_in("ann", "bob")
    assert places(classroom, 1) == {
        "ann": QueuePlace(position=1, estimated_seconds=None),
        "bob": QueuePlace(position=2, estimated_seconds=None),
    }
    classroom.tasks(most=1)
    assert places(classroom, 1) == {"ann": None, "bob": QueuePlace(position=1, estimated_seconds=None)}


@pytest.mark.parametrize(("workers", "expected"), [(1, [4, 8, 12]), (2, [4, 4, 8]), (8, [4, 4, 4]), (0, [None] * 3)])
def test_the_estimate_is_the_median_shared_by_the_workers(
    classroom: Classroom, workers: int, expected: list[int | None]
) -> None:
    measure(classroom, 1.0, 4.0, 90.0)
    classroom.hand_in("ann", "bob", "cat")
    found = places(classroom, workers)
    assert [place.estimated_seconds for name in ("ann", "bob", "cat") if (place := found[name])] == expected


def test_an_assignment_that_was_never_graded_is_estimated_by_the_others(classroom: Classroom) -> None:
    measure(classroom, 7.0)
    (submission,) = classroom.hand_in("ann")
    with classroom.database.transaction() as session:
        course = courses.find(session, COURSE)
        session.get_one(Submission, submission).assignment_id = service.declare(
            session, course, Declared(name="ps2")
        ).id
    assert places(classroom, 1)["ann"] == QueuePlace(position=1, estimated_seconds=7)


def test_the_place_counts_those_of_other_courses_and_of_the_same_student(classroom: Classroom) -> None:
    classroom.hand_in("ann", "ann", "bob")
    found = places(classroom, 1)["bob"]
    assert found is not None
    assert found.position == 3


def test_the_queue_shows_what_runs_then_what_waits_with_names_and_reasons(classroom: Classroom) -> None:
    measure(classroom, 2.0)
    first, second = classroom.hand_in(f"ann {HOSTILE}", "bob")
    classroom.autograde(submission_ids=[second], preview=True)
    classroom.tasks(most=1)
    with classroom.database.transaction() as session:
        session.query(GradingJob).filter_by(submission_id=second, kind="grade").one().reason = "Its worker ended."
    found = shown(classroom)
    assert (found.workers, found.median_seconds, found.total) == (2, 2.0, 3)
    entries = [(item.kind, item.state, item.position, item.estimated_seconds) for item in found.items]
    assert entries == [("grade", "running", None, None), ("grade", "queued", 1, 2), ("preview", "queued", 2, 2)]
    assert [item.submission_id for item in found.items] == [first, second, second]
    assert found.items[0].user is not None
    assert (found.items[0].user.name, found.items[0].started_at is not None) == (f"ann {HOSTILE}", True)
    assert found.items[1].reason == "Its worker ended."


def test_what_keeps_the_graders_is_said_to_all_who_wait_until_one_has_been_graded(classroom: Classroom) -> None:
    measure(classroom, 2.0)
    classroom.hand_in("ann", "bob")
    (task,) = classroom.tasks(most=1)
    with classroom.database.transaction() as session:
        verdicts.postpone(session, task, classroom.runner, NO_ENGINE)
    waiting = QueuePlace(position=1, estimated_seconds=None, waits_for=NO_ENGINE)
    assert places(classroom, 1) == {
        "measured 0": None, "ann": waiting, "bob": waiting.model_copy(update={"position": 2})
    }  # fmt: skip
    found = shown(classroom)
    assert [found.waits_for, *(entry.waits_for for entry in found.items)] == [NO_ENGINE] * 3
    assert [entry.estimated_seconds for entry in found.items] == [None, None]
    classroom.tasks(most=1)
    with classroom.database.transaction() as session:
        execution.let_go(session)
    assert places(classroom, 1)["bob"] == QueuePlace(position=1, estimated_seconds=2)
    assert shown(classroom).waits_for is None


def test_a_job_that_cannot_be_made_has_failed_and_keeps_nobody_waiting(classroom: Classroom) -> None:
    long, ann = classroom.hand_in("x" * 200, "ann")
    tasks = classroom.tasks()
    assert [task.submission_id for task in tasks] == [ann]
    failed = classroom.submission(long)
    assert failed.status == "failed"
    assert "room for user names of 128 characters" in failed.log[-1]
    assert shown(classroom).total == 1


def test_a_job_whose_rows_make_no_sense_has_failed_too(classroom: Classroom) -> None:
    broken, ann = classroom.hand_in("bob", "ann")
    with classroom.database.transaction() as session:
        session.get_one(Submission, broken).sha256 = "no hash"
    assert [task.submission_id for task in classroom.tasks()] == [ann]
    assert "ValidationError" in classroom.submission(broken).log[-1]
    with classroom.database.transaction(writes=False) as session:
        theirs = submissions.get_submission(session, caller(session, "bob"), broken)
    assert (theirs.reason, theirs.log) == (verdicts.GRADER_FAILED, ()), "a student learns nothing of our insides"


def filled(classroom: Classroom, count: int) -> None:
    """So many students with a submission each, some graded and some waiting."""
    with classroom.database.transaction() as session:
        assignment = classroom.assignment(session)
        people = [Account(username=f"s{count}-{number}", name=f"S {number}") for number in range(count)]
        session.add_all(people)
        session.flush()
        values = {"sha256": "0" * 64, "size_bytes": 1, "files": [], "version": 1}
        rows = [Submission(assignment_id=assignment.id, account_id=person.id, **values) for person in people]
        session.add_all(rows)
        session.flush()
        session.add_all([GradingJob(submission_id=row.id, lane=row.lane) for row in rows])


def test_lists_take_as_many_statements_for_many_rows_as_for_few(classroom: Classroom) -> None:
    counts = []
    for number in (10, 200):
        filled(classroom, number)
        with classroom.database.transaction() as session:
            course = courses.find(session, COURSE)
            for one in range(number):
                service.declare(session, course, Declared(name=f"hw{number}-{one}", late_policy="grace_days"))
        with classroom.counting() as everyones:
            places(classroom, 2)
        with classroom.counting() as waiting:
            shown(classroom)
        with classroom.counting() as listed, classroom.database.transaction(writes=False) as session:
            service.list_assignments(session, classroom.staff(session), COURSE, Paging(limit=100))
        counts.append([len(seen) for seen in (everyones, waiting, listed)])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25
