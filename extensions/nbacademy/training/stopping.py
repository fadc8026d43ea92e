"""The wish that a run stops, as the process that trains sees it."""

from __future__ import annotations

import os
import time

from .folder import Folder

INTERVAL_SECONDS = 0.2


class StopWish:
    """Calling it tells whether the run shall stop. It may be asked at each step: five times a second it really looks.

    A run stops when somebody asked it to, or when its supervisor is gone: nobody would deliver what comes, nor pass on
    a stop.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._supervisor = os.getppid()
        self._look_at = 0.0
        self._there = False

    def __call__(self) -> bool:
        now = time.monotonic()
        if not self._there and now >= self._look_at:
            self._look_at = now + INTERVAL_SECONDS
            self._there = self._folder.stop_requested() or os.getppid() != self._supervisor
        return self._there
