"""The process that trains: `python -m nbacademy.training.worker FOLDER`, started by `supervisor`.

It knows no service: it writes events to the run's spool file, and looks for a wish to stop in the run's folder.
"""

from __future__ import annotations

import importlib
import signal
import sys
import traceback
from pathlib import Path

from .folder import Folder
from .recorder import Recorder
from .stopping import StopWish


def main(path: str) -> None:
    folder = Folder(Path(path))
    signal.signal(signal.SIGTERM, lambda *_: folder.request_stop())
    recorder = Recorder(folder.events)
    try:
        # Not at the top: if torch or another library is missing or broken, the run shall say so.
        learning = importlib.import_module("nbacademy.training.learning")
        learning.perform(folder, folder.job(), recorder, StopWish(folder))
    except Exception as error:  # whatever a student's environment or hyperparameters raise is the run's result
        traceback.print_exc()
        recorder.emit("status", recorder.step, status="failed", text=f"{type(error).__name__}: {error}")
    finally:
        recorder.close()


if __name__ == "__main__":
    main(sys.argv[1])
