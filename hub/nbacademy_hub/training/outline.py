"""A run's course in short, kept beside its events: a class's runs are drawn and judged without reading any of these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from nbacademy.protocol.training import Event

BUCKETS = 100
"""Points of the curve: each is of a hundredth of the steps that the run was announced with."""
RECENT = 5
"""Of how many updates the newest values are kept: one update alone says little."""
REWARD, KL, ENTROPY = "episode/reward", "train/approx_kl", "train/entropy_loss"
MAY_BE_MISSING = frozenset({"train/explained_variance"})
"""Is no number where all returns are alike, and nothing is wrong."""
LARGEST = 1e100
"""Beyond it a value is as good as endless, and its square would be none."""


class Bucket(NamedTuple):
    """Episodes that ended in one hundredth of a run, the last of them at `step`."""

    number: int
    step: int
    episodes: int
    mean: float


class Missing(NamedTuple):
    """The first value that was no number."""

    name: str
    step: int


@dataclass(frozen=True)
class Outline:
    """The reward's curve, the newest KL and entropy, the first entropy, and the first loss that was no number."""

    curve: tuple[Bucket, ...] = ()
    kl: tuple[float, ...] = ()
    entropy: tuple[float, ...] = ()
    first_entropy: float | None = None
    missing: Missing | None = None

    @classmethod
    def of(cls, stored: dict[str, Any] | None) -> Outline:
        """As it was stored; an empty one of a run that has none."""
        if stored is None:
            return cls()
        missing = stored["missing"]
        return cls(
            curve=tuple(Bucket(*bucket) for bucket in stored["curve"]), kl=tuple(stored["kl"]),
            entropy=tuple(stored["entropy"]), first_entropy=stored["first_entropy"],
            missing=None if missing is None else Missing(*missing),
        )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    def after(self, events: Sequence[Event], total_timesteps: int) -> Outline:
        """With these events, which follow those that it knows."""
        entropies = tuple(-value for value in _values(events, ENTROPY))
        first = self.first_entropy if self.first_entropy is not None else next(iter(entropies), None)
        return Outline(
            curve=_curve(self.curve, events, total_timesteps), missing=self.missing or _missing(events),
            kl=(*self.kl, *_values(events, KL))[-RECENT:], entropy=(*self.entropy, *entropies)[-RECENT:],
            first_entropy=first,
        )  # fmt: skip


def _values(events: Sequence[Event], name: str) -> tuple[float, ...]:
    found = (event.values.get(name) for event in events)
    return tuple(_bounded(value) for value in found if value is not None)


def _bounded(value: float) -> float:
    return max(-LARGEST, min(LARGEST, value))


def _curve(curve: tuple[Bucket, ...], events: Sequence[Event], total_timesteps: int) -> tuple[Bucket, ...]:
    buckets = {bucket.number: bucket for bucket in curve}
    for event in events:
        value = event.values.get(REWARD)
        if value is not None:
            number = min(event.step * BUCKETS // total_timesteps, BUCKETS)
            buckets[number] = _with(buckets.get(number), number, event.step, _bounded(value))
    return tuple(buckets[number] for number in sorted(buckets))


def _with(bucket: Bucket | None, number: int, step: int, value: float) -> Bucket:
    if bucket is None:
        return Bucket(number, step, 1, value)
    episodes = bucket.episodes + 1
    return Bucket(number, max(bucket.step, step), episodes, bucket.mean + (value - bucket.mean) / episodes)


def _missing(events: Sequence[Event]) -> Missing | None:
    for event in events:
        for name, value in event.values.items():
            if value is None and name.startswith("train/") and name not in MAY_BE_MISSING:
                return Missing(name, event.step)
    return None
