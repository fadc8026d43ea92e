"""Puts runs right whose processes are gone: says that they ended, and delivers what was left on disk."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

from nbacademy.protocol.recording import ENDED

from .delivery import Delivery
from .errors import UnreachableError
from .folder import Folder
from .recorder import Recorder
from .spool import last_line

GRACE_SECONDS = 20.0
"""A supervisor that has just been started may not have its lock yet."""
EPOCH = 1
"""Above any supervisor's: should one of them still be somewhere, its batches are refused."""

_LOST = "the processes of the run were killed; they may have run out of memory, or their notebook server was stopped"


def settle(folder: Folder, started_here: bool = False) -> None:
    """Records that a run failed whose processes are gone but did not say how it ended.

    `started_here` tells that the caller has seen the process end; otherwise a young run is left alone.
    """
    if not started_here and time.time() - folder.path.stat().st_ctime < GRACE_SECONDS:
        return
    with folder.writing() as lock:
        if lock is not None:
            record_loss(folder, _LOST)


def record_loss(folder: Folder, reason: str) -> None:
    """Records that a run failed, unless it said itself how it ended; for the holder of the right to write."""
    if has_ended(folder.events):
        return
    recorder = Recorder(folder.events)
    recorder.emit("status", recorder.step, status="failed", text=reason)
    recorder.close()


def deliver_rest(folder: Folder) -> bool:
    """Brings an ended run's events to the service, if they are not there; whether they are now.

    A service that can't be reached is no error here: there will be another time.
    """
    job = folder.job()
    if not job.recorded or folder.delivered() or folder.problem() is not None:
        return folder.delivered()
    # Asked before the right to write is taken: a run that is about to begin needs that right.
    if not has_ended(folder.events):
        return False
    with folder.writing() as lock:
        if lock is None:
            return False
        delivery = Delivery(folder, job, EPOCH)
        try:
            delivery.send()
        except UnreachableError:
            return False
        finally:
            delivery.close()
        if not delivery.refused:
            folder.note_delivered()
        return not delivery.refused


def has_ended(path: Path) -> bool:
    """Whether a spool file's last word is that its run has ended. A long run's file is not read for that."""
    line = last_line(path)
    return line is not None and json.loads(line).get("status") in ENDED


def tidy() -> threading.Thread:
    """Settles and delivers all runs of this home, without keeping the caller."""

    def work() -> None:
        for folder in Folder.all():
            settle(folder)
            deliver_rest(folder)

    thread = threading.Thread(target=work, name="nbacademy-tidy", daemon=True)
    thread.start()
    return thread
