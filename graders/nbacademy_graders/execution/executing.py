"""Runs a program in a fresh sandbox. What is expected of it stays here: nothing in the sandbox could tell it."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import functools
import json
import time
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nbacademy.protocol.execution import Case, CaseResult, Execution, Program, Status
from nbacademy_graders.errors import SandboxLostError
from nbacademy_graders.execution.verdicts import judged, summary
from nbacademy_graders.sandbox import SandboxPool
from nbacademy_graders.sandbox.kernel import Kernel
from nbacademy_graders.sandbox.loop import run_on_loop

SECONDS = 10.0
"""How long one run may take."""
TOTAL_SECONDS = 60.0
"""How long all runs of a program together may take."""
SPARE_SECONDS = 10.0
"""How much longer a sandbox may take to answer, before it is taken for dead."""
KEPT_BYTES = 64 * 1024
MOST_BYTES = 4 * 1024 * 1024
LOOK_SECONDS = 0.5

_KERNEL = """
import subprocess as _s, sys as _y
_said = _s.run([_y.executable, "-I", "-c", {runner!r}], input={job!r}, capture_output=True, text=True, encoding="utf-8")
"""


class _Ran(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Status
    stdout: str = Field(max_length=KEPT_BYTES)
    stderr: str = Field(max_length=KEPT_BYTES)


class _Said(BaseModel):
    """What a sandbox says: it may have been the program's doing, so nothing is believed but its form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    results: tuple[_Ran, ...]
    peak_memory_bytes: int = Field(ge=0, le=2**50)
    cpu_seconds: float = Field(ge=0, le=1e6, allow_inf_nan=False)
    wall_seconds: float = Field(ge=0, le=1e6, allow_inf_nan=False)


def execute(program: Program, pool: SandboxPool) -> Execution:
    """What comes of a program; blocks for as long as it runs. Raises SandboxError if no sandbox can be had."""
    return run_on_loop(_execute(program, pool))


async def _execute(program: Program, pool: SandboxPool) -> Execution:
    try:
        return await _execute_once(program, pool)
    except SandboxLostError:
        # Killed from outside, or by its own hand: only the latter happens again.
        with contextlib.suppress(SandboxLostError):
            return await _execute_once(program, pool)
    return _ended("error", program, peak_memory_bytes=0, seconds=0.0)


async def _execute_once(program: Program, pool: SandboxPool) -> Execution:
    cases = program.test_cases or (Case(stdin=program.stdin),)
    async with pool.sandbox() as sandbox:
        began = time.monotonic()
        said = await _ask(sandbox.kernels[0], _job(program, cases))
        if isinstance(said, str):
            peak = sandbox.container.settings.memory_bytes if said == "killed_memory" else 0
            return _ended(said, program, peak_memory_bytes=peak, seconds=time.monotonic() - began)
    results = tuple(
        judged(case, CaseResult(passed=True, **ran.model_dump()), SECONDS)
        for case, ran in zip(cases, said.results, strict=True)
    )
    return summary(
        results, has_tests=bool(program.test_cases), peak_memory_bytes=said.peak_memory_bytes,
        cpu_seconds=said.cpu_seconds, wall_seconds=said.wall_seconds,
    )  # fmt: skip


def _job(program: Program, cases: tuple[Case, ...]) -> str:
    given = [{"stdin": case.stdin, "code": case.code} for case in cases]
    limits = {"seconds": SECONDS, "total_seconds": TOTAL_SECONDS, "kept_bytes": KEPT_BYTES, "most_bytes": MOST_BYTES}
    return json.dumps({"code": program.code, "language": program.language, "cases": given, **limits})


async def _ask(kernel: Kernel, job: str) -> _Said | Status:
    """What the sandbox says of a job; of one that took the sandbox with it, why. Raises SandboxLostError where that may
    as well have been somebody else's doing."""
    code = _KERNEL.format(runner=_runner(), job=job)
    asked = asyncio.ensure_future(
        kernel.client.execute(
            code, store_history=False, user_expressions={"said": "_said.stdout"}, reply=True,
            timeout=TOTAL_SECONDS + SPARE_SECONDS,
        )
    )  # fmt: skip
    try:
        while not asked.done():
            await asyncio.wait({asked}, timeout=LOOK_SECONDS)
            lost = await kernel.lost_because()
            if lost is not None and not asked.done():
                return _why(lost, kernel)
        return _read(asked.result(), json.loads(job))
    except TimeoutError:
        return "killed_time"
    finally:
        asked.cancel()


def _why(lost: SandboxLostError, kernel: Kernel) -> Status:
    if kernel.container.out_of_memory:
        return "killed_memory"
    if lost.blameless:
        raise lost
    return "error"


def _read(reply: dict[str, Any], job: dict[str, Any]) -> _Said | Status:
    try:
        text = ast.literal_eval(reply["content"]["user_expressions"]["said"]["data"]["text/plain"])
        said = _Said.model_validate_json(text)
    except (LookupError, TypeError, ValueError, SyntaxError, ValidationError):
        return "error"
    return said if len(said.results) == len(job["cases"]) else "error"


def _ended(status: Status, program: Program, *, peak_memory_bytes: int, seconds: float) -> Execution:
    """Of a program that took its whole sandbox with it."""
    ran = CaseResult(passed=False, status=status, stdout="", stderr="")
    cases = program.test_cases or (Case(),)
    return summary(
        tuple(judged(case, ran, SECONDS) for case in cases), has_tests=bool(program.test_cases),
        peak_memory_bytes=peak_memory_bytes, cpu_seconds=0.0, wall_seconds=seconds,
    )  # fmt: skip


@functools.cache
def _runner() -> str:
    return resources.files(__package__ or "").joinpath("runner.py").read_text("utf-8")
