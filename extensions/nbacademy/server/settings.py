"""What the handlers need to know, fixed when the server starts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True)
class Settings:
    """`owner` is the one user that is served, empty outside JupyterHub; `root` the folder that JupyterLab shows.

    `validating` is held while notebooks are validated: each run starts kernels, and one's memory is limited.
    """

    api_url: str
    token: str = field(repr=False)
    owner: str
    root: str
    limit_upload_bytes: int
    answer_seconds: float
    validate_seconds: float
    http: httpx.AsyncClient
    validating: asyncio.Lock = field(default_factory=asyncio.Lock)
