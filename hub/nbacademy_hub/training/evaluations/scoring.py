"""Figures and marks of returns. Pure functions.

The lower bound of the mean is Student's t: mean - t * s / sqrt(n), for n returns with the sample's standard deviation
s. The quantile t is expanded from the normal one (Abramowitz and Stegun, *Handbook of Mathematical Functions*,
26.7.5): from 20 returns on it is right to four figures.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from nbacademy.protocol.evaluations import ConditionResult, PolicyTask
from nbacademy_graders.jobs import Condition, Evaluated, Played


def lower_bound(returns: Sequence[float], confidence: float) -> float:
    """The one-sided confidence bound below the mean of 20 or more returns."""
    spread = statistics.stdev(returns)
    return statistics.fmean(returns) - _student(confidence, len(returns) - 1) * spread / math.sqrt(len(returns))


def _student(confidence: float, freedom: int) -> float:
    normal = statistics.NormalDist().inv_cdf(confidence)
    first = (normal**3 + normal) / 4
    second = (5 * normal**5 + 16 * normal**3 + 3 * normal) / 96
    third = (3 * normal**7 + 19 * normal**5 + 17 * normal**3 - 15 * normal) / 384
    return normal + first / freedom + second / freedom**2 + third / freedom**3


def conditions(task: PolicyTask) -> tuple[Condition, ...]:
    """In what a policy is played: the environment as it is, then each perturbation."""
    names = set(Condition.model_fields)
    return (Condition(), *(Condition(**one.model_dump(include=names)) for one in task.perturbations))


def results(task: PolicyTask, found: Evaluated, *, marked: bool) -> list[ConditionResult]:
    """What came of each condition, with its points where they are `marked`."""
    asked = [
        (None, task.threshold, task.points),
        *((one.name, task.threshold if one.threshold is None else one.threshold, one.points)
          for one in task.perturbations),
    ]  # fmt: skip
    shown = []
    for (name, threshold, points), played in zip(asked, found.played, strict=True):
        result = _result(name, played, task.confidence)
        if marked:
            score = points * share(result.lower_bound, threshold, task.floor)
            result = result.model_copy(update={"threshold": threshold, "score": score, "max_score": points})
        shown.append(result)
    return shown


def share(bound: float, threshold: float, floor: float | None) -> float:
    """Which part of the points a bound is worth: all from the threshold on, none up to the floor."""
    if bound >= threshold:
        return 1.0
    return 0.0 if floor is None or bound <= floor else (bound - floor) / (threshold - floor)


def _result(name: str | None, played: Played, confidence: float) -> ConditionResult:
    returns = played.returns
    return ConditionResult(
        name=name, episodes=len(returns), mean_reward=statistics.fmean(returns), std_reward=statistics.stdev(returns),
        lower_bound=lower_bound(returns, confidence), min_reward=min(returns), max_reward=max(returns),
        mean_length=statistics.fmean(played.lengths),
    )  # fmt: skip
