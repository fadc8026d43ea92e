"""Trains for a while in a sandbox of its own, and takes what it says: as text and bytes, which are not looked into."""

from __future__ import annotations

import asyncio
import base64
import binascii
import functools
import tempfile
import time
from importlib import resources
from pathlib import Path

from nbacademy_graders.bundle import read_bundle
from nbacademy_graders.errors import RefusedError, SandboxLostError
from nbacademy_graders.jobs import Trained, TrainJob
from nbacademy_graders.judging.box import Box
from nbacademy_graders.limits import MIB, Limits
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.sandbox.line import KernelLine
from nbacademy_graders.sandbox.loop import run_on_loop

SPARE_SECONDS = 180
"""How much longer than its time one may take: to import, to load, to finish an update, to evaluate and to save."""
CHECKPOINT_BYTES = 96 * MIB
EVENTS_CHARACTERS = 8_000_000
LINGER_SECONDS = 20
MOST_SAID = 500


def train(job: TrainJob, pool: SandboxPool) -> Trained:
    """What came of training for so long; blocks meanwhile.

    Raises RefusedError, with the run's own words, for one that fails; SandboxError if no sandbox can be had, or it was
    lost through no doing of the run's.
    """
    with tempfile.TemporaryDirectory() as folder:
        if job.checkpoint is not None:
            Path(folder, "checkpoint.zip").write_bytes(read_bundle(job.checkpoint, limit_bytes=CHECKPOINT_BYTES))
        return run_on_loop(_train(job, pool, Path(folder)))


async def _train(job: TrainJob, pool: SandboxPool, folder: Path) -> Trained:
    began = time.monotonic()
    limits = Limits(cell_seconds=job.seconds + SPARE_SECONDS, memory_bytes=job.memory_bytes)
    async with pool.sandbox(limits.sandbox_config()) as sandbox:
        await sandbox.put_files(folder)
        kernel = sandbox.kernels[0]
        box, said = Box(kernel, limits, time.monotonic() + 2 * limits.cell_seconds), Said()
        hearing = asyncio.ensure_future(said.hear(kernel.line))
        try:
            await _run(job, box)
            await asyncio.wait_for(hearing, LINGER_SECONDS)
        except TimeoutError as error:
            raise RefusedError("The run did not say how far it came.") from error
        finally:
            hearing.cancel()
    return said.trained(time.monotonic() - began)


async def _run(job: TrainJob, box: Box) -> None:
    asked = job.model_dump(exclude={"checkpoint", "memory_bytes"}) | {"resumes": job.checkpoint is not None}
    for output in await box.run(f"{_program()}\ntrain({asked!r})\n"):
        if output.output_type == "error":
            words = f"{output.ename}: {output.evalue}"
            raise RefusedError(words.encode("utf-8", "replace").decode().replace("\0", "")[:MOST_SAID])
    if box.lost is not None and box.blameless:
        raise SandboxLostError(box.lost, blameless=True)
    if box.lost is not None:
        raise RefusedError(f"The run's sandbox ended: {box.lost}.")


class Said:
    """What a run says on its line, within limits."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.files: dict[str, bytearray] = {"checkpoint": bytearray(), "policy": bytearray()}
        self.step: int | None = None

    async def hear(self, line: KernelLine) -> None:
        """Take what comes until all is said. Raises RefusedError for more than there may be."""
        while self.step is None and (frame := await line.receive()) is not None:
            word, text = frame
            if word == "events":
                self.events.append(text[:EVENTS_CHARACTERS])
            elif word in self.files:
                self._append(self.files[word], text)
            elif word == "done" and text.isascii() and text.isdigit() and len(text) <= len(str(10**12)):
                self.step = int(text)
            if sum(map(len, self.events)) > EVENTS_CHARACTERS:
                raise RefusedError("The run reported more than it may in so short a time.")

    def _append(self, file: bytearray, text: str) -> None:
        try:
            file += base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise RefusedError("The run's checkpoint cannot be read.") from error
        if len(file) > CHECKPOINT_BYTES:
            most = CHECKPOINT_BYTES // MIB
            raise RefusedError(f"The run's checkpoint is larger than {most} MiB: a smaller buffer_size would fit.")

    def trained(self, seconds: float) -> Trained:
        """All of it. Raises RefusedError where the end is missing."""
        if self.step is None:
            raise RefusedError("The run did not say how far it came.")
        return Trained(
            events=tuple(line for text in self.events for line in text.splitlines()), step=self.step,
            checkpoint=bytes(self.files["checkpoint"]) or None, policy=bytes(self.files["policy"]), seconds=seconds,
        )  # fmt: skip


@functools.cache
def _program() -> str:
    return resources.files(f"{__package__}.boxes").joinpath("trainer.py").read_text("utf-8")
