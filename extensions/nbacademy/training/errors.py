"""What can go wrong when a run is started or looked at.

TrainingError
├── BadArgumentError      (also a ValueError) what was asked for can't be trained; nothing was started
├── RunNotFoundError      (also a LookupError) no run of this id here or at the service
├── StoppedError     somebody asked a run of this kernel to stop
└── ServiceError     the academy service refused
    └── UnreachableError  it could not be asked
"""

from __future__ import annotations


class TrainingError(Exception):
    """The base; its message is a sentence for the student."""


class BadArgumentError(TrainingError, ValueError):
    """An argument that can't work; raised in the cell, before anything was started."""


class RunNotFoundError(TrainingError, LookupError):
    """There is no such run, or it is somebody else's."""


class StoppedError(TrainingError):
    """Raised by `run.log` where a run of this kernel shall stop; its `with` block ends by it."""


class ServiceError(TrainingError):
    """The service refused a call. `status` is HTTP's, `code` the service's own word for it."""

    def __init__(self, message: str, status: int = 0, code: str = "", details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details or {}


class UnreachableError(ServiceError):
    """The service does not answer now (no connection, or a 5xx or 429): trying again later may help."""
