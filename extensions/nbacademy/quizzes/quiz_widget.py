"""The widget of a quiz. The browser talks to the notebook server by itself: no answer goes through the kernel."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

STATIC = Path(__file__).parents[1] / "widget" / "static"


class QuizWidget(anywidget.AnyWidget):
    """A quiz by its id; `title` is what is shown of it where there is no widget."""

    _esm = STATIC / "quiz.js"

    quiz_id = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"<quiz {self.title!r}>"
