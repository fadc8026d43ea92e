"""A run that was started from this home: what is known of it stands in its folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

from nbacademy.protocol.recording import ENDED

from .folder import Folder, Wish
from .history import Evaluation, History, Points
from .recovery import settle

processes: dict[str, subprocess.Popen[bytes]] = {}
"""The supervisors that this kernel started, by run id: somebody must wait for them when they end."""


class LocalRecord:
    """Reads a run's folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._history = History(folder.events)

    def status(self) -> str:
        if self._history.refresh().status not in ENDED:
            self._notice_end()
        return self._history.status

    def reason(self) -> str | None:
        return self._history.refresh().reason

    def step(self) -> int:
        return self._history.refresh().step

    def evaluation(self) -> Evaluation | None:
        return self._history.refresh().evaluation

    def names(self) -> list[str]:
        return self._history.refresh().names()

    def points(self, name: str) -> Points:
        return self._history.refresh().points(name)

    def checkpoints(self) -> list[Path]:
        return self.folder.saved()

    def ask(self, wish: Wish) -> None:
        self.folder.ask(wish)

    def _notice_end(self) -> None:
        process = processes.get(self.folder.path.name)
        if process is None:
            settle(self.folder)
        elif process.poll() is not None:
            settle(self.folder, started_here=True)
        self._history.refresh()
