"""The Docker engine that sandboxes run on."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from nbacademy_graders.errors import EngineUnavailableError, SandboxError

#: Seconds that one request to the engine may take before it counts as hung.
REQUEST_SECONDS = 60


@functools.lru_cache(maxsize=4)
def _client_of_process(pid: int) -> docker.DockerClient:
    # Keyed by process: a client's connections must not be shared across a fork.
    client = docker.from_env(timeout=REQUEST_SECONDS)
    # Each request would read the environment for proxies, in its own thread, while nbgrader changes it in the job's.
    client.api.trust_env = False
    return client


def docker_client() -> docker.DockerClient:
    """This process's client of the engine that DOCKER_HOST (or the default socket) names.

    Raises EngineUnavailableError with a sentence if no engine answers.
    """
    try:
        return _client_of_process(os.getpid())
    except DockerException as error:
        raise _unavailable(error) from error


@contextmanager
def engine() -> Iterator[docker.APIClient]:
    """The engine's API for some requests. Raises EngineUnavailableError if it stops answering meanwhile."""
    try:
        yield docker_client().api
    except RequestException as error:
        if isinstance(error, DockerException):  # the engine's answer, and a refusal
            raise
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> EngineUnavailableError:
    return EngineUnavailableError(f"No Docker engine answers, so nothing can be run in a sandbox: {error}")


def unavailable_reason(image: str) -> str | None:
    """Why no sandbox could be started from `image` just now, as a sentence; None if one could."""
    try:
        client = docker_client()
        client.ping()
        client.images.get(image)
    except docker.errors.ImageNotFound:
        return f"The sandbox image {image} is not on this machine."
    except (SandboxError, DockerException) as error:
        return f"No Docker engine answers, so nothing can be run in a sandbox: {error}"
    return None
