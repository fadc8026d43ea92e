"""Server-sent events: whoever listens hears of each notification once, whatever breaks in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from nbacademy_hub.notifications import service
from nbacademy_hub.notifications.listeners import MOST_STREAMS

from ..service import Academy
from .world import World, error_of

Event = dict[str, Any]
MOST_HEARTBEATS = 4
"""Without an event: then it will not come."""


class Listener:
    """A page that listens, and remembers what it heard last."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.last: str | None = None
        self.heard: list[str] = []

    @contextmanager
    def listening(self) -> Iterator[Iterator[Event]]:
        """The events of one connection, `open` first."""
        headers = {} if self.last is None else {"Last-Event-ID": self.last}
        with self.client.stream("GET", "/events", headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "text/event-stream"
            yield self._events(answer)

    def hear(self, events: Iterator[Event], count: int) -> None:
        for _ in range(count):
            self.heard.append(next(events)["text"])

    def _events(self, answer: httpx.Response) -> Iterator[Event]:
        fields: dict[str, str] = {}
        heartbeats = 0
        for line in answer.iter_lines():
            if line == ":":
                heartbeats += 1
                assert heartbeats < MOST_HEARTBEATS, f"nothing more than {self.heard} was heard"
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                self.last = fields["id"]
                yield json.loads(fields["data"])
                fields = {}


@pytest.fixture
def listener(world: World) -> Listener:
    return Listener(world.newcomer(None))


def tell(world: World, client: httpx.Client, *texts: str) -> None:
    """Tells somebody of something, in one transaction each."""
    account_id = UUID(client.get("/users/me").json()["id"])
    for text in texts:
        with world.database.transaction() as session:
            service.tell(session, [account_id], "role", text, "users/me")


def test_a_listener_hears_what_comes_and_after_a_pause_what_came_meanwhile(world: World, listener: Listener) -> None:
    tell(world, listener.client, "before")
    with listener.listening() as events:
        assert next(events) == {"unread": 1}
        tell(world, listener.client, "a\nid: 99\n\ndata: forged", "b")
        listener.hear(events, 1)
    tell(world, listener.client, "c")
    with listener.listening() as events:
        assert next(events) == {"unread": 4}
        listener.hear(events, 2)
        tell(world, listener.client, "d")
        listener.hear(events, 1)
    assert listener.heard == ["a\nid: 99\n\ndata: forged", "b", "c", "d"]


def test_who_was_cut_off_before_the_first_event_misses_nothing(world: World, listener: Listener) -> None:
    with listener.listening() as events:
        next(events)
    tell(world, listener.client, "meanwhile")
    with listener.listening() as events:
        next(events)
        listener.hear(events, 1)
    assert listener.heard == ["meanwhile"]


def test_every_event_is_heard_once_although_the_process_that_told_it_is_killed(
    world: World, listener: Listener, tmp_path: Path
) -> None:
    """The stream begins at a second process of the service on the same database, and goes on at the first."""
    second = Academy(tmp_path, database_url=world.academy.database_url)
    second.start()
    here, token = listener.client, listener.client.headers["Authorization"]
    with httpx.Client(base_url=second.url, headers={"Authorization": token}, timeout=60, trust_env=False) as there:
        listener.client = there
        with suppress(httpx.TransportError), listener.listening() as events:
            next(events)
            tell(world, here, *"abc")
            listener.hear(events, 2)
            second.kill()
            listener.hear(events, 9)
    tell(world, here, *"de")
    listener.client = here
    with listener.listening() as events:
        next(events)
        tell(world, here, *"fg")
        listener.hear(events, 7 - len(listener.heard))
    assert "".join(listener.heard) == "abcdefg"
    assert second.tracebacks() == []


def test_a_page_hears_that_something_changed_of_which_nobody_is_told(world: World, listener: Listener) -> None:
    def stir() -> None:
        with world.database.transaction() as session:
            service.stir(session, [UUID(listener.client.get("/users/me").json()["id"])])

    with listener.listening() as events:
        next(events)
        stir()
        assert (next(events), listener.last) == ({}, "1")
        tell(world, listener.client, "a")
        listener.hear(events, 1)
    stir()
    with listener.listening() as events:
        assert next(events) == {"unread": 1}
        assert (next(events), listener.last) == ({}, "3")
    assert listener.client.get("/notifications").json()["total"] == 1


def test_nobody_hears_what_others_are_told(world: World, listener: Listener) -> None:
    other = Listener(world.newcomer(None))
    with other.listening() as events:
        next(events)
        tell(world, listener.client, "not for you")
        tell(world, other.client, "for you")
        other.hear(events, 1)
    assert other.heard == ["for you"]


def test_one_person_has_so_many_streams_and_no_more(world: World, listener: Listener) -> None:
    other = Listener(world.newcomer(None))
    with ExitStack() as stack:
        # Kept: a stream that nobody refers to is closed.
        streams = [stack.enter_context(listener.listening()) for _ in range(MOST_STREAMS)]
        assert all("unread" in next(events) for events in streams)
        with listener.client.stream("GET", "/events") as refused:
            assert refused.status_code == 429
            refused.read()
        assert (refused.status_code, error_of(refused)["code"]) == (429, "TOO_MANY_REQUESTS")
        assert int(refused.headers["Retry-After"]) > 0
        next(stack.enter_context(other.listening()))


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "9" * 10, "\u00b2".encode().decode("latin-1")])
def test_what_is_no_number_of_an_event_is_refused(world: World, given: str) -> None:
    refused = world.student.get("/events", headers={"Last-Event-ID": given.encode("latin-1")})  # type: ignore[dict-item]
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "Last-Event-ID")


def test_who_has_heard_of_more_than_there_is_hears_what_comes(world: World, listener: Listener) -> None:
    listener.last = "999999999"
    with listener.listening() as events:
        next(events)
        tell(world, listener.client, "new")
        listener.hear(events, 1)
    assert (listener.heard, listener.last) == (["new"], "1")
