"""Finds runs again: those of this home, and those that the service has."""

from __future__ import annotations

from typing import Any

from . import service as api
from .errors import RunNotFoundError
from .folder import Folder, Job
from .local import LocalRecord
from .recovery import tidy
from .remote import RemoteRecord
from .run import Run


def attach(run_id: str) -> Run:
    """A handle on a run, wherever it was started; RunNotFoundError if neither this home nor the service has it."""
    tidy()
    try:
        folder = Folder.find(run_id)
    except RunNotFoundError:
        service = api.from_environment()
        if service is None:
            raise
        record = RemoteRecord(service, run_id)
        return Run(_job(record.run(), service.url), record)
    return Run(folder.job(), LocalRecord(folder))


def runs(limit: int = 20) -> list[Run]:
    """One's latest runs, the newest first: those started from this home, and those only the service has."""
    tidy()
    found = {folder.path.name: Run(folder.job(), LocalRecord(folder)) for folder in Folder.all()[-limit:]}
    service = api.from_environment()
    if service is not None:
        for item in service.call("GET", api.path("runs", user="me", limit=min(limit, 100)))["items"]:
            job = _job(item, service.url)
            found.setdefault(job.id, Run(job, RemoteRecord(service, job.id)))
    return sorted(found.values(), key=lambda run: run.created_at, reverse=True)[:limit]


def _job(value: dict[str, Any], url: str) -> Job:
    taken = ("id", "name", "algorithm", "environment", "hyperparameters", "total_timesteps", "created_at")
    return Job(
        **{key: value[key] for key in taken},
        seed=value["seed"] or 0,
        course=value["course_slug"],
        sys_path=(),
        api_url=url,
    )
