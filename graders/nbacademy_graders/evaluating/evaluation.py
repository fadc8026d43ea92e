"""Plays a policy in every condition of a job. No byte of the policy is read here: it is loaded in its own box.

    box J  environments, seeds, returns ──observations──► worker ──► box S  the policy, from whatever it was pickled
                                        ◄────actions───── relays ◄──

J is ours and believed; what S says is actions, read in J as plain numbers that the environment must know.
"""

from __future__ import annotations

import functools
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

from nbacademy_graders.bundle import read_bundle
from nbacademy_graders.errors import RefusedError, SandboxError
from nbacademy_graders.jobs import Condition, Evaluated, EvaluateJob, Played
from nbacademy_graders.judging.box import Box
from nbacademy_graders.judging.relay import Relay
from nbacademy_graders.limits import MIB, Limits
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.sandbox.kernel import Kernel
from nbacademy_graders.sandbox.loop import run_on_loop

POLICY_BYTES = 100 * MIB
LOAD_SECONDS = 120
"""How long a policy may take to be loaded: libraries of some hundred MB come first."""
OWN_SECONDS = 60
"""How much longer the environments may take than the policy."""
PRINTED_BYTES = MIB
MOST_SAID = 500
"""Characters of an error's own words."""


def evaluate(job: EvaluateJob, pool: SandboxPool) -> Evaluated:
    """Every condition's returns; blocks meanwhile.

    Raises RefusedError for a policy that cannot be loaded, gives no actions of the environment or takes too long, and
    for an environment that there is not; SandboxError if no sandbox can be had.
    """
    data = read_bundle(job.policy, limit_bytes=POLICY_BYTES)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "policy.zip").write_bytes(data)
        return run_on_loop(_evaluate(job, pool, Path(folder)))


async def _evaluate(job: EvaluateJob, pool: SandboxPool, folder: Path) -> Evaluated:
    began = time.monotonic()
    async with _boxes(job, pool, folder) as (judge, student):
        await _load(job, student)
        judge.kernel.client.execute(_program("environment.py", "serve()"), silent=True, store_history=False)
        relay = Relay(judge, student, limit_bytes=PRINTED_BYTES, serve="_serve()")
        try:
            played = [await _play(job, condition, relay) for condition in job.conditions]
        finally:
            await relay.end_serving()
        image_id = student.kernel.container.image_id
    return Evaluated(played=tuple(played), image_id=image_id, seconds=time.monotonic() - began)


@asynccontextmanager
async def _boxes(job: EvaluateJob, pool: SandboxPool, folder: Path) -> AsyncIterator[tuple[Box, Box]]:
    """The environments' box and the policy's."""
    limits = Limits(cell_seconds=job.condition_seconds, memory_bytes=job.memory_bytes)
    async with pool.sandbox() as ours, pool.sandbox(limits.sandbox_config()) as theirs:
        await theirs.put_files(folder)
        yield _box(ours.kernels[0], limits, OWN_SECONDS), _box(theirs.kernels[0], limits, 0)


def _box(kernel: Kernel, limits: Limits, more_seconds: int) -> Box:
    return Box(kernel, limits, time.monotonic() + 2**20, cell_seconds=limits.cell_seconds + more_seconds)


async def _load(job: EvaluateJob, student: Box) -> None:
    call = f"_serve = __import__('functools').partial(serve, load('policy.zip', {job.algorithm!r}))"
    student.cell_seconds, usual = LOAD_SECONDS, student.cell_seconds
    outputs = await student.run(_program("policy.py", call))
    student.cell_seconds = usual
    if student.lost is not None:
        raise _lost(student)
    for output in outputs:
        if output.output_type == "error":
            raise RefusedError(f"The policy cannot be loaded: {_plain(f'{output.ename}: {output.evalue}')}")


def _plain(text: str) -> str:
    """What a box said, as text that a database takes."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[:MOST_SAID]


def _lost(box: Box) -> Exception:
    if box.blameless:
        return SandboxError(f"The policy's sandbox was lost: {box.lost}.")
    return RefusedError(f"The policy's sandbox ended: {box.lost}.")


async def _play(job: EvaluateJob, condition: Condition, relay: Relay) -> Played:
    asked = {
        "environment": job.environment, "seed": job.seed, "episodes": job.episodes, **condition.model_dump(),
    }  # fmt: skip
    reply = await relay.run(asked)
    if relay.student.lost is not None:
        raise _lost(relay.student)
    if reply is None and relay.judge.blameless:
        raise SandboxError(f"The environments' sandbox was lost: {relay.judge.lost}.")
    if reply is None or reply["timed_out"]:
        seconds = job.condition_seconds + OWN_SECONDS
        raise RefusedError(f"{job.episodes} episodes of {job.environment} took longer than {seconds} s.")
    if "refused" in reply:
        raise RefusedError(_plain(reply["refused"]))
    return Played(returns=tuple(reply["returns"]), lengths=tuple(reply["lengths"]))


@functools.cache
def _text(name: str) -> str:
    return resources.files(f"{__package__}.boxes").joinpath(name).read_text("utf-8")


def _program(name: str, call: str) -> str:
    return f"{_text(name)}\n{call}\n"
