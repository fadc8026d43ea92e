"""Policies that are handed in: who may, on which seeds they are played, what they are worth, and who sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from nbacademy.protocol.evaluations import EvaluationUpdate, Perturbation, PolicyEvaluation, PolicyTask, RunEvaluate
from nbacademy.protocol.training import RunCreate
from nbacademy_graders.jobs import Evaluated, Played, Refused, Result
from nbacademy_hub.assignments import verdicts
from nbacademy_hub.errors import AcademyError, Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.training import service as training
from nbacademy_hub.training.artifacts import service as artifacts
from nbacademy_hub.training.artifacts.service import Received
from nbacademy_hub.training.evaluations import leaderboard, scoring, service, tasks
from nbacademy_hub.training.evaluations.leaderboard import LeaderboardQuery
from nbacademy_hub.training.evaluations.playing import EvaluationTask
from nbacademy_hub.training.evaluations.service import MOST_WAITING, EvaluationQuery
from nbacademy_hub.training.tables import TrainingRun

from .classroom import ASSIGNMENT, Classroom
from .world import COURSE, caller

TASK = PolicyTask(
    environment="CartPole-v1", episodes=20, threshold=475, floor=75, points=8,
    perturbations=(Perturbation(name="heavier", physics={"gravity": 1.5}, threshold=400, points=2),),
)  # fmt: skip


class Gym:
    """A course whose assignment asks for a policy, and whose graders answer what a test says."""

    def __init__(self, classroom: Classroom) -> None:
        self.classroom = classroom
        with classroom.database.transaction() as session:
            tasks.put_task(session, classroom.staff(session), COURSE, ASSIGNMENT, TASK)

    def run(self, name: str, environment: str = "CartPole-v1", policy: str = "a") -> UUID:
        """A student's run with its policy."""
        self.classroom.student(name)
        values = RunCreate(course_id=COURSE, algorithm="PPO", environment=environment, total_timesteps=10)
        with self.classroom.database.transaction() as session:
            run = training.create_run(session, caller(session, name), values)
            received = Received(media_type="application/zip", sha256=policy * 64, size_bytes=1)
            artifacts.keep(session, session.get_one(TrainingRun, run.id), "policy.zip", received, None)
            return run.id

    def hand_in(self, name: str, run_id: UUID, **values: Any) -> PolicyEvaluation:
        with self.classroom.database.transaction() as session:
            return service.hand_in(session, caller(session, name), run_id, RunEvaluate(**values))

    def task(self) -> EvaluationTask:
        """What the graders begin with now."""
        with self.classroom.database.transaction() as session:
            (task,) = self.classroom.grading.take(session, 1)
        assert isinstance(task, EvaluationTask)
        return task

    def answer(self, task: EvaluationTask, result: Result) -> None:
        with self.classroom.database.transaction() as session:
            assert verdicts.record(session, task, self.classroom.runner, result, self.classroom.files, 1.0)

    def play(self, *returns: float) -> EvaluationTask:
        """Has the next policy played; in each condition it has these returns, again and again."""
        task = self.task()
        played = Played(returns=returns * (20 // len(returns)), lengths=(1,) * 20)
        self.answer(task, Evaluated(played=(played,) * len(task.job.conditions), image_id="sha256:0", seconds=1.0))
        return task

    def seen(self, name: str, evaluation_id: UUID, *powers: str) -> PolicyEvaluation:
        with self.classroom.database.transaction() as session:
            return service.get_evaluation(session, caller(session, name, *powers), evaluation_id)

    def board(self, name: str, **query: Any) -> list[tuple[int, str | None, float]]:
        with self.classroom.database.transaction() as session:
            found = leaderboard.show(session, caller(session, name), COURSE, LeaderboardQuery(**query))
        return [(entry.rank, entry.name, entry.mean_reward) for entry in found.items]


@pytest.fixture
def gym(classroom: Classroom) -> Gym:
    return Gym(classroom)


def test_a_policy_is_marked_by_the_lower_bound_of_its_mean_in_each_condition(gym: Gym) -> None:
    asked = gym.hand_in("ada", gym.run("ada"), assignment=ASSIGNMENT)
    assert (asked.status, asked.assignment) == ("queued", ASSIGNMENT)
    task = gym.play(500.0, 400.0)
    assert [condition.physics for condition in task.job.conditions] == [{}, {"gravity": 1.5}]
    seen = gym.seen("ada", asked.id)
    plain, heavier = seen.results
    assert (seen.status, plain.mean_reward, plain.name, heavier.name) == ("done", 450.0, None, "heavier")
    assert plain.lower_bound == pytest.approx(450 - 1.729 * plain.std_reward / 20**0.5, abs=0.01)
    assert plain.score == pytest.approx(8 * (plain.lower_bound - 75) / 400)
    assert (heavier.score, seen.max_score) == (2.0, 10.0)
    assert seen.score == pytest.approx((plain.score or 0) + 2)


def test_seeds_are_the_services_own_and_the_same_however_often_one_tries(gym: Gym) -> None:
    first = gym.hand_in("ada", gym.run("ada"))
    seeds = [gym.play(1.0, 2.0).job.seed]
    for name, environment in (("ada", "CartPole-v1"), ("ada", "Acrobot-v1"), ("grace", "CartPole-v1")):
        gym.hand_in(name, gym.run(name, environment))
        seeds.append(gym.play(1.0, 2.0).job.seed)
    assert (seeds[0] == seeds[1], len(set(seeds))) == (True, 3)
    assert gym.seen("ada", first.id, "learn", "grade").evidence is None
    evidence = gym.seen("instructor", first.id, "learn", "grade").evidence
    assert evidence is not None
    assert (evidence.seed, evidence.policy_sha256, len(evidence.rewards[0])) == (seeds[0], "a" * 64, 20)


def test_what_the_graders_refuse_has_failed_with_its_reason_and_no_points(gym: Gym) -> None:
    asked = gym.hand_in("ada", gym.run("ada"), assignment=ASSIGNMENT)
    gym.answer(gym.task(), Refused(reason="The policy cannot be loaded."))
    seen = gym.seen("ada", asked.id)
    assert (seen.status, seen.reason, seen.score, seen.max_score) == ("failed", "The policy cannot be loaded.", 0, 10)
    assert gym.board("ada") == []


def test_what_a_dead_worker_left_is_played_again_and_in_the_end_given_up(gym: Gym) -> None:
    asked = gym.hand_in("ada", gym.run("ada"))
    statuses = []
    for _ in range(4):
        task = gym.task()
        with gym.classroom.database.transaction() as session:
            verdicts.fail(session, task, gym.classroom.runner, "It died.")
        statuses.append(gym.seen("ada", asked.id).status)
    assert statuses == ["queued"] * 3 + ["failed"]


def test_the_leaderboard_has_everybodys_best_and_names_with_consent_only(gym: Gym) -> None:
    for name, returns, show_name in (("ada", (9.0, 1.0), True), ("ada", (5.0,), True), ("grace", (4.0,), False)):
        asked = gym.hand_in(name, gym.run(name), show_name=show_name)
        gym.play(*returns)
    gym.hand_in("ada", gym.run("ada", "Acrobot-v1"))
    gym.play(-100.0)
    assert gym.board("instructor", environment="CartPole-v1") == [(1, "ada", 5.0), (2, None, 4.0)]
    assert gym.board("grace") == [(1, None, -100.0), (1, "ada", 5.0), (2, "grace", 4.0)]
    with gym.classroom.database.transaction() as session:
        grace = caller(session, "grace")
        service.put_evaluation(session, grace, asked.id, EvaluationUpdate(show_name=True))
    assert gym.board("ada", environment="CartPole-v1")[1] == (2, "grace", 4.0)


def test_to_delete_a_run_takes_nothing_back_of_what_was_handed_in(gym: Gym) -> None:
    run_id = gym.run("ada")
    asked = gym.hand_in("ada", run_id, assignment=ASSIGNMENT)
    with gym.classroom.database.transaction() as session:
        training.delete_run(session, caller(session, "ada"), run_id)
    gym.play(500.0)
    seen = gym.seen("instructor", asked.id, "grade")
    assert (seen.run_id, seen.score) == (None, 10.0)


@pytest.mark.parametrize(
    ("environment", "values", "refusal", "words"),
    [("Acrobot-v1", {"assignment": ASSIGNMENT}, Invalid, "asks for a policy for CartPole-v1"),
     ("CartPole-v1", {"assignment": "nothing"}, NotFound, "no assignment nothing")],
)  # fmt: skip
def test_a_policy_that_an_assignment_does_not_ask_for_is_refused(
    gym: Gym, environment: str, values: dict[str, Any], refusal: type[AcademyError], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        gym.hand_in("ada", gym.run("ada", environment), **values)


def test_a_run_without_a_policy_others_runs_and_too_many_at_a_time_are_refused(gym: Gym) -> None:
    run_id = gym.run("ada")
    gym.classroom.student("grace")
    with pytest.raises(NotFound):
        gym.hand_in("grace", run_id)
    for _ in range(MOST_WAITING):
        gym.hand_in("ada", run_id)
    with pytest.raises(Conflict, match="are being evaluated"):
        gym.hand_in("ada", run_id)
    with gym.classroom.database.transaction() as session:
        values = RunCreate(algorithm="PPO", environment="CartPole-v1", total_timesteps=1)
        bare = training.create_run(session, caller(session, "grace"), values).id
    with pytest.raises(Conflict, match="no policy yet"):
        gym.hand_in("grace", bare)


def test_what_an_assignment_asks_for_closes_with_it(gym: Gym) -> None:
    run_id = gym.run("ada")
    gym.classroom.publish("again", attempts_limit=1)
    gym.hand_in("ada", run_id, assignment=ASSIGNMENT)
    with pytest.raises(Conflict, match="may be handed in once"):
        gym.hand_in("ada", run_id, assignment=ASSIGNMENT)


def test_staff_see_everybodys_evaluations_and_students_their_own(gym: Gym) -> None:
    for name in ("ada", "grace"):
        gym.hand_in(name, gym.run(name), assignment=ASSIGNMENT)

    def total(name: str, *powers: str, **query: Any) -> int:
        with gym.classroom.database.transaction() as session:
            found = service.list_evaluations(session, caller(session, name, *powers), EvaluationQuery(**query))
            return found.total

    assert total("ada") == total("ada", course=COURSE, assignment=ASSIGNMENT) == 1
    assert total("instructor", "learn", "grade", course=COURSE, everyone=True, status="queued") == 2
    with pytest.raises(Forbidden):
        total("instructor", "learn", course=COURSE, everyone=True)
    with pytest.raises(Invalid):
        total("instructor", "learn", "grade", everyone=True)


@pytest.mark.parametrize(
    ("count", "confidence", "quantile"), [(20, 0.95, 1.7291), (100, 0.95, 1.6604), (50, 0.99, 2.4049), (20, 0.5, 0.0)]
)
def test_the_bound_is_students(count: int, confidence: float, quantile: float) -> None:
    """The quantiles are those of any table of the t distribution."""
    returns = [0.0, 2.0] * (count // 2)
    error = (count / (count - 1)) ** 0.5 / count**0.5
    assert (1 - scoring.lower_bound(returns, confidence)) / error == pytest.approx(quantile, abs=2e-4)


@pytest.mark.parametrize(
    ("bound", "floor", "share"), [(475, None, 1), (474.9, None, 0), (474.9, 75, 0.99975), (275, 75, 0.5), (75, 75, 0)]
)
def test_between_floor_and_threshold_points_are_given_in_proportion(
    bound: float, floor: float | None, share: float
) -> None:
    assert scoring.share(bound, 475, floor) == pytest.approx(share)
