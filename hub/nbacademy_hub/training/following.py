"""WebSockets that tell what comes: what all of them have in common."""

from __future__ import annotations

import asyncio

import structlog
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from nbacademy_hub.errors import Forbidden, Malformed, NotFound
from nbacademy_hub.http.handler import ApiHandler

from .feeds import Feeds

LOOK_SECONDS = 5.0
"""How often the database is asked although nobody said that there is something new: the run may be lost, or be reported
to another process."""
PING_SECONDS = 30.0


def feeds_of(handler: ApiHandler) -> Feeds:
    """The feeds of the application that a handler belongs to."""
    settings = handler.application.settings
    if "training_feeds" not in settings:
        settings["training_feeds"] = Feeds(handler.context.neighbours)
    feeds: Feeds = settings["training_feeds"]
    return feeds


class FollowHandler(WebSocketHandler, ApiHandler):
    """Sends what `follow` sends, then closes with 1000.

    A watcher is sent the next frame when it has taken the one before: a slow one costs no memory.
    """

    gone = "it is not to be seen any more"
    """Why a stream ends when its watcher may not read it any more."""
    _task: asyncio.Task[None] | None = None

    @property
    def ping_interval(self) -> float:
        return PING_SECONDS

    async def follow(self) -> str:
        """Sends until there is no more; why there is no more."""
        raise NotImplementedError

    async def upgrade(self, *names: str) -> None:
        """Begins, once it is known that the watcher may. Raises Malformed for who speaks no WebSocket."""
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            raise Malformed("This is watched by a WebSocket.")
        await WebSocketHandler.get(self, *names)

    def open(self, *args: str, **kwargs: str) -> None:
        self._task = asyncio.ensure_future(self._follow())

    def on_message(self, message: str | bytes) -> None:
        """Watchers have nothing to say."""

    def on_close(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _follow(self) -> None:
        try:
            self.close(1000, await self.follow())
        except (NotFound, Forbidden):
            self.close(1000, self.gone)
        except WebSocketClosedError:
            return
        except Exception:
            # Nobody awaits this task: say it here, and let the watcher come back.
            structlog.get_logger().exception("a stream failed", path=self.request.path)
            self.close(1011, "the stream failed")


async def woken(waker: asyncio.Event) -> bool:
    """Whether somebody said that there is something new, before it is time to look anyhow."""
    try:
        await asyncio.wait_for(waker.wait(), LOOK_SECONDS)
    except TimeoutError:
        return False
    return True
