"""The state of the random generators that everybody shares, `random`'s and `numpy.random`'s, as JSON.

A test that seeds them means the student's function too; what either side draws moves both on.
"""

from __future__ import annotations

import random
import sys
from typing import Any

from nbacademy_graders.judging.boxes.wire import bytes_of, text_of


def state() -> dict[str, Any]:
    """Where both generators stand; numpy's only if it was imported."""
    found: dict[str, Any] = {"python": random.getstate()}
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        kind, words, *rest = numpy.random.get_state()
        found["numpy"] = [kind, text_of(words.tobytes()), *rest]
    return found


def set_state(data: dict[str, Any]) -> None:
    """Put both generators where another box's stand. Raises KeyError, TypeError, ValueError for what is no state."""
    version, words, following = data["python"]
    random.setstate((version, tuple(words), following))
    numpy = sys.modules.get("numpy")
    if numpy is not None and "numpy" in data:
        kind, text, *rest = data["numpy"]
        numpy.random.set_state((str(kind), numpy.frombuffer(bytes_of(text), "uint32"), *rest))
