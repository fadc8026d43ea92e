"""The limits of a sandbox, as traits that an administrator may set and as plain values that a job may carry."""

from __future__ import annotations

from traitlets import Float, Integer
from traitlets.config import LoggingConfigurable

KIB, MIB, GIB = 1024, 1024**2, 1024**3


class SandboxLimits(LoggingConfigurable):
    """Every limit that the container of a sandbox runs under."""

    memory_bytes = Integer(
        GIB,
        min=64 * MIB,
        max=1024 * GIB,
        help="Memory of a sandbox in bytes, its tmpfs folders included; swap is not added. Beyond it the "
        "kernel is killed.",
    ).tag(config=True)
    cpus = Float(1.0, min=0.05, max=1024.0, help="Processor time of a sandbox, in cores (1.0: one core's worth).").tag(
        config=True
    )
    pids = Integer(128, min=16, max=32768, help="Processes and threads of a sandbox, at most.").tag(config=True)
    work_bytes = Integer(
        128 * MIB, min=MIB, max=64 * GIB, help="Size of the work folder in bytes (a tmpfs, counted as memory too)."
    ).tag(config=True)
    tmp_bytes = Integer(
        64 * MIB, min=MIB, max=64 * GIB, help="Size of /tmp in bytes (a tmpfs, counted as memory too)."
    ).tag(config=True)
    shm_bytes = Integer(32 * MIB, min=MIB, max=64 * GIB, help="Size of /dev/shm in bytes (counted as memory too).").tag(
        config=True
    )
    open_files = Integer(1024, min=64, max=1048576, help="Open files of each process in a sandbox, at most.").tag(
        config=True
    )
    file_bytes = Integer(
        128 * MIB, min=MIB, max=64 * GIB, help="Size of one file that a process in a sandbox writes, in bytes."
    ).tag(config=True)
    lifetime_seconds = Integer(
        3600,
        min=60,
        max=604800,
        help="Seconds after its start at which a sandbox is removed whatever it does, by its owner or by the reaper.",
    ).tag(config=True)
