"""Runs that the platform trains: slice after slice, under a quota, in turn between courses."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from nbacademy.protocol.training import MetricsBatch, Run, RunCreate
from nbacademy_graders.jobs import Refused, Result, Trained
from nbacademy_hub.assignments import verdicts
from nbacademy_hub.courses import service as courses
from nbacademy_hub.errors import AcademyError, Conflict, Invalid
from nbacademy_hub.execution import service as execution
from nbacademy_hub.learning import service as learning
from nbacademy_hub.training import chunks, recording, service
from nbacademy_hub.training.artifacts import service as artifacts
from nbacademy_hub.training.platform.quota import Quota
from nbacademy_hub.training.platform.slices import TrainTask

from .classroom import Classroom
from .world import COURSE, caller, new_course

QUOTA = Quota(steps=1000, seconds=100)
POLICY = b"PK\x03\x04policy"


def slice_of(step: int, *, seconds: float = 10.0, more: bool = True, events: int = 2) -> Trained:
    """What a worker gives back: episodes, numbered from 0 in each slice."""
    lines = [
        {"sequence": number, "step": step, "seconds": number, "kind": "episode", "values": {"episode/reward": 1.0}}
        for number in range(events)
    ]
    if not more:
        lines.append({"sequence": events, "step": step, "seconds": 9, "kind": "status", "status": "finished"})
    return Trained(
        events=tuple(map(json.dumps, lines)), step=step, policy=POLICY, seconds=seconds,
        checkpoint=b"at %d" % step if more else None,
    )  # fmt: skip


class Platform:
    """A classroom whose workers answer what a test says."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        self.classroom.platform = classroom.platform.model_copy(update={"training_seconds_per_week": QUOTA.seconds})
        classroom.grading._context.settings = self.classroom.platform

    def announce(self, name: str = "ada", course: str = COURSE, **values: Any) -> UUID:
        asked = {"algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 100, **values}
        with self.classroom.database.transaction() as session:
            student = caller(session, name)
            learning.add_member(session, student.account_id, courses.find(session, course), "student")
            run = RunCreate(course_id=course, where="platform", **asked)
            return service.create_run(session, student, run, None, QUOTA).id

    def tasks(self, most: int = 1) -> list[TrainTask]:
        with self.classroom.database.transaction() as session:
            found = self.classroom.grading.take(session, most)
        assert all(isinstance(task, TrainTask) for task in found)
        return found  # type: ignore[return-value]

    def answer(self, task: TrainTask, result: Result) -> None:
        with self.classroom.database.transaction() as session:
            assert verdicts.record(session, task, self.classroom.runner, result, self.classroom.files, 1.0)

    def train(self, result: Result) -> TrainTask:
        """Has the next slice come to this."""
        (task,) = self.tasks()
        self.answer(task, result)
        return task

    def run(self, run_id: UUID, name: str = "ada") -> Run:
        with self.classroom.database.transaction() as session:
            return service.show_run(session, caller(session, name), run_id)


@pytest.fixture
def platform(classroom: Classroom) -> Platform:
    return Platform(classroom)


def test_a_run_goes_on_slice_by_slice_from_its_checkpoint_to_a_policy_that_can_be_handed_in(platform: Platform) -> None:
    run_id = platform.announce(seed=7)
    first = platform.train(slice_of(40))
    second = platform.train(slice_of(80))
    third = platform.train(slice_of(100, more=False))
    assert (first.job.checkpoint, first.job.seed) == (None, 7)
    files = platform.classroom.files
    assert [task.job.checkpoint and files.get(task.job.checkpoint.sha256) for task in (second, third)] == [
        b"at 40", b"at 80"
    ]  # fmt: skip
    run = platform.run(run_id)
    assert (run.status, run.step, run.next_sequence, platform.tasks()) == ("finished", 100, 7, [])
    with platform.classroom.database.transaction() as session:
        events = chunks.read(session, run_id, 0, 100)
        policy = artifacts.find(session, run_id, "policy.zip")
    assert [event["sequence"] for event in events] == list(range(7))
    assert [event["seconds"] for event in events] == [0, 1, 10, 11, 20, 21, 29]
    assert policy is not None
    assert files.get(policy.sha256) == POLICY


def test_what_a_dead_worker_had_in_hand_is_trained_again_and_in_the_end_given_up(platform: Platform) -> None:
    run_id = platform.announce()
    for status in ["starting"] * 3 + ["failed"]:
        (task,) = platform.tasks()
        with platform.classroom.database.transaction() as session:
            verdicts.fail(session, task, platform.classroom.runner, "It died.")
        assert platform.run(run_id).status == status
    assert "could not go on" in str(platform.run(run_id).reason)


@pytest.mark.parametrize(
    ("result", "reason"),
    [(Refused(reason="ValueError: no"), "ValueError: no"),
     (slice_of(10).model_copy(update={"events": ("{",)}), "no event"),
     (slice_of(10).model_copy(update={"events": ('{"kind": "lie"}',)}), "no event")],
)  # fmt: skip
def test_a_run_that_goes_wrong_has_failed_with_its_own_words(platform: Platform, result: Result, reason: str) -> None:
    run_id = platform.announce()
    platform.train(result)
    run = platform.run(run_id)
    assert (run.status, platform.tasks()) == ("failed", [])
    assert reason in str(run.reason)


def test_a_stop_ends_a_run_after_its_slice_or_before_the_next_and_keeps_its_policy(platform: Platform) -> None:
    run_id, waiting = platform.announce(), platform.announce("grace")
    (task,) = platform.tasks()
    for name, id in (("ada", run_id), ("grace", waiting)):
        with platform.classroom.database.transaction() as session:
            service.request_stop(session, caller(session, name), id)
    platform.answer(task, slice_of(40))
    assert platform.tasks() == []
    assert [platform.run(run_id).status, platform.run(waiting, "grace").status] == ["stopped", "stopped"]
    with platform.classroom.database.transaction() as session:
        assert artifacts.find(session, run_id, "policy.zip") is not None


def test_steps_and_seconds_of_a_week_are_each_students_own_in_each_course(platform: Platform) -> None:
    with platform.classroom.database.transaction() as session:
        new_course(session, "beta")
    run_id = platform.announce(total_timesteps=900)
    with pytest.raises(Conflict, match="100 of them are left"):
        platform.announce(total_timesteps=200)
    platform.announce(course="beta", total_timesteps=900)
    platform.announce("grace", total_timesteps=900)
    task = platform.tasks()[0]
    assert task.run_id == run_id
    platform.answer(task, slice_of(40, seconds=100.0))
    run = platform.run(run_id)
    assert (run.status, "used up" in str(run.reason)) == ("stopped", True)
    with pytest.raises(Conflict, match="are used up"):
        platform.announce(total_timesteps=1)


def test_courses_have_their_turns_however_many_of_one_train(platform: Platform) -> None:
    with platform.classroom.database.transaction() as session:
        new_course(session, "beta")
    for number in range(4):
        platform.announce(f"student-{number}")
    platform.announce("grace", "beta")
    turns = [platform.train(slice_of(10)).course for _ in range(6)]
    assert turns.count("beta") >= 2
    assert len({task.run_id for task in platform.tasks(9)}) == 1, "grading keeps its workers"


def test_grading_comes_first(platform: Platform) -> None:
    platform.announce()
    platform.classroom.hand_in("grace")
    with platform.classroom.database.transaction() as session:
        assert [job.kind for job in execution.claim(session, "one", 1)] == ["grade"]


def test_nobody_else_tells_what_a_run_of_the_platform_does(platform: Platform) -> None:
    run_id = platform.announce()
    with platform.classroom.database.transaction() as session, pytest.raises(Conflict, match="nobody else"):
        recording.record_by_owner(session, caller(session, "ada"), run_id, MetricsBatch())
    with platform.classroom.database.transaction() as session:
        service.delete_run(session, caller(session, "ada"), run_id)
    assert platform.tasks() == []


@pytest.mark.parametrize(
    ("values", "refusal", "words"),
    [({"algorithm": "my own"}, Invalid, "algorithm: the platform trains PPO"),
     ({"total_timesteps": 1001}, Conflict, "1,000 of them are left")],
)  # fmt: skip
def test_what_the_platform_does_not_train_is_refused(
    platform: Platform, values: dict[str, Any], refusal: type[AcademyError], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        platform.announce(**values)
