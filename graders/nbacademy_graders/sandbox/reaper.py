"""Removes sandboxes whose owner died, or whose time is up: the last word where a worker was killed with -9."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from docker.errors import APIError, DockerException, NotFound

from nbacademy_graders.errors import SandboxError
from nbacademy_graders.sandbox import owner
from nbacademy_graders.sandbox.engine import engine
from nbacademy_graders.sandbox.folder import BoxFolder, abandoned_folders

log = logging.getLogger(__name__)


def reap(instance: str, runtime_folder: str, *, now: float | None = None) -> int:
    """Remove every container of `instance` whose owner is dead or whose deadline has passed; how many it were.

    Also removes folders below `runtime_folder` that dead owners left. Runs where the workers run (same process ids).
    `now` is the time to compare deadlines with, in seconds since the epoch (the present, if it is None).
    Raises SandboxError if no engine answers, docker.errors.DockerException if it refuses.
    """
    removed = 0
    now = time.time() if now is None else now
    # Notebook servers of the instance have no owner to die: they are the hub's.
    labels = [f"{owner.LABEL_INSTANCE}={instance}", owner.LABEL_OWNER]
    with engine() as api:
        containers = api.containers(all=True, filters={"label": labels})
    for container in containers:
        if _is_abandoned(container["Labels"], now):
            removed += _remove(container["Id"])
            BoxFolder(Path(container["Labels"][owner.LABEL_FOLDER])).remove()
    for folder in abandoned_folders(runtime_folder):
        folder.remove()
    return removed


def _is_abandoned(labels: dict[str, str], now: float) -> bool:
    return float(labels[owner.LABEL_DEADLINE]) < now or not owner.is_alive(labels[owner.LABEL_OWNER])


def _remove(container_id: str) -> bool:
    try:
        with engine() as api:
            api.remove_container(container_id, force=True, v=True)
    except NotFound:
        return False
    except APIError as error:
        if error.status_code == 409:  # somebody is removing it just now
            return False
        raise
    return True


def try_to_reap(instance: str, runtime_folder: str) -> None:
    """`reap`; an engine that is away is logged."""
    try:
        count = reap(instance, runtime_folder)
    except (SandboxError, DockerException) as error:
        log.warning("Sandboxes could not be reaped: %s", error)
    else:
        if count:
            log.info("Removed %d abandoned sandboxes", count)


def reap_forever(
    instance: str, runtime_folder: str, *, every_seconds: float = 30.0, stop: threading.Event | None = None
) -> None:
    """`try_to_reap` now and every `every_seconds`, until `stop` is set."""
    stop = stop or threading.Event()
    while True:
        try_to_reap(instance, runtime_folder)
        if stop.wait(every_seconds):
            return
