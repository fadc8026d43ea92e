"""What somebody asks of a run while it trains, as the process that trains sees it: to stop, to pause, to save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from .folder import Folder
from .recorder import Recorder

INTERVAL_SECONDS = 0.2


class Wishes:
    """Calling it tells whether the run shall stop. It may be asked at each step: five times a second it really looks.

    It returns late from a pause, and before it returns saves a checkpoint by `save`, where that is set: a function that
    gets the checkpoint's path and gives all files that it has made. At each of the steps `due` one is saved unasked.
    `abandoned` tells that nobody is there any more who delivers what comes and passes on a stop: the run stops then.
    """

    def __init__(
        self,
        folder: Folder,
        recorder: Recorder,
        abandoned: Callable[[], bool] = lambda: False,
        due: Iterable[int] = (),
    ) -> None:
        self._folder = folder
        self._recorder = recorder
        self._abandoned = abandoned
        self._due = list(due)
        self._look_at = 0.0
        self._stop = False
        self.save: Callable[[Path], Iterable[Path]] | None = None

    def __call__(self) -> bool:
        if not self._stop and time.monotonic() >= self._look_at:
            self.look()
            if not self._stop and self._folder.asked("pause"):
                self._pause()
            self._look_at = time.monotonic() + INTERVAL_SECONDS
        return self._stop

    def look(self) -> None:
        """Looks at once what is asked, but for a pause."""
        self._stop = self._folder.asked("stop") or self._abandoned()
        later = [step for step in self._due if step > self._recorder.step]
        asked = len(later) < len(self._due) or self._folder.asked("checkpoint")
        if self.save is not None and asked:
            self._due = later
            self._save(self.save)
            self._folder.grant("checkpoint")

    def _pause(self) -> None:
        self._recorder.emit("status", self._recorder.step, status="paused")
        while not self._stop and self._folder.asked("pause"):
            time.sleep(INTERVAL_SECONDS)
            self.look()
        self._recorder.emit("status", self._recorder.step, status="resumed")

    def _save(self, save: Callable[[Path], Iterable[Path]]) -> None:
        step = self._recorder.step
        try:
            for path in save(self._folder.checkpoint(step)):
                self._recorder.emit("artifact", step, text=path.name)
        except Exception as error:  # a full disk, or a policy or an environment of the student's own
            words = f"Not all of the checkpoint could be saved: {type(error).__name__}: {error}"
            self._recorder.emit("log", step, text=words)
