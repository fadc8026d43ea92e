"""What is settled before a run begins: its numbers are checked, its job written out, the service told of it."""

from __future__ import annotations

import json
import secrets
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from . import service as api
from .errors import BadArgumentError, UnreachableError
from .folder import Job
from .provenance import versions

LIMIT_CHECKPOINTS = 100
"""How many a run may save unasked: each takes a second or two of its time, and space in the home."""


def announced(
    *,
    name: str,
    algorithm: str,
    environment: str,
    hyperparameters: Mapping[str, Any],
    total_timesteps: int,
    seed: int | None,
    course: str | None,
    code_sha256: str,
    saves: bool = True,
    checkpoints: int = 0,
) -> Job:
    """The job of a new run, with the id and the token that the service gave it; without a token if there is no service,
    which is said. `seed` None draws one.

    Raises BadArgumentError for numbers that can't be, and ServiceError when the service refuses the run.
    """
    check_numbers(total_timesteps, seed, checkpoints)
    return _recorded(
        Job(
            id=str(uuid.uuid4()),
            name=name,
            algorithm=algorithm,
            environment=environment,
            hyperparameters={key: _described(value) for key, value in hyperparameters.items()},
            total_timesteps=int(total_timesteps),
            seed=secrets.randbelow(2**31) if seed is None else int(seed),
            course=course,
            created_at=datetime.now(UTC).isoformat(),
            sys_path=tuple(sys.path),
            versions=versions(),
            code_sha256=code_sha256,
            saves=saves,
            checkpoints=checkpoints,
        )
    )


def check_numbers(total_timesteps: int, seed: int | None, checkpoints: int) -> None:
    """BadArgumentError for one that can't be."""
    if isinstance(total_timesteps, bool) or int(total_timesteps) != total_timesteps or total_timesteps < 1:
        raise BadArgumentError(f"total_timesteps must be a whole number above 0, not {total_timesteps!r}")
    if seed is not None and not 0 <= seed < 2**32:
        raise BadArgumentError(f"seed must lie between 0 and 2**32 - 1, not {seed!r}")
    if not 0 <= checkpoints <= LIMIT_CHECKPOINTS:
        raise BadArgumentError(f"checkpoints must lie between 0 and {LIMIT_CHECKPOINTS}, not {checkpoints!r}")


def _recorded(job: Job) -> Job:
    """The job as the service knows it; as it was if there is no service."""
    service = api.from_environment()
    if service is None:
        print("There is no academy service here: this run is not recorded, and only this notebook shows it.")
        return job
    wanted = {
        "course_id": job.course,
        "name": job.name,
        "algorithm": job.algorithm,
        "environment": job.environment,
        "hyperparameters": job.hyperparameters,
        "total_timesteps": job.total_timesteps,
        "seed": job.seed,
        "where": "notebook",
    }
    try:
        run = service.call("POST", api.path("runs"), json.dumps(wanted).encode(), {"Idempotency-Key": job.id})
    except UnreachableError as error:
        print(f"This run is not recorded, and only this notebook shows it: {error}.")
        return job
    finally:
        service.close()
    return Job(**{**vars(job), "id": run["id"], "api_url": service.url, "ingest_token": run["ingest_token"]})


def _described(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return repr(value)[:200]
    return value
