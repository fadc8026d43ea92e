"""`<base>/academy/workspace/…`: course files in the home."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

from tornado.web import authenticated

from ..workspace import assignments, materials, sources, summary, validation
from ..workspace.bodies import AssignmentFetch, AssignmentRef, CourseRef, MaterialFetch, VersionRef
from .base import AcademyHandler


class MaterialsHandler(AcademyHandler):
    @authenticated
    async def post(self) -> None:
        wanted = self.body(MaterialFetch)
        self.reply(await self.work(lambda platform, root: materials.fetch(platform, root, wanted)))


class AssignmentsHandler(AcademyHandler):
    @authenticated
    async def get(self) -> None:
        ref = CourseRef.model_validate({"course": self.get_query_argument("course", None)})
        self.reply(await self.work(lambda platform, root: assignments.listing(platform, root, ref.course)))


class FetchHandler(AcademyHandler):
    @authenticated
    async def post(self) -> None:
        wanted = self.body(AssignmentFetch)
        self.reply(await self.work(lambda platform, root: assignments.fetch(platform, root, wanted)))


class ValidateHandler(AcademyHandler):
    @authenticated
    async def post(self) -> None:
        ref, seconds = self.body(AssignmentRef), self.academy.validate_seconds
        async with self.academy.validating:
            result = await asyncio.to_thread(validation.validate, Path(self.academy.root), ref, seconds)
        self.reply(result)


class SubmitHandler(AcademyHandler):
    """The page sends an Idempotency-Key of its own for each click; without one every call is an act of its own."""

    @authenticated
    async def post(self) -> None:
        ref, key = self.body(AssignmentRef), self.request.headers.get("Idempotency-Key") or str(uuid4())
        self.reply(await self.work(lambda platform, root: assignments.submit(platform, root, ref, key)), 201)


class SourceHandler(AcademyHandler):
    @authenticated
    async def get(self) -> None:
        ref = AssignmentRef.model_validate(
            {name: self.get_query_argument(name, None) for name in AssignmentRef.model_fields}
        )
        self.reply(await asyncio.to_thread(summary.summarise, Path(self.academy.root), ref))

    @authenticated
    async def post(self) -> None:
        wanted = self.body(AssignmentFetch)
        self.reply(await self.work(lambda platform, root: sources.fetch(platform, root, wanted)))


class UploadHandler(AcademyHandler):
    @authenticated
    async def post(self) -> None:
        ref = self.body(AssignmentRef)
        self.reply(await self.work(lambda platform, root: sources.upload(platform, root, ref)))


class PreviewHandler(AcademyHandler):
    @authenticated
    async def post(self) -> None:
        wanted = self.body(VersionRef)
        self.reply(await self.work(lambda platform, root: sources.preview(platform, root, wanted)))


routes = [
    (r"/academy/workspace/materials", MaterialsHandler),
    (r"/academy/workspace/assignments", AssignmentsHandler),
    (r"/academy/workspace/assignments/fetch", FetchHandler),
    (r"/academy/workspace/assignments/validate", ValidateHandler),
    (r"/academy/workspace/assignments/submit", SubmitHandler),
    (r"/academy/workspace/assignments/source", SourceHandler),
    (r"/academy/workspace/assignments/upload", UploadHandler),
    (r"/academy/workspace/assignments/preview", PreviewHandler),
]
