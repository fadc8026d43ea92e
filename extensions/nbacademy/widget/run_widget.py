"""The widget of a training run.

Where the academy service records the run, the browser follows it by itself and this model only tells which; elsewhere
the model reads the run's spool file and sends what is new, also while a cell runs.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from nbacademy.protocol.recording import ENDED
from nbacademy.training.folder import Folder, Wish
from nbacademy.training.spool import SpoolReader

STATIC = Path(__file__).with_name("static")
INTERVAL_SECONDS = 0.2
LIMIT_EVENTS = 500
LIMIT_BYTES = 1 << 20


class RunWidget(anywidget.AnyWidget):
    """`folder` is None for a run of elsewhere: then only the service can show it. `wishes` are what the run can be
    asked for, `tuned` the hyperparameters that rl-zoo found for its environment."""

    _esm = STATIC / "widget.js"
    _css = STATIC / "widget.css"

    run_id = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    total_timesteps = traitlets.Int().tag(sync=True)
    recorded = traitlets.Bool().tag(sync=True)
    wishes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    hyperparameters = traitlets.Dict().tag(sync=True)
    tuned = traitlets.Dict().tag(sync=True)

    def __init__(self, folder: Folder | None, ask: Callable[[Wish], None], **traits: Any) -> None:
        super().__init__(**traits)
        self._folder = folder
        self._ask = ask
        self.on_msg(self._answer)
        if folder is not None and not self.recorded:
            threading.Thread(target=self._follow, args=(folder,), name="nbacademy-widget", daemon=True).start()

    def _answer(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        """What a view asks for. The kernel hears it when it is idle."""
        if message.get("type") in self.wishes:
            self._ask(message["type"])
        elif message.get("type") == "replay" and self._folder is not None:
            self._send_all(SpoolReader(self._folder.events))

    def _follow(self, folder: Folder) -> None:
        """Sends events as they come, until the run has ended."""
        spool = SpoolReader(folder.events)
        pause = threading.Event()
        while self._send_all(spool) not in ENDED:
            pause.wait(INTERVAL_SECONDS)

    def _send_all(self, spool: SpoolReader) -> str | None:
        """Sends what there is to be read; the last status among it."""
        status: str | None = None
        while lines := spool.read(LIMIT_EVENTS, LIMIT_BYTES):
            events = [json.loads(line) for line in lines]
            self.send({"type": "events", "events": events})
            status = next((event["status"] for event in reversed(events) if event["kind"] == "status"), status)
        return status
