"""The class wall: how every student's training is going, for those who teach."""

from __future__ import annotations

from typing import Literal

from .shape import Shape
from .training import Run

AlertKind = Literal["nan", "kl", "entropy", "flat"]


class Alert(Shape):
    """Something is probably wrong with a run: a loss is no number, the policy moves too far at once, it has made up its
    mind too soon, or it does not learn. `why` says on what that rests and what may help."""

    kind: AlertKind
    why: str


class WallRun(Shape):
    """A run with its reward's curve, of at most about 100 points, each the mean of the episodes around a step."""

    run: Run
    steps: tuple[int, ...]
    mean_rewards: tuple[float, ...]
    alerts: tuple[Alert, ...]


class WallFrame(Shape):
    """Stream: runs of the wall that are new or have changed; the first frames have all of them."""

    type: Literal["wall"] = "wall"
    runs: tuple[WallRun, ...]
