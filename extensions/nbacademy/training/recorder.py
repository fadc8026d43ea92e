"""Writes a run's events: each gets its sequence number and a line in the run's spool file, before anything else."""

from __future__ import annotations

import json
import math
import re
import time
from collections.abc import Mapping
from pathlib import Path

from nbacademy.protocol.recording import LIMIT_NAMES, LIMIT_VALUES, EventKind, EventStatus

_encode = json.JSONEncoder(separators=(",", ":")).encode
_FOREIGN = re.compile(r"[^A-Za-z0-9 _./%-]")


class Recorder:
    """Appends to a spool file whose line n is event n; goes on where an earlier writer ended. For one thread.

    Each event is given to the operating system at once (2 µs): it outlives this process, whatever kills that.
    """

    def __init__(self, path: Path) -> None:
        kept, self._sequence, self._seconds_before, self.step = _state(path)
        self._file = path.open("ab")
        self._file.truncate(kept)
        self._started = time.monotonic()
        self._names: dict[str, str] = {}

    def emit(
        self,
        kind: EventKind,
        step: int,
        values: Mapping[str, float] | None = None,
        status: EventStatus | None = None,
        text: str = "",
        seconds: float | None = None,
    ) -> None:
        """Records one event, of now unless `seconds` since the run's start are given.

        NaN and infinity are recorded as missing; names are made fit for the protocol.
        """
        event: dict[str, object] = {"step": step, "kind": kind, "values": self._clean(values or {})}
        if status is not None:
            event["status"] = status
        if text:
            event["text"] = text.replace("\0", "")[:4000]
        self.step = max(self.step, step)
        if seconds is None:
            seconds = self._seconds_before + time.monotonic() - self._started
        event["seconds"] = round(seconds, 4)
        event["sequence"] = self._sequence
        self._sequence += 1
        self._file.write(_encode(event).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def _clean(self, values: Mapping[str, float]) -> dict[str, float | None]:
        clean: dict[str, float | None] = {}
        for name, value in values.items():
            fit = self._names.get(name) or self._fit(name)
            if fit and len(clean) < LIMIT_VALUES:
                clean[fit] = value if math.isfinite(value) else None
        return clean

    def _fit(self, name: str) -> str:
        """A name as the protocol takes it; none ("") beyond the number of names that a run may have."""
        if len(self._names) >= LIMIT_NAMES:
            return ""
        fit = _FOREIGN.sub("_", name).lstrip(" _./%-")[:80]
        self._names[name] = fit
        return fit


def _state(path: Path) -> tuple[int, int, float, int]:
    """Bytes of whole lines, their number, the last one's seconds and the highest step of a spool file."""
    if not path.exists():
        return 0, 0, 0.0, 0
    kept = number = step = 0
    seconds = 0.0
    with path.open("rb") as file:
        for line in file:
            # A killed writer may have left half a line: nobody has seen it, and the next event takes its place.
            if not line.endswith(b"\n"):
                break
            event = json.loads(line)
            kept, number, seconds, step = kept + len(line), number + 1, event["seconds"], max(step, event["step"])
    return kept, number, seconds, step
