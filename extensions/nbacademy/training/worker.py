"""The process that trains: `python -m nbacademy.training.worker FOLDER`, started by `supervisor`.

It knows no service: it writes events to the run's spool file, and looks for a wish to stop in the run's folder.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from .folder import Folder, Job
from .recorder import Recorder
from .wishes import Wishes


def main(path: str) -> None:
    folder = Folder(Path(path))
    signal.signal(signal.SIGTERM, lambda *_: folder.ask("stop"))
    recorder, supervisor = Recorder(folder.events), os.getppid()
    try:
        # Not at the top: if torch or another library is missing or broken, the run shall say so.
        learning = importlib.import_module("nbacademy.training.learning")
        job = folder.job()
        wishes = Wishes(folder, recorder, abandoned=_orphaned(supervisor), due=_due(job))
        learning.perform(folder, job, recorder, wishes)
    except Exception as error:  # whatever a student's environment or hyperparameters raise is the run's result
        traceback.print_exc()
        recorder.emit("status", recorder.step, status="failed", text=f"{type(error).__name__}: {error}")
    finally:
        recorder.close()


def _orphaned(supervisor: int) -> Callable[[], bool]:
    """Tells whether the supervisor is gone."""
    return lambda: os.getppid() != supervisor


def _due(job: Job) -> list[int]:
    """The steps of the checkpoints on the way; the model at the end is saved anyway."""
    return [job.total_timesteps * number // (job.checkpoints + 1) for number in range(1, job.checkpoints + 1)]


if __name__ == "__main__":
    main(sys.argv[1])
