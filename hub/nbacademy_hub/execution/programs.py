"""Has programs run for people who wait for what they print."""

from __future__ import annotations

from nbacademy.protocol.execution import Execution, Program
from nbacademy_graders.errors import SandboxError
from nbacademy_graders.jobs import ExecuteJob
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Unavailable

from .cluster import NO_ENGINE, Cluster
from .turns import Turns


async def execute(cluster: Cluster, turns: Turns, caller: Caller, program: Program) -> Execution:
    """What comes of a program, in the caller's turn. Raises TooMany, or Unavailable where there is no sandbox."""
    cluster.require_sandboxes()
    async with turns.turn(caller.account_id):
        return await run(cluster, program)


async def run(cluster: Cluster, program: Program) -> Execution:
    """What comes of a program. Raises Unavailable where there is no sandbox."""
    try:
        result = await cluster.run(ExecuteJob(program=program))
    except SandboxError as error:
        raise Unavailable(NO_ENGINE) from error
    assert isinstance(result, Execution)
    return result
