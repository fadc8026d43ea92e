"""What was read of the database, kept as long as nobody has written to the tables that it was read from.

Answers of calls that declare `kept=True` are: they depend on the caller, the address and these tables alone, and not on
the time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import TTLCache

from nbacademy_hub.db.freshness import Freshness, Numbers

OLDEST_SECONDS = 60
"""For what is written by others than the service, such as somebody at the database's own prompt."""

V = TypeVar("V")


@dataclass(frozen=True)
class Answer:
    """The JSON of a shape, with its ETag."""

    body: str
    tag: str

    def __len__(self) -> int:
        return len(self.body)


class Kept(Generic[V]):
    """Values by key; those that were asked for least lately make room for others. For one thread alone."""

    def __init__(self, freshness: Freshness, most: int, size: Callable[[V], int] = lambda _: 1) -> None:
        """`most`: how many, or how much by `size`."""
        self._freshness = freshness
        self._kept: TTLCache[Hashable, tuple[V, Numbers]] = TTLCache(
            most, OLDEST_SECONDS, getsizeof=lambda entry: size(entry[0])
        )

    def find(self, key: Hashable) -> V | None:
        """What is kept and still stands."""
        value, numbers = self._kept.get(key, (None, {}))
        return value if self._freshness.holds(numbers) else None

    def keep(self, key: Hashable, value: V, numbers: Numbers) -> None:
        """Keeps what was read from tables that had these numbers before."""
        self._kept[key] = (value, numbers)
