"""Grading anew: some, all, what changed; and with a preview, which counts only when it is published."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from nbacademy.protocol.assignments import AssignmentSettings, CourseGrading, Selection
from nbacademy.protocol.regrades import Regrade
from nbacademy_graders.jobs import ApplyJob, FeedbackJob, GradeJob
from nbacademy_graders.late import LatePenalty
from nbacademy_hub.assignments import autograding
from nbacademy_hub.assignments.deadlines import settings
from nbacademy_hub.assignments.regrades import publishing
from nbacademy_hub.assignments.regrades import service as regrades
from nbacademy_hub.assignments.regrades.service import ResultQuery
from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.courses import service as courses
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import service as learning

from .classroom import ASSIGNMENT, REFUSED, Classroom, again, graded
from .world import COURSE, HOSTILE, caller

DAY = timedelta(days=1)
NAMES = (f"ann {HOSTILE}", "bob", "cat")


def state_of(classroom: Classroom, regrade_id: UUID | None) -> Regrade:
    assert regrade_id is not None
    with classroom.database.transaction(writes=False) as session:
        return regrades.get_regrade(session, classroom.staff(session), regrade_id)


def publish(classroom: Classroom, regrade_id: UUID | None, name: str = "instructor") -> Regrade:
    assert regrade_id is not None
    with classroom.database.transaction() as session:
        return publishing.publish(session, classroom.staff(session, name), regrade_id)


def drop(classroom: Classroom, regrade_id: UUID | None) -> None:
    assert regrade_id is not None
    with classroom.database.transaction() as session:
        regrades.drop(session, classroom.staff(session), regrade_id)


def results(classroom: Classroom, regrade_id: UUID | None, **query: Any) -> list[Any]:
    assert regrade_id is not None
    with classroom.database.transaction(writes=False) as session:
        page = regrades.list_results(session, classroom.staff(session), regrade_id, ResultQuery(**query))
        return list(page.items)


def set_terms(classroom: Classroom, **values: Any) -> None:
    with classroom.database.transaction() as session:
        staff = classroom.staff(session)
        settings.put_settings(session, staff, COURSE, ASSIGNMENT, AssignmentSettings(**values), classroom.platform)


def test_all_or_some_are_graded_again_and_wait_meanwhile(classroom: Classroom) -> None:
    ids = classroom.hand_in(*NAMES)
    assert classroom.grade_all(one=1.0) == 3
    assert set(classroom.autograde().submissions) == set(ids)
    assert {classroom.submission(one).status for one in ids} == {"queued"}
    assert classroom.grade_all(one=2.0) == 3
    assert classroom.autograde(submission_ids=ids[:1]).submissions == (ids[0],)
    assert classroom.grade_all(one=0.5) == 1
    assert [classroom.submission(one).score for one in ids] == [0.5, 2.0, 2.0]


def test_who_hands_in_comes_before_a_class_that_is_graded_anew(classroom: Classroom) -> None:
    classroom.hand_in(*NAMES)
    classroom.grade_all()
    classroom.autograde(preview=True)
    classroom.autograde()
    (newest,) = classroom.hand_in("dan")
    first, second = classroom.tasks(most=1), classroom.tasks(most=1)
    assert [task.submission_id for task in first] == [newest]
    assert [task.kind for task in second] == ["grade"]


def test_changed_are_those_that_another_source_would_grade(classroom: Classroom) -> None:
    classroom.hand_in(*NAMES[:2])
    classroom.grade_all()
    assert classroom.autograde(only="changed").submissions == ()
    (late,) = classroom.hand_in("cat")
    assert classroom.autograde(only="changed").submissions == (late,)
    classroom.grade_all()
    classroom.publish("second")
    assert len(classroom.autograde(only="changed").submissions) == 3


def test_changed_are_those_to_whom_other_terms_apply_now(classroom: Classroom) -> None:
    ids = classroom.hand_in(*NAMES[:2])
    classroom.grade_all()
    set_terms(classroom, due_at=now() + DAY)
    assert classroom.autograde(only="changed").submissions == ()
    classroom.grade_all()
    set_terms(classroom, due_at=now() - DAY, late_policy="linear")
    assert set(classroom.autograde(only="changed").submissions) == set(ids)
    classroom.grade_all()
    assert classroom.autograde(only="changed").submissions == ()


def test_one_that_the_grader_failed_on_is_changed_and_one_that_it_refused_is_not(classroom: Classroom) -> None:
    broken, refused = classroom.hand_in("bob", "cat")
    for task in classroom.tasks():
        if task.submission_id == refused:
            classroom.answer(task, REFUSED)
    with classroom.database.transaction() as session:
        session.get_one(Submission, broken).status = "failed"
    assert classroom.autograde(only="changed").submissions == (broken,)


def test_the_terms_of_each_go_with_the_job_and_stay_as_evidence(classroom: Classroom) -> None:
    due = now() - 2.5 * DAY
    classroom.publish("second", due_at=due, late_policy="linear", late_percent_per_day=20.0, late_floor_percent=50.0)
    (submission,) = classroom.hand_in("bob")
    (task,) = classroom.tasks()
    assert isinstance(task.job, GradeJob)
    assert (task.job.due_at, task.job.student_due_at) == (due, due)
    assert task.job.late == LatePenalty(percent_per_day=20.0, floor_percent=50.0)
    classroom.answer(task, graded(task, 1.0), seconds=3.25)
    evidence = classroom.submission(submission).evidence
    assert evidence is not None
    assert evidence["late"]["seconds_late"] == pytest.approx(2.5 * 86_400, abs=60)
    assert (evidence["source_version"], evidence["seconds_spent"], evidence["seconds"]) == (2, 3.25, {"cells": 0.5})
    with classroom.database.transaction() as session:
        autograding.release_feedback(session, classroom.staff(session), COURSE, ASSIGNMENT, Selection())
    (again,) = classroom.tasks()
    assert isinstance(again.job, FeedbackJob)
    assert again.job.late == task.job.late


def test_grace_days_go_to_the_work_that_came_first(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        course = courses.find(session, COURSE)
        settings.set_course_grading(session, course, CourseGrading(late_policy="grace_days", grace_days=2))
    classroom.publish("second", due_at=now() - 1.5 * DAY)
    classroom.hand_in("bob")
    (task,) = classroom.tasks()
    assert isinstance(task.job, GradeJob)
    assert task.job.late == LatePenalty(free_days=2, percent_per_day=10.0)


def test_notes_of_the_tests_stay_when_marks_are_given_by_hand(classroom: Classroom) -> None:
    (submission,) = classroom.hand_in("bob")
    classroom.grade_all(one=1.0)
    with classroom.database.transaction() as session:
        autograding.release_feedback(session, classroom.staff(session), COURSE, ASSIGNMENT, Selection())
    classroom.grade_all(one=1.0, manual=1.0)
    found = {cell["grade_id"]: cell["note"] for cell in classroom.submission(submission).cells}
    assert found == {"one": "Said of one.", "why": None}


def test_a_preview_says_who_gains_and_who_loses_by_which_cell_and_changes_nothing(classroom: Classroom) -> None:
    ids = classroom.hand_in(*NAMES)
    for task, one in zip(classroom.tasks(), (0.0, 2.0, 1.0), strict=True):
        classroom.answer(task, graded(task, one))
    version = classroom.publish("second", released=False)
    job = classroom.autograde(preview=True)
    running = state_of(classroom, job.regrade_id)
    assert (running.state, running.total, running.done, running.source_version) == ("running", 3, 0, version)
    assert classroom.grade_all(one=1.0, two=0.5) == 3
    ready = state_of(classroom, job.regrade_id)
    assert (ready.state, ready.done, ready.gained, ready.lost, ready.unchanged) == ("ready", 3, 2, 1, 0)
    assert ready.change == pytest.approx(1.5)
    summary = {cell.grade_id: (cell.gained, cell.lost, cell.change) for cell in ready.cells}
    assert summary == {"one": (1, 1, 0.0), "two": (3, 0, 1.5)}
    found = results(classroom, job.regrade_id)
    assert [item.change for item in found] == [-0.5, 0.5, 1.5]
    assert found[0].user.name == "bob"
    assert {(change.grade_id, change.old_score, change.score) for change in found[0].changes} == {
        ("one", 2.0, 1.0), ("two", None, 0.5),
    }  # fmt: skip
    assert [classroom.submission(one).score for one in ids] == [0.0, 2.0, 1.0]
    assert {classroom.submission(one).status for one in ids} == {"graded"}


def test_a_published_preview_counts_and_its_source_is_released(classroom: Classroom) -> None:
    ids = classroom.hand_in(*NAMES)
    classroom.grade_all(one=0.0)
    version = classroom.publish("second", released=False)
    job = classroom.autograde(preview=True)
    classroom.grade_all(one=2.0)
    assert publish(classroom, job.regrade_id).state == "publishing"
    tasks = classroom.tasks()
    assert {type(task.job) for task in tasks} == {ApplyJob}
    with classroom.database.transaction(writes=False) as session:
        assert classroom.assignment(session).released == version
    for task in tasks:
        classroom.answer(task, again(2.0, None, 1.0))
    published = state_of(classroom, job.regrade_id)
    assert (published.state, published.published_at is not None) == ("published", True)
    for one in ids:
        row = classroom.submission(one)
        assert (row.score, row.source_version, row.feedback_released) == (3.0, version, False)
        assert {cell["grade_id"]: cell["note"] for cell in row.cells} == {"one": "Said of one.", "why": None}
        assert (row.evidence or {})["source_version"] == version
        assert row.log == ["Cell one ran out of memory."]


def test_a_dropped_preview_leaves_nothing_and_what_still_runs_is_not_recorded(classroom: Classroom) -> None:
    classroom.hand_in(*NAMES)
    classroom.grade_all(one=0.0)
    job = classroom.autograde(preview=True)
    running = classroom.tasks(most=1)
    drop(classroom, job.regrade_id)
    assert not classroom.answer(running[0], graded(running[0], 2.0))
    assert classroom.tasks() == []
    with classroom.database.transaction(writes=False) as session:
        assert regrades.list_regrades(session, classroom.staff(session), COURSE, ASSIGNMENT, Paging()).total == 0


def test_what_is_not_ready_or_was_published_can_not_be_published_and_then_not_be_dropped(classroom: Classroom) -> None:
    classroom.hand_in("bob")
    classroom.grade_all()
    job = classroom.autograde(preview=True)
    with pytest.raises(Conflict, match="0 of 1 are graded"):
        publish(classroom, job.regrade_id)
    classroom.grade_all()
    publish(classroom, job.regrade_id)
    with pytest.raises(Conflict, match="was published on"):
        publish(classroom, job.regrade_id)
    with pytest.raises(Conflict, match="was published on"):
        drop(classroom, job.regrade_id)


def test_an_older_preview_can_not_take_a_newer_release_back(classroom: Classroom) -> None:
    classroom.hand_in("bob")
    classroom.grade_all()
    job = classroom.autograde(preview=True)
    classroom.grade_all()
    classroom.publish("second")
    with pytest.raises(Conflict, match="Version 2 was released since"):
        publish(classroom, job.regrade_id)


def test_an_assistant_publishes_by_the_released_source_only(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        course = courses.find(session, COURSE)
        learning.add_member(session, caller(session, "assistant").account_id, course, "assistant")
    classroom.hand_in("bob")
    classroom.grade_all()
    classroom.publish("second", released=False)
    job = classroom.autograde(preview=True)
    classroom.grade_all()
    with pytest.raises(Forbidden, match="instructors"):
        publish(classroom, job.regrade_id, "assistant")
    assert publish(classroom, job.regrade_id).state == "publishing"


def test_who_handed_in_since_the_preview_is_graded_by_its_source(classroom: Classroom) -> None:
    old, _ = classroom.hand_in("bob", "cat")
    classroom.grade_all()
    classroom.publish("second", released=False)
    job = classroom.autograde(preview=True)
    classroom.grade_all()
    (newer,) = classroom.hand_in("bob")
    classroom.grade_all()
    assert publish(classroom, job.regrade_id).superseded == 1
    tasks = {task.submission_id: task for task in classroom.tasks()}
    assert tasks[newer].kind == "grade"
    assert old not in tasks
    assert (tasks[newer].basis or {})["source_version"] == 2


def test_who_hands_in_while_it_is_published_keeps_the_newer_work(classroom: Classroom) -> None:
    (old,) = classroom.hand_in("bob")
    classroom.grade_all(one=0.0)
    job = classroom.autograde(preview=True)
    classroom.grade_all(one=2.0)
    publish(classroom, job.regrade_id)
    (newer,) = classroom.hand_in("bob")
    assert classroom.grade_all(one=0.5) == 1
    assert state_of(classroom, job.regrade_id).superseded == 1
    assert classroom.submission(old).score == 0.0
    assert classroom.submission(newer).score == 0.5


def test_what_a_preview_can_not_grade_stays_as_it_is(classroom: Classroom) -> None:
    (submission,) = classroom.hand_in("bob")
    classroom.grade_all(one=1.0)
    job = classroom.autograde(preview=True)
    (task,) = classroom.tasks()
    classroom.answer(task, REFUSED)
    found = state_of(classroom, job.regrade_id)
    assert (found.state, found.failed, found.done) == ("ready", 1, 0)
    assert results(classroom, job.regrade_id)[0].reason == REFUSED.reason
    assert publish(classroom, job.regrade_id).state == "published"
    assert classroom.submission(submission).score == 1.0


def test_a_cell_that_is_no_more_counts_as_lost(classroom: Classroom) -> None:
    classroom.hand_in("bob")
    classroom.grade_all(one=1.0, two=1.0)
    job = classroom.autograde(preview=True)
    classroom.grade_all(one=1.0)
    (result,) = results(classroom, job.regrade_id, changed=True)
    assert [(change.grade_id, change.old_score, change.score) for change in result.changes] == [("two", 1.0, None)]
    assert results(classroom, job.regrade_id, changed=False) == []


def test_without_a_released_source_nothing_is_graded_again(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        classroom.assignment(session).released = None
    with pytest.raises(Conflict, match="not released yet"):
        classroom.autograde()
    assert classroom.autograde(preview=True).submissions == ()


def test_previews_of_a_large_class_take_as_many_statements_as_those_of_a_small_one(classroom: Classroom) -> None:
    counts = []
    for number in (10, 200):
        ids = classroom.hand_in(*(f"student {number} {one}" for one in range(number)))
        with classroom.counting() as grading:
            classroom.autograde(submission_ids=ids, only="changed")
        with classroom.counting() as previewing:
            job = classroom.autograde(submission_ids=ids, preview=True)
        with classroom.counting() as showing:
            state_of(classroom, job.regrade_id)
            results(classroom, job.regrade_id, limit=100)
        counts.append([len(seen) for seen in (grading, previewing, showing)])
    assert counts[0] == counts[1]
    assert max(counts[0]) < 25
