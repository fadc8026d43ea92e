"""How long JupyterHub's word is taken for who somebody is."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf
from typing import Any

from nbacademy_hub.db.freshness import SESSIONS, Freshness

BELIEVED_SECONDS = 60
"""How long a token may still be believed that was revoked at JupyterHub's own page."""

NOTICED_SECONDS = 6.0
"""After how long JupyterHub itself has noticed that sessions were ended (config.SESSION_CHECK_SECONDS)."""


class Belief:
    """Has everybody asked for again when somebody's sessions were ended, by whichever process."""

    def __init__(self, freshness: Freshness, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._freshness = freshness
        self._seen = freshness.of(SESSIONS)
        self._again = inf

    def check(self, said: Any) -> None:
        """Empties the cache of what JupyterHub `said` when sessions were ended since, and once more when JupyterHub
        has noticed it, too."""
        if not self._freshness.holds(self._seen):
            self._seen = self._freshness.of(SESSIONS)
            self._again = self._clock() + NOTICED_SECONDS
            said.clear()
        elif self._clock() > self._again:
            self._again = inf
            said.clear()
