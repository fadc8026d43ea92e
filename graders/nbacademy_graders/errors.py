"""What can go wrong in a grader.

GraderError
├── RefusedError          the input is at fault; the message is a sentence for an educator or a student
└── SandboxError          no sandbox can be had (no Docker engine, no image, no kernel): try again elsewhere or later
    ├── EngineUnavailableError  no Docker engine answers on this machine just now: nothing the job did
    └── SandboxLostError  a sandbox died while it was used; the message says of what
"""

from __future__ import annotations


class GraderError(Exception):
    """Root of this package's errors."""


class RefusedError(GraderError):
    """The source or the submission cannot be graded; `str(error)` says why in a sentence."""


class SandboxError(GraderError):
    """No sandbox can be started on this machine."""


class EngineUnavailableError(SandboxError):
    """No Docker engine answers on this machine just now; try again later."""


class SandboxLostError(SandboxError):
    """The sandbox died while cells ran in it; `str(error)` says of what (memory, time, its own doing).

    `blameless`: it may as well have been the engine's doing, or an administrator's.
    """

    def __init__(self, sentence: str, *, blameless: bool = False) -> None:
        super().__init__(sentence)
        self.blameless = blameless
