"""What a grading job may take, inside the sandbox and around it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from traitlets.config import Config

MIB = 1024 * 1024
Bytes = Annotated[int, Field(ge=1024, le=2**46)]


class Limits(BaseModel):
    """Limits of one job. A value of None stands for what the worker is configured to (see SandboxLimits)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cell_seconds: Annotated[
        int, Field(ge=1, le=86400, description="Time for one cell, in seconds; then it is interrupted.")
    ] = 30
    notebook_seconds: Annotated[
        int, Field(ge=1, le=86400, description="Time for all cells of one notebook, in seconds.")
    ] = 300
    output_kept_bytes: Annotated[
        Bytes, Field(description="Output of one cell that is kept, in bytes; the rest is cut.")
    ] = 512 * 1024
    output_limit_bytes: Annotated[
        Bytes, Field(description="Output of one cell beyond which it is interrupted, in bytes.")
    ] = 32 * MIB
    archive_bytes: Annotated[
        Bytes, Field(description="Size of a submission's archive and of its files together, in bytes.")
    ] = 100 * MIB
    archive_files: Annotated[int, Field(ge=1, le=100_000, description="Number of files in a submission.")] = 500
    notebook_bytes: Annotated[Bytes, Field(description="Size of one notebook file, in bytes.")] = 20 * MIB
    notebook_cells: Annotated[int, Field(ge=1, le=100_000, description="Number of cells in one notebook.")] = 2000
    memory_bytes: Annotated[int | None, Field(ge=64 * MIB, description="Memory of the sandbox, in bytes.")] = None
    cpus: Annotated[float | None, Field(gt=0, le=1024, description="Processor time of the sandbox, in cores.")] = None
    pids: Annotated[int | None, Field(ge=16, le=32768, description="Processes and threads in the sandbox.")] = None
    work_bytes: Annotated[int | None, Field(ge=MIB, description="Size of the sandbox's work folder, in bytes.")] = None

    def sandbox_config(self) -> Config | None:
        """Configuration of the sandbox's own limits where they differ from the worker's; None where none does."""
        values = {name: getattr(self, name) for name in ("memory_bytes", "cpus", "pids", "work_bytes")}
        given = {name: value for name, value in values.items() if value is not None}
        return Config({"SandboxSettings": given}) if given else None
