"""Courses over HTTP as archives of course folders, in and out."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from nbacademy.protocol import archive
from nbacademy.protocol.archive import ArchiveError
from nbacademy.protocol.courses import CourseDetail
from nbacademy.protocol.errors import ErrorDetail
from nbacademy_courses import Course as Manifest
from nbacademy_courses import ManifestError, load
from nbacademy_graders.jobs import Job, Result
from nbacademy_hub.errors import Invalid
from nbacademy_hub.http.audience import EDUCATORS, INSTRUCTORS
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.download import send
from nbacademy_hub.http.handler import ApiHandler
from nbacademy_hub.http.upload import UploadHandler
from nbacademy_hub.learning.groups import mirror

from . import authoring, exporting, importing

ZIP = "application/zip"


class CourseImportHandler(UploadHandler):
    async def admit(self, *names: str) -> None:
        """Only educators make courses; whose course it is, is asked when its slug is known."""
        authoring.check_educator(self.caller)

    @allow(LEARN, to=EDUCATORS, takes=ZIP, gives=CourseDetail, status=201)
    async def post(self) -> None:
        """A course from its folder: a new one, unpublished, or what an instructor brings an own one to."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "course"
            manifest = await asyncio.to_thread(unpack, self.uploaded(), folder)
            await self.run(importing.check_importable, self.caller, manifest)
            store, platform = self.context.files, self.context.settings
            read = await asyncio.to_thread(importing.read, folder, store, platform, self.job())
        detail = await self.call(importing.bring_for, read)
        await mirror(self.context, detail.slug)
        self.reply(detail, 201, location=f"courses/{detail.slug}")

    def job(self) -> importing.RunJob:
        """Runs jobs of the graders from another thread."""
        loop, cluster = asyncio.get_running_loop(), self.context.cluster

        def run(job: Job) -> Result:
            return asyncio.run_coroutine_threadsafe(cluster.run(job), loop).result()

        return run


class CourseExportHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, gives=ZIP)
    async def get(self, course: str) -> None:
        """The course's folder, with its quizzes and the sources of its assignments, as a zip."""
        exported = await self.call(exporting.export, course, self.context.files)
        self.set_header("Content-Type", ZIP)
        self.set_header("Content-Disposition", f'attachment; filename="{exported.slug}.zip"')
        with tempfile.TemporaryFile() as file:
            await asyncio.to_thread(archive.write, file, exported.read(self.context.files))
            file.seek(0)
            await send(self, file)


def unpack(data: bytes, folder: Path) -> Manifest:
    """Unpacks a course folder. Raises Invalid, which says what is wrong with the archive, or where in which file."""
    try:
        archive.unpack(data, folder)
        return load(folder)
    except ArchiveError as error:
        raise Invalid.field("archive", str(error)) from error
    except ManifestError as error:
        details = tuple(
            ErrorDetail(field=f"{problem.file}:{problem.line}", message=f"{problem.place} {problem.message}".strip())
            for problem in error.problems
        )
        raise Invalid(str(error), details=details) from error


ROUTES = [
    (r"courses/import", CourseImportHandler),
    (r"courses/([^/]+)/export", CourseExportHandler),
]
