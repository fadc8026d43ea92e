"""Who a sandbox belongs to: one process of one boot of one machine, so that what a dead process left can be told."""

from __future__ import annotations

import os
from pathlib import Path

LABEL_INSTANCE = "org.nbacademy.instance"
LABEL_OWNER = "org.nbacademy.owner"
LABEL_CREATED = "org.nbacademy.created"
LABEL_DEADLINE = "org.nbacademy.deadline"
LABEL_FOLDER = "org.nbacademy.folder"


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _started(pid: int) -> str | None:
    """Start time of a living process in clock ticks since boot, None if there is none (or only a zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def own_name() -> str:
    """This process's name: `boot:pid:start`, unique even where process ids are used again."""
    return f"{_boot()}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether the process named by `own_name` of it still runs. Must be asked in the owner's process namespace."""
    boot, pid, started = owner.split(":")
    return boot == _boot() and started == _started(int(pid))
