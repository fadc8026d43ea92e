"""Slows down who tries one password after the other, and nobody else.

What is counted is where attempts come from, never the account alone: failures from elsewhere hold nobody up. A browser
in which somebody signed in before is counted by itself, so that others at its address don't hold it up either.
An attempt counts as failed until it has succeeded: a thousand at the same moment are a thousand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nbacademy_hub.db.base import now
from nbacademy_hub.errors import TooMany

from .tables import KnownDevice, SignInFailures

FORGOTTEN_AFTER = timedelta(hours=1)
LONGEST_WAIT_SECONDS = 15 * 60
FREE_FAILURES = 5
FREE_FAILURES_OF_AN_ADDRESS = 100
"""Many share one address: a school, say."""


@dataclass(frozen=True)
class Counter:
    """What failures are counted by; the first `free` ones cost no time. `shared`: others succeed there, too."""

    key: str
    free: int
    shared: bool = False


def counters(login: str, address: str, device: KnownDevice | None) -> tuple[Counter, ...]:
    """What an attempt is counted by."""
    if device is not None:
        return (Counter(_key("device", str(device.id)), FREE_FAILURES),)
    pair = Counter(_key("login", login.strip().lower(), address), FREE_FAILURES)
    return (pair, Counter(_key("address", address), FREE_FAILURES_OF_AN_ADDRESS, shared=True))


def begin(session: Session, counted: Iterable[Counter]) -> None:
    """Counts an attempt that has not succeeded yet. Raises TooMany while there is to be none."""
    session.execute(delete(SignInFailures).where(SignInFailures.last_at < now() - FORGOTTEN_AFTER))
    # All take the rows in one order, so that no two wait for each other.
    rows = [(counter, _row(session, counter.key)) for counter in sorted(counted, key=lambda counter: counter.key)]
    waits = [ceil((row.until - now()).total_seconds()) for _, row in rows if row.until is not None]
    if max(waits, default=0) > 0:
        raise TooMany(f"Too many attempts: try again in {max(waits)} seconds.", retry_seconds=max(waits))
    for counter, row in rows:
        row.count += 1
        row.last_at = now()
        over = row.count - counter.free
        row.until = now() + timedelta(seconds=min(2 ** min(over, 30), LONGEST_WAIT_SECONDS)) if over > 0 else None


def succeeded(session: Session, counted: Iterable[Counter]) -> None:
    """Takes back that an attempt has failed. What only one person counts for begins anew."""
    for counter in sorted(counted, key=lambda counter: counter.key):
        row = session.get(SignInFailures, counter.key, with_for_update=True)
        if row is not None and counter.shared:
            row.count, row.until = max(0, row.count - 1), None
        elif row is not None:
            session.delete(row)


def _row(session: Session, key: str) -> SignInFailures:
    if session.get(SignInFailures, key, with_for_update=True) is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(SignInFailures(key=key, count=0, last_at=now()))
    return session.get_one(SignInFailures, key, with_for_update=True, populate_existing=True)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
