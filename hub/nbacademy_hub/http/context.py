"""What the application was made with, for handlers to reach."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from nbacademy_hub.audit import recording
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.engine import Database
from nbacademy_hub.db.freshness import SESSIONS, Numbers
from nbacademy_hub.execution.turns import Turns
from nbacademy_hub.files import FileStore
from nbacademy_hub.jupyterhub import Hub
from nbacademy_hub.mail import outbox
from nbacademy_hub.mail.postman import Postman
from nbacademy_hub.mail.transport import transport_of
from nbacademy_hub.processes import Neighbours
from nbacademy_hub.settings import Settings

from .belief import Belief
from .kept import Answer, Kept
from .limits import RateLimits
from .measuring import Metrics

if TYPE_CHECKING:
    from nbacademy_hub.assignments.grading import Grading
    from nbacademy_hub.execution.cluster import Cluster

MOST_CALLERS = 20_000
MOST_ANSWERS_BYTES = 64 * 2**20
MOST_RACES = 5
FIRST_WAIT_SECONDS = 0.02

R = TypeVar("R")


LOST = frozenset({"40P01", "40001"})
"""What PostgreSQL calls it to have ended a transaction for another's sake: a deadlock, and what was to be alone."""


def _lost_a_race(error: Exception) -> bool:
    """Whether a transaction failed because of another at the same moment: a row made or removed, or as LOST says."""
    return not isinstance(error, OperationalError) or getattr(error.orig, "sqlstate", None) in LOST


@dataclass
class Context:
    """The parts of a running service. `prefix` is its path, with slashes at both ends.

    `underway` are the requests that are being answered; a service that `stopping` is begins with no others.
    """

    settings: Settings
    prefix: str
    database: Database
    files: FileStore
    hub: Hub
    cluster: Cluster
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, "service"))
    grading: Grading = field(init=False)
    postman: Postman = field(init=False)
    limits: RateLimits = field(init=False)
    belief: Belief = field(init=False)
    callers: Kept[Caller] = field(init=False)
    answers: Kept[Answer] = field(init=False)
    neighbours: Neighbours = field(default_factory=Neighbours)
    turns: Turns = field(default_factory=Turns)
    metrics: Metrics = field(init=False)
    underway: WeakSet[RequestHandler] = field(default_factory=WeakSet)
    stopping: bool = False

    def __post_init__(self) -> None:
        self.limits = RateLimits(self.settings.requests_per_minute, self.settings.processes)
        self.metrics = Metrics(self.database, self.turns)
        self.postman = Postman(self.database, transport_of(self.settings))
        self.belief = Belief(self.database.freshness)
        self.callers = Kept(self.database.freshness, MOST_CALLERS)
        self.answers = Kept(self.database.freshness, MOST_ANSWERS_BYTES, len)

    async def revoke_token(self, username: str, token_id: str) -> None:
        """Makes an API token useless, here at once."""
        await self.hub.revoke_token(username, token_id)
        self.database.freshness.renew([SESSIONS])

    async def remove_user(self, username: str) -> None:
        """Has JupyterHub forget a user; their tokens are useless at once."""
        await self.hub.remove_user(username)
        self.database.freshness.renew([SESSIONS])

    async def transact(
        self, function: Callable[..., R], *args: Any, writes: bool = True, alone: bool = False, **kwargs: Any
    ) -> R:
        """Calls `function(session, …)` in one transaction, in a thread: the event loop never waits for a disk.

        `alone`: as if nobody else were there, so that what it decides by what it read still holds when it has written.
        What it changes is recorded in the same transaction. A call that lost a race, say for the same row to be made,
        is made again: then it sees what the other wrote.
        """
        source = recording.origin.get() if writes else None

        def work() -> R:
            for lost in range(MOST_RACES):
                try:
                    return once()
                except (IntegrityError, StaleDataError, OperationalError) as error:
                    if not _lost_a_race(error):
                        raise
                # Those who lost together would meet again at once.
                time.sleep(random.uniform(0, FIRST_WAIT_SECONDS * 2**lost))  # noqa: S311 - no secret
            return once()

        def once() -> R:
            with self.database.transaction(writes=writes, alone=alone) as session:
                answer = function(session, *args, **kwargs)
                recording.record(session, source)
            if outbox.was_posted(session):
                self.postman.call()
            return answer

        return await IOLoop.current().run_in_executor(self.threads, work)

    async def read(self, function: Callable[..., R], *args: Any, **kwargs: Any) -> tuple[R, Numbers]:
        """Calls `function(session, …)`, which only reads; its answer, and the tables that it comes from."""

        def noting(session: Session) -> tuple[R, Numbers]:
            before = self.database.freshness.now()
            return function(session, *args, **kwargs), self.database.freshness.read(session, before)

        return await self.transact(noting, writes=False)
