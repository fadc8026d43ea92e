"""Several processes of the service answer at one address, tell each other what is new, and end together."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from nbacademy_hub.processes import Neighbours
from nbacademy_hub.training.feeds import Feeds

from ..service import Academy

PROCESSES = 2
PATIENCE_SECONDS = 60


def joined(first: Neighbours, other: Neighbours) -> list[str]:
    """Lays a line between two; what is in the list that is given says who has noticed its end."""
    ended: list[str] = []
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    first.join(ours, gone=lambda: ended.append("first"))
    other.join(theirs, gone=lambda: ended.append("other"))
    return ended


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110  what is awaited tells nobody
            await asyncio.sleep(0)


async def test_what_one_says_all_others_hear_once_and_who_watches_a_run_is_woken() -> None:
    first, others, heard = Neighbours(), [Neighbours(), Neighbours()], []
    ended = [joined(first, other) for other in others]
    for number, one in enumerate((first, *others)):
        one.listen("news", lambda what, number=number: heard.append((number, what)))
    others[0].say("news", "of a b c")
    first.say("news")
    await until(lambda: len(heard) == 4)
    assert sorted(heard) == [(0, "of a b c"), (1, ""), (2, ""), (2, "of a b c")]

    waker, run_id = asyncio.Event(), uuid4()
    reported, watched = Feeds(others[0]), Feeds(others[1])
    with watched.watching(run_id, waker) as feed:
        reported.announce(uuid4())
        reported.announce(run_id, run_changed=True)
        await until(waker.is_set)
        assert feed.changes == 1

    for line in list(first._lines):
        first.leave(line)
    await until(lambda: ended == [["other"], ["other"]])
    others[0].say("news", "to nobody")


@pytest.fixture
def academy(tmp_path: Path) -> Iterator[Academy]:
    academy = Academy(tmp_path, workers=True, settings={"NBACADEMY_PROCESSES": str(PROCESSES)})
    academy.start()
    yield academy
    if psutil.pid_exists(academy.process.pid):
        academy.stop()


def test_all_processes_answer_one_that_ends_is_replaced_and_none_outlives_the_first(academy: Academy) -> None:
    found = answering(academy)
    other = next(pid for pid in found if pid != academy.process.pid)
    os.kill(other, 9)
    psutil.wait_procs([psutil.Process(other)] if psutil.pid_exists(other) else [], timeout=PATIENCE_SECONDS)
    again = answering(academy)
    assert other not in again
    academy.kill()
    _, alive = psutil.wait_procs(
        [psutil.Process(pid) for pid in again if psutil.pid_exists(pid)], timeout=PATIENCE_SECONDS
    )
    assert alive == []


def answering(academy: Academy) -> set[int]:
    """The processes that answer, once it is as many as there should be."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    found: set[int] = set()
    while len(found) < PROCESSES:
        assert time.monotonic() < deadline, academy.log()
        found |= {pid for pid in [_one_that_answers(academy)] if pid is not None}
        time.sleep(0.2)
    return found


def _one_that_answers(academy: Academy) -> int | None:
    """The process at the other end of a new connection; None when it was just ending."""
    try:
        with httpx.Client(trust_env=False) as client, client.stream("GET", f"{academy.url}/nothing") as answer:
            stream = answer.extensions["network_stream"]
            own = stream.get_extra_info("client_addr")[1]
            return next(
                item.pid
                for item in psutil.net_connections("tcp4")
                if item.laddr.port == academy.port and item.raddr and item.raddr.port == own
            )
    except (httpx.TransportError, StopIteration):
        return None
