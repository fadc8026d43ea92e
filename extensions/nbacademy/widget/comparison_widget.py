"""The widget of a comparison: the curves as they are now, again and again while one of its runs goes on."""

from __future__ import annotations

import threading
from typing import Any

import anywidget
import traitlets

from nbacademy.protocol.recording import ENDED
from nbacademy.training.comparison import Comparison

from .run_widget import STATIC

INTERVAL_SECONDS = 1.0


class ComparisonWidget(anywidget.AnyWidget):
    """`by_steps` and `by_seconds` are `Comparison.curves` over these axes."""

    _esm = STATIC / "comparison.js"
    _css = STATIC / "comparison.css"

    metric = traitlets.Unicode().tag(sync=True)
    by_steps = traitlets.Dict().tag(sync=True)
    by_seconds = traitlets.Dict().tag(sync=True)

    def __init__(self, comparison: Comparison, **traits: Any) -> None:
        super().__init__(metric=comparison.metric, **traits)
        self._comparison = comparison
        if not self._refresh():
            threading.Thread(target=self._follow, name="nbacademy-comparison", daemon=True).start()

    def _follow(self) -> None:
        pause = threading.Event()
        while not self._refresh():
            pause.wait(INTERVAL_SECONDS)

    def _refresh(self) -> bool:
        """Takes what there is by now; whether that was all."""
        # Asked first: what comes between the two questions is part of the answer.
        ended = all(run.status in ENDED for group in self._comparison.groups for run in group.runs)
        self.by_steps = self._comparison.curves("steps")
        self.by_seconds = self._comparison.curves("seconds")
        return ended
