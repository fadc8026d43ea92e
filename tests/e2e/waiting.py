"""Waits for what takes as long as it takes."""

from __future__ import annotations

import time

import httpx


def wait_for(condition: object, seconds: float = 240) -> None:
    """Waits until a condition holds; what it raises meanwhile (the service is restarting) counts as not yet."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (httpx.HTTPError, KeyError, AssertionError) as error:
            last: object = error
        else:
            last = "not yet"
        assert time.monotonic() < deadline, last
        time.sleep(0.5)
