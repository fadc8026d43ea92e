"""`<base>/academy/workspace/runs/…`: asks something of a training run of this home, and shows its videos.

A run's chart could ask the kernel, but a kernel that trains hears nothing before its cell has ended.
"""

from __future__ import annotations

import asyncio
from typing import cast

from tornado.web import authenticated

from ..training.errors import RunNotFoundError
from ..training.folder import Folder, Wish
from .base import AcademyHandler
from .refusals import RefusalError


class WishHandler(AcademyHandler):
    @authenticated
    async def post(self, run_id: str, wish: str) -> None:
        await asyncio.to_thread(_ask, run_id, cast(Wish, wish))
        self.set_status(202)
        self.finish()


class VideoHandler(AcademyHandler):
    @authenticated
    async def get(self, run_id: str, name: str) -> None:
        content = await asyncio.to_thread(_video, run_id, name)
        self.finish(content, set_content_type="image/gif")


def _ask(run_id: str, wish: Wish) -> None:
    _found(run_id).ask(wish)


def _video(run_id: str, name: str) -> bytes:
    try:
        return (_found(run_id).checkpoints / name).read_bytes()
    except FileNotFoundError as error:
        raise RefusalError(404, "VIDEO_NOT_FOUND", "This training run has no such video.") from error


def _found(run_id: str) -> Folder:
    try:
        return Folder.find(run_id)
    except RunNotFoundError as error:
        raise RefusalError(404, "RUN_NOT_FOUND", "This home has no such training run.") from error


routes = [
    (r"/academy/workspace/runs/([0-9a-f-]{36})/(stop|pause|resume|checkpoint)", WishHandler),
    (r"/academy/workspace/runs/([0-9a-f-]{36})/videos/(step-[0-9]+\.gif)", VideoHandler),
]
