"""The event loop, in a thread of its own, on which this process talks to its sandboxes.

ZeroMQ sockets belong to the loop that made them, jobs come and go in any thread: so sockets live here, jobs send work
over.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


@functools.lru_cache(maxsize=1)
def sandbox_loop() -> asyncio.AbstractEventLoop:
    """The loop, started at the first call."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="sandboxes", daemon=True).start()
    return loop


def run_on_loop(coroutine: Coroutine[Any, Any, T], *, timeout_seconds: float | None = None) -> T:
    """Run a coroutine on the loop and wait, from another thread, for what it returns or raises."""
    return asyncio.run_coroutine_threadsafe(coroutine, sandbox_loop()).result(timeout_seconds)


@contextmanager
def on_loop(context: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Enter a context on the loop, from another thread, and leave it at the end."""
    entered = run_on_loop(context.__aenter__())
    try:
        yield entered
    finally:
        run_on_loop(context.__aexit__(None, None, None))
