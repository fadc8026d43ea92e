"""How often one may ask: each address before anybody is known, each person then, and seldom where one signs in.

Counted in this process: of several, each allows its share, so that together they never allow more.
"""

from __future__ import annotations

import time
from math import ceil
from typing import Literal

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from nbacademy_hub.errors import TooMany

Kind = Literal["person", "address", "sign-in"]

PEOPLE_AT_AN_ADDRESS = 20
SIGNING_IN_SHARE = 50


class RateLimits:
    """The limits that follow from how many requests one person may make in a minute; 0 for none."""

    def __init__(self, requests_per_minute: int, processes: int = 1) -> None:
        most: dict[Kind, int] = {
            "person": requests_per_minute,
            "address": requests_per_minute * PEOPLE_AT_AN_ADDRESS,
            "sign-in": requests_per_minute // SIGNING_IN_SHARE,
        }
        self._most = {kind: max(1, count // processes) if requests_per_minute else 0 for kind, count in most.items()}
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, kind: Kind, who: str) -> None:
        """Counts a request. Raises TooMany, which says when to come back."""
        if not self._most[kind]:
            return
        limit = RateLimitItemPerMinute(self._most[kind])
        if not self._counted.hit(limit, kind, who):
            wait = self._counted.get_window_stats(limit, kind, who).reset_time - time.time()
            raise TooMany("Too many requests: come back in a moment.", retry_seconds=max(1, ceil(wait)))
