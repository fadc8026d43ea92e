"""Several processes of the service answer at one address, tell each other what is new, and end together."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from nbacademy_hub.processes import Neighbours
from nbacademy_hub.settings import SHARED_MEASURES
from nbacademy_hub.training.feeds import Feeds

from ..e2e.waiting import wait_for
from ..service import Academy

PATIENCE_SECONDS = 300
"""On a machine that has much else to do."""


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
    settings = {"NBACADEMY_PROCESSES": "2", SHARED_MEASURES: str(tmp_path / "metrics")}
    academy = Academy(tmp_path, workers=True, settings=settings)
    academy.start()
    yield academy
    if academy.process is not None and academy.process.poll() is None:
        academy.stop()


def test_all_processes_listen_one_that_ends_is_replaced_and_none_outlives_the_first(academy: Academy) -> None:
    other = one_beside(academy)
    assert {httpx.get(f"{academy.url}/courses", trust_env=False).status_code for _ in range(8)} == {401}
    wait_for(lambda: {measured(academy) for _ in range(8)} == {("8.0", "40.0")})
    other.kill()
    other.wait(PATIENCE_SECONDS)
    another = one_beside(academy)
    assert another != other
    assert measured(academy)[0] == "8.0", "what it counted stays"
    academy.kill()
    psutil.wait_procs([another], timeout=PATIENCE_SECONDS)
    assert not another.is_running()


def measured(academy: Academy) -> tuple[str, str]:
    """Of one of the processes: how many asked for courses without a token, and the connections that all may have."""
    page = httpx.get(f"{academy.url}/metrics", trust_env=False).text
    series = dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    asked = series.get('nbacademy_request_seconds_count{route="Courses",status="401",verb="GET"}', "0")
    return asked, series['nbacademy_database_connections{state="most"}']


def one_beside(academy: Academy) -> psutil.Process:
    """The process beside the first, once it listens."""
    assert academy.process is not None
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = [one for one in psutil.Process(academy.process.pid).children() if _listens(one, academy.port)]
        if found:
            return found[0]
        assert time.monotonic() < deadline, academy.log()
        time.sleep(0.1)


def _listens(process: psutil.Process, port: int) -> bool:
    try:
        # What the first one forks has its sockets until it runs a program of its own.
        beside = "nbacademy_hub.app" in process.cmdline()
        return beside and any(one.status == "LISTEN" and one.laddr.port == port for one in process.net_connections())
    except psutil.NoSuchProcess:
        return False
