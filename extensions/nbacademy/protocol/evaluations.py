"""Trained policies that are handed in: what is asked for, and what the service found of them.

The service plays whole episodes with the policy on seeds of its own. `lower_bound` is a one-sided confidence bound of
the mean return (Student's t): the figure that marks and the leaderboard go by, since a mean of few or scattered
episodes may be luck.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from .shape import AssignmentName, Line, Moment, Person, Shape

LIMIT_PERTURBATIONS = 8
Return = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]
Attribute = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}$")]
Factor = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)]
EvaluationStatus = Literal["queued", "running", "done", "failed"]


class Perturbation(Shape):
    """The environment made a little different, which shows a policy that only exploits a quirk.

    `physics` has factors by which the environment's numbers are multiplied, by their names in its code (`gravity`);
    `observation_noise` is the standard deviation of what is added to each observation; `action_delay` is by how many
    steps actions take effect late. Without a `threshold` that of the environment itself holds.
    """

    name: Line
    physics: dict[Attribute, Factor] = Field(default_factory=dict, max_length=16)
    observation_noise: float = Field(default=0.0, ge=0, le=1000, allow_inf_nan=False)
    action_delay: int = Field(default=0, ge=0, le=20)
    threshold: Return | None = None
    points: Points = 0.0


class PolicyTask(Shape):
    """The policy that an assignment asks for, and what it is worth.

    `points` are given when the lower bound reaches `threshold`; between `floor` and it, in proportion; without a
    `floor` nothing below it. `confidence` is the bound's.
    """

    environment: Line
    episodes: int = Field(default=100, ge=20, le=500)
    confidence: float = Field(default=0.95, ge=0.5, le=0.999)
    threshold: Return
    floor: Return | None = None
    points: Points = 10.0
    perturbations: tuple[Perturbation, ...] = Field(default=(), max_length=LIMIT_PERTURBATIONS)

    @model_validator(mode="after")
    def _floors_are_below(self) -> PolicyTask:
        thresholds = [self.threshold, *(one.threshold for one in self.perturbations if one.threshold is not None)]
        if self.floor is not None and self.floor >= min(thresholds):
            raise ValueError("floor must be below every threshold")
        return self


class RunEvaluate(Shape):
    """Hands a run's policy in: for an assignment of the run's course, or for the leaderboard alone.

    `show_name` is the consent to be named on the leaderboard.
    """

    assignment: AssignmentName | None = None
    show_name: bool = False


class EvaluationUpdate(Shape):
    """Gives or takes back the consent to be named on the leaderboard."""

    show_name: bool


class ConditionResult(Shape):
    """Returns in one condition: the environment as it is (`name` is None), or one of the perturbations."""

    name: str | None
    episodes: int
    mean_reward: float
    std_reward: float
    lower_bound: float
    min_reward: float
    max_reward: float
    mean_length: float
    threshold: float | None = None
    score: float | None = None
    max_score: float | None = None


class PolicyEvidence(Shape):
    """What an evaluation rests on. `seed` is the first episode's, each next has the next number.

    `image_id` is the sandboxes' image (`sha256:…`).
    """

    policy_sha256: str
    seed: int
    confidence: float
    image_id: str
    grader_version: str
    seconds_spent: float
    rewards: tuple[tuple[float, ...], ...]


class PolicyEvaluation(Shape):
    """A policy that was handed in. Its returns are there once it is `done`; `evidence` is for staff.

    `run_id` is None once its owner has deleted the run.
    """

    id: UUID
    run_id: UUID | None
    course_slug: str
    user: Person
    assignment: str | None
    algorithm: str
    environment: str
    status: EvaluationStatus
    reason: str | None = None
    show_name: bool
    results: tuple[ConditionResult, ...] = ()
    score: float | None = None
    max_score: float | None = None
    evidence: PolicyEvidence | None = None
    created_at: Moment
    ended_at: Moment | None = None


class LeaderboardEntry(Shape):
    """Somebody's best policy in an environment. `name` is None without their consent, unless it is the caller's."""

    rank: int
    environment: str
    name: str | None
    mine: bool
    algorithm: str
    mean_reward: float
    std_reward: float
    lower_bound: float
    episodes: int
    evaluated_at: Moment
