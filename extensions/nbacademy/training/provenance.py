"""What a run was made of: the versions of what took part, and a hash of its code. A run is repeated by these."""

from __future__ import annotations

import platform
from importlib import metadata

from .folder import Job

PACKAGES = ("stable-baselines3", "gymnasium", "torch", "numpy")
"""What decides, beside the seed, what numbers a run gives."""


def versions() -> dict[str, str]:
    """The versions of Python and of those PACKAGES that are installed."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def in_words(job: Job) -> str:
    """A line for the run's record."""
    parts = [f"{name} {version}" for name, version in job.versions.items()]
    return ", ".join([*parts, f"seed {job.seed}", f"code sha256 {job.code_sha256}"])
