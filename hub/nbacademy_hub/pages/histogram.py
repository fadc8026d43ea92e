"""A distribution of scores as bars; the template draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 240, 64, 2


@dataclass(frozen=True)
class Bar:
    """A bar's place in the drawing, in its units, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    words: str


@dataclass(frozen=True)
class Histogram:
    """Bars over equal shares of the points, from none to all; `most` people stand in the highest one."""

    bars: tuple[Bar, ...]
    mean_x: float | None
    most: int
    words: str


def histogram(bins: Sequence[int], mean_share: float | None) -> Histogram:
    """The drawing of how many people got which share of the points."""
    most = max(bins, default=0)
    bars = tuple(_bar(number, len(bins), count, most) for number, count in enumerate(bins) if count)
    told = "; ".join(bar.words for bar in bars) or "no scores yet"
    mean = None if mean_share is None else min(1.0, max(0.0, mean_share)) * WIDTH
    return Histogram(bars, mean, most, f"Distribution of scores: {told}")


def _bar(number: int, bins: int, count: int, most: int) -> Bar:
    low, high = 100 * number // bins, 100 * (number + 1) // bins
    people = "1 student" if count == 1 else f"{count} students"
    width, height = WIDTH / bins, round(HEIGHT * count / most, 1)
    return Bar(number * width + GAP / 2, HEIGHT - height, width - GAP, height, f"{low} to {high} %: {people}")
