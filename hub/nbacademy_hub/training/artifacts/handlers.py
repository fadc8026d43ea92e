"""Files of training runs over HTTP."""

from __future__ import annotations

import asyncio
import os

from sqlalchemy.orm import Session

from nbacademy.protocol.artifacts import Artifact, ArtifactQuery
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import OWNER_ALONE, OWNER_OR_STAFF
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.download import send_asked
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.http.upload import UploadHandler

from . import content, service
from .service import Received

SHOWN_POLICY = "sandbox; default-src 'none'"
"""A student made it: whatever a browser takes it for has no origin, no scripts and no network."""


class ArtifactsHandler(ApiHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, query=Paging, gives=Page[Artifact])
    async def get(self, run_id: str) -> None:
        """The files of a run, the newest first."""
        self.reply(await self.call(service.list_artifacts, uuid_or_404(run_id), self.query(Paging)))


class ArtifactHandler(UploadHandler):
    async def admit(self, *names: str) -> None:
        """Who may keep nothing here need not send it."""
        if self.request.method == "PUT":
            await self.run(service.check_room, self.caller, uuid_or_404(names[0]), names[1])

    def standing(self, session: Session) -> str:
        run_id, name = self.path_args
        return f'"{service.get(session, self.caller, uuid_or_404(run_id), name).sha256}"'

    @allow(LEARN, to=OWNER_OR_STAFF, gives="*/*")
    async def get(self, run_id: str, name: str) -> None:
        """A file of a run, or a range of its bytes."""
        artifact = await self.call(service.get, uuid_or_404(run_id), name)
        self.set_header("Content-Type", artifact.media_type)
        self.set_header("Content-Security-Policy", SHOWN_POLICY)
        self.set_header("Content-Disposition", f'attachment; filename="{artifact.name}"')
        tag = f'"{artifact.sha256}"'
        self.set_header("Etag", tag)
        if self.check_etag_header():
            self.set_status(304)
            return
        with await asyncio.to_thread(self.context.files.open, artifact.sha256) as file:
            await send_asked(self, file, tag)

    @allow(LEARN, to=OWNER_ALONE, takes="application/octet-stream", query=ArtifactQuery, gives=Artifact)
    async def put(self, run_id: str, name: str) -> None:
        """A file for a run: a zip archive, MP4, WebM, PNG, GIF or JSON."""
        found, step = uuid_or_404(run_id), self.query(ArtifactQuery).step
        received = await asyncio.to_thread(self._keep)
        self.reply(await self.call(service.put, found, name, received, step))

    def _keep(self) -> Received:
        file = self.received()
        kind = content.type_of(file)
        size = file.seek(0, os.SEEK_END)
        return Received(media_type=kind, sha256=self.context.files.put_file(file), size_bytes=size)


ROUTES = [
    (r"runs/([^/]+)/artifacts", ArtifactsHandler),
    (r"runs/([^/]+)/artifacts/([^/]+)", ArtifactHandler),
]
