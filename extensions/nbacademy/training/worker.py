"""The process that trains: `python -m nbacademy.training.worker FOLDER`, started by `launch`."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
import traceback
from pathlib import Path

from .delivery import Delivery, DeliveryThread
from .folder import Folder, Job
from .recorder import Recorder


def main(path: str) -> None:
    folder = Folder(Path(path))
    with folder.writing() as alone:
        if not alone:
            raise SystemExit(f"another process trains in {path}")
        _work(folder, folder.job())


def _work(folder: Folder, job: Job) -> None:
    stop = threading.Event()
    # What shuts a notebook server down gently shuts its runs down gently too.
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    recorder = Recorder(folder.events)
    delivery = Delivery(folder, job) if job.recorded else None
    sender = DeliveryThread(folder, delivery, recorder.flush, stop.set)
    sender.start()
    try:
        # Not at the top: torch takes two seconds, in which the run can already be seen, and stopped.
        learning = importlib.import_module("nbacademy.training.learning")
        learning.perform(folder, job, recorder, stop)
    except Exception as error:  # whatever a student's environment or hyperparameters raise is the run's result
        traceback.print_exc()
        recorder.emit("status", recorder.step, status="failed", text=f"{type(error).__name__}: {error}")
    finally:
        sender.finish()
        recorder.close()


if __name__ == "__main__":
    main(sys.argv[1])
