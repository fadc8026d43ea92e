"""Programs over HTTP: what is refused, and in whose turn they are run. What comes of them: tests/graders."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from nbacademy_hub.errors import TooMany, Unavailable
from nbacademy_hub.execution.turns import MOST_OF_ALL, MOST_OF_ONE, Turns

from .world import World, error_of


@pytest.mark.parametrize(
    ("change", "field"),
    [({"language": "cobol"}, "language"), ({"code": 1}, "code"), ({"code": "x" * 100_001}, "code"),
     ({"test_cases": [{}] * 21}, "test_cases"), ({"test_cases": [{"want": "1"}]}, "test_cases.0.want"),
     ({"timeout": 9}, "timeout"), ({"stdin": "\0"}, "stdin")],
)  # fmt: skip
def test_what_is_no_program_is_refused_by_name(world: World, change: dict[str, object], field: str) -> None:
    refused = world.student.post("/code/execute", json={"code": "print(1)", **change})
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, field)


def test_without_a_docker_engine_nothing_is_run(world: World) -> None:
    refused = world.student.post("/code/execute", json={"code": "print(1)"})
    assert (refused.status_code, "Docker" in error_of(refused)["message"]) == (503, True)


async def test_one_program_of_somebody_runs_some_wait_and_more_are_refused() -> None:
    turns, caller, end = Turns(), uuid4(), asyncio.Event()
    running: list[int] = []

    async def run(number: int, account_id: object = caller) -> None:
        async with turns.turn(account_id):  # type: ignore[arg-type]
            running.append(number)
            await end.wait()

    tasks = [asyncio.create_task(run(number)) for number in range(MOST_OF_ONE)]
    await asyncio.sleep(0)
    with pytest.raises(TooMany, match="let them end"):
        await run(99)
    assert running == [0]
    others = [asyncio.create_task(run(100, uuid4())) for _ in range(MOST_OF_ALL - MOST_OF_ONE)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await run(101, uuid4())
    end.set()
    await asyncio.gather(*tasks, *others)
    assert running[-1] == MOST_OF_ONE - 1 or sorted(running)[:MOST_OF_ONE] == [0, 1, 2, 3]
    assert turns._waiting == turns._locks == {}
