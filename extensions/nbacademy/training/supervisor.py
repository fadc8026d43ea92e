"""The process that looks after a run: `python -m nbacademy.training.supervisor FOLDER`, started by `launch`.

It starts the process that trains, takes to the service what that one writes down, passes a stop on to it, and says how
it ended if it could not say so itself. The training process has its interpreter to itself that way: threads beside
training would take turns with it. This one is small, and stays when that one is killed.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from .delivery import Delivery
from .folder import Folder
from .recovery import record_loss

INTERVAL_SECONDS = 0.2
LINGER_SECONDS = 300.0
"""How long the rest of an ended run is tried to be delivered; what is left then is delivered by a later kernel."""


def main(path: str) -> None:
    folder = Folder(Path(path))
    with folder.writing() as lock:
        if lock is None:
            raise SystemExit(f"another process trains in {path}")
        # What shuts a notebook server down gently shuts its runs down gently too.
        signal.signal(signal.SIGTERM, lambda *_: folder.ask("stop"))
        worker = _start(folder, lock)
        job = folder.job()
        delivery = Delivery(folder, job) if job.recorded else None
        follow(lambda: worker.poll() is None, delivery)
        record_loss(folder, _last_words(worker.returncode))
        if delivery is not None:
            deliver_rest(folder, delivery)


def _start(folder: Folder, lock: int) -> subprocess.Popen[bytes]:
    """The training process. It holds the run's lock, too: should this one be killed, nobody takes the run for ended."""
    command = [sys.executable, "-m", "nbacademy.training.worker", str(folder.path)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=(lock,))  # noqa: S603  our own module


def follow(training: Callable[[], bool], delivery: Delivery | None) -> None:
    """Delivers what is written, five times a second, for as long as `training` says that more may come."""
    while training():
        if delivery is not None:
            delivery.attempt()
        time.sleep(INTERVAL_SECONDS)


def deliver_rest(folder: Folder, delivery: Delivery) -> None:
    """Delivers what is left of an ended run, or as much as can be in LINGER_SECONDS."""
    deadline = time.monotonic() + LINGER_SECONDS
    while not delivery.attempt():
        if time.monotonic() > deadline:
            return
        time.sleep(INTERVAL_SECONDS)
    if not delivery.refused:
        folder.note_delivered()


def _last_words(code: int) -> str:
    """What is said of a worker that ended with this code (of a signal's, if it is negative) and said nothing."""
    if code == -signal.SIGKILL:
        return "the training process was killed; it may have run out of memory"
    if code < 0:
        return f"the training process was ended by signal {-code} ({signal.strsignal(-code)}); see worker.log"
    return f"the training process ended with code {code} and without a word; see worker.log"


if __name__ == "__main__":
    main(sys.argv[1])
