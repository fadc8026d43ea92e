"""What is probably wrong with a run, by rules on its outline. Pure functions.

| alert | rule |
|---|---|
| nan | a `train/` value was no number; but for the explained variance, which is none where all returns are alike |
| kl | the median of the last five updates' approximate KL is above 0.05 |
| entropy | the median of the last five updates' entropy is below a tenth of the first, and the reward does not rise |
| flat | a quarter of the steps is done, and the reward's last third is not above its first |

Schulman et al. (2017), *Proximal policy optimization algorithms*, section 4, aim at a KL of 0.003 to 0.03 for an
update; stable-baselines3's `target_kl` stops one beyond 1.5 times its target. An entropy near zero is a policy that
tries nothing else any more.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence

from nbacademy.protocol.wall import Alert

from .outline import RECENT, Outline

LARGEST_KL = 0.05
SMALLEST_ENTROPY = 0.1
FEWEST_POINTS = 12
"""Of the curve: fewer are not judged."""
DONE = 0.25
"""The part of the steps after which a run that has learned nothing is flat."""
ERRORS = 2.0
"""By how many standard errors the last third must be above the first to be a rise."""


def alerts(outline: Outline, step: int, total_timesteps: int) -> tuple[Alert, ...]:
    """The alerts of a run at a step, the surest first."""
    return tuple(_found(outline, step, total_timesteps))


def _found(outline: Outline, step: int, total_timesteps: int) -> Iterator[Alert]:
    if outline.missing is not None:
        why = f"{outline.missing.name} was no number at step {outline.missing.step:,}: nothing is learned from then on."
        yield Alert(kind="nan", why=f"{why} A smaller learning rate, or smaller rewards, may help.")
    kl = statistics.median(outline.kl) if len(outline.kl) == RECENT else 0.0
    if kl > LARGEST_KL:
        why = f"The last {RECENT} updates moved the policy by a KL of {kl:.2g} each, above {LARGEST_KL}"
        yield Alert(kind="kl", why=f"{why}: lower the learning rate, or n_epochs.")
    means = [bucket.mean for bucket in outline.curve]
    is_judged = len(means) >= FEWEST_POINTS and step >= DONE * total_timesteps
    if is_judged and not rises(means):
        yield from _not_learning(outline, means, step)


def _not_learning(outline: Outline, means: Sequence[float], step: int) -> Iterator[Alert]:
    entropy = statistics.median(outline.entropy) if len(outline.entropy) == RECENT else math.inf
    first = outline.first_entropy or 0.0
    if 0 <= entropy < SMALLEST_ENTROPY * first:
        why = f"The policy's entropy fell from {first:.2g} to {entropy:.2g}: it tries nothing else any more"
        yield Alert(kind="entropy", why=f"{why}. Raise ent_coef, or lower the learning rate.")
    third = len(means) // 3
    begin, end = statistics.fmean(means[:third]), statistics.fmean(means[-third:])
    yield Alert(kind="flat", why=f"In {step:,} steps the reward has not risen: {begin:.4g} at first, {end:.4g} now.")


def rises(means: Sequence[float]) -> bool:
    """Whether a curve's last third is above its first, by more than its scatter explains."""
    third = len(means) // 3
    begin, end = means[:third], means[-third:]
    error = math.hypot(statistics.stdev(begin), statistics.stdev(end)) / math.sqrt(third)
    return statistics.fmean(end) - statistics.fmean(begin) > ERRORS * error
