"""What a training run leaves behind: checkpoints, videos, pictures, what an agent saw."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .shape import Moment, Shape
from .training import Step

ArtifactName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,98}[A-Za-z0-9])?$")]
"""A file's name: letters, digits, `_`, `.` and `-`, at most 100."""

ArtifactType = Literal["application/zip", "application/json", "video/mp4", "video/webm", "image/png", "image/gif"]
POLICY: str = "policy.zip"
"""The artifact that is evaluated when a run is handed in: a model as stable-baselines3 saves it, or a zip with a
`policy.py` that has a function `predict(observations)`."""


class Artifact(Shape):
    """A file of a run. `media_type` is what its bytes are; `step` is the environment step that it shows."""

    name: str
    media_type: ArtifactType
    size_bytes: int
    sha256: str
    step: Step | None = None
    created_at: Moment


class ArtifactQuery(Shape):
    """`step` is the environment step that the file shows."""

    step: Step | None = Field(default=None)
