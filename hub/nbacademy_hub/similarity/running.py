"""Runs a comparison beside the service, which answers others meanwhile."""

from __future__ import annotations

import asyncio
import sys

from .comparison import Comparison, Task

LIMIT_SECONDS = 300


class ComparisonFailed(Exception):
    """A comparison came to no end; the message says why, for those who asked for it."""


async def compare(task: Task) -> Comparison:
    """The outcome of a comparison. Raises ComparisonFailed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "nbacademy_hub.similarity.comparison",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            answer, complaint = await process.communicate(task.model_dump_json().encode())
    except TimeoutError as error:
        raise ComparisonFailed(f"It took longer than {LIMIT_SECONDS} seconds.") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise ComparisonFailed(complaint.decode(errors="replace").strip().rpartition("\n")[2][:500] or "It was ended.")
    return Comparison.model_validate_json(answer)
