"""The terms of recording a run. Plain values, without pydantic: a run's processes start the sooner."""

from __future__ import annotations

from typing import Literal

LIMIT_EVENTS = 1000
"""Events in one batch."""
LIMIT_VALUES = 64
"""Values in one event."""
LIMIT_NAMES = 256
"""Different metric names in one run."""
LIMIT_BATCH_BYTES = 1024 * 1024
INGEST_HEADER = "X-Run-Token"
"""The header that carries a run's ingest token."""

EventKind = Literal["metrics", "episode", "evaluation", "status", "log", "artifact"]
EventStatus = Literal["started", "paused", "resumed", "finished", "stopped", "failed"]
RunStatus = Literal["starting", "running", "finished", "stopped", "failed", "lost"]
"""`lost`: nothing was heard of a worker for so long that it must be gone; one that comes back is `running` again."""

ENDED: frozenset[str] = frozenset({"finished", "stopped", "failed"})
"""The states in which a run stays."""
