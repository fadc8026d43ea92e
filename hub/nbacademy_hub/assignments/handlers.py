"""Assignments and submissions over HTTP."""

from __future__ import annotations

import asyncio
import re

from sqlalchemy.orm import Session

from nbacademy.protocol import archive
from nbacademy.protocol.assignments import (
    Assignment,
    AssignmentRelease,
    AssignmentSettings,
    Autograde,
    Job,
    Selection,
    SourceVersion,
    Submission,
)
from nbacademy.protocol.regrades import Queue
from nbacademy.protocol.shape import Page
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Generated, GenerateJob, Refused
from nbacademy_hub.errors import Invalid, NotFound
from nbacademy_hub.http.audience import INSTRUCTORS, MEMBERS, OWNER_OR_STAFF, STAFF
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.http.upload import UploadHandler

from . import autograding, queue, service, submissions, uploads
from .deadlines import handlers as deadlines
from .deadlines import settings
from .regrades import handlers as regrades

ZIP = "application/zip"
NUMBER = re.compile(r"^[0-9]{1,9}$")
# Feedback holds what students wrote: whatever passed the sanitiser has no origin, no scripts and no network.
FEEDBACK_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"


class AssignmentsHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=Paging, gives=Page[Assignment])
    async def get(self, course: str) -> None:
        """The assignments of a course."""
        self.reply(await self.call(service.list_assignments, course, self.query(Paging)))


class AssignmentHandler(ApiHandler):
    replaced = frozenset({"title", "settings"})

    def shown(self, session: Session, course: str, name: str) -> Assignment:
        return service.get_assignment(session, self.caller, course, name)

    @allow(LEARN, to=MEMBERS, gives=Assignment)
    async def get(self, course: str, name: str) -> None:
        """One assignment."""
        self.reply(await self.run(self.shown, course, name))

    @allow(GRADE, to=INSTRUCTORS, takes=AssignmentSettings, gives=Assignment)
    async def put(self, course: str, name: str) -> None:
        """Replaces all settings of an assignment."""
        values = self.body(AssignmentSettings)
        self.reply(await self.call(settings.put_settings, course, name, values, self.context.settings))


class ArchiveHandler(ApiHandler):
    """Sends zip archives from the file store."""

    def send_archive(self, sha256: str, filename: str) -> None:
        self.set_header("Content-Type", "application/zip")
        self.set_header("Content-Disposition", f'attachment; filename="{filename}.zip"')
        self.set_header("Etag", f'"{sha256}"')
        if self.check_etag_header():
            self.set_status(304)
            return
        self.finish(self.context.files.get(sha256))


class ReleaseHandler(ArchiveHandler):
    @allow(LEARN, to=MEMBERS, gives=ZIP)
    async def get(self, course: str, name: str) -> None:
        """The student version, as a zip; `X-Assignment-Version` has its number. The first time is remembered."""
        found = await self.context.transact(service.fetch, self.caller, course, name)
        self.set_header("X-Assignment-Version", str(found.version))
        self.send_archive(found.sha256, name)

    @allow(LEARN, to=INSTRUCTORS, takes=AssignmentRelease, gives=SourceVersion)
    async def post(self, course: str, name: str) -> None:
        """Releases the newest source."""
        self.reply(await self.call(service.release, course, name, self.body(AssignmentRelease)))


class SourceHandler(UploadHandler, ArchiveHandler):
    def standing(self, session: Session) -> str:
        return f'"{service.get_source(session, self.caller, *self.path_args).sha256}"'

    @allow(LEARN, to=INSTRUCTORS, gives=ZIP)
    async def get(self, course: str, name: str) -> None:
        """The newest source, as a zip."""
        found = await self.call(service.get_source, course, name)
        self.set_header("X-Assignment-Version", str(found.version))
        self.send_archive(found.sha256, f"{name}-source")

    @allow(LEARN, to=INSTRUCTORS, takes=ZIP, gives=SourceVersion)
    async def put(self, course: str, name: str) -> None:
        """A new source: the service makes the student version itself, and executes nothing of it."""
        slug = await self.call(service.check_instructor, course, name)
        upload = await asyncio.to_thread(uploads.receive_source, self.uploaded(), self.context.files)
        made = await generate(self, slug, name, upload)
        release_sha256 = await asyncio.to_thread(self.context.files.put, made.release)
        version = await self.call(service.put_source, slug, name, upload, release_sha256, made)
        self.reply(version)


class VersionsHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, query=Paging, gives=Page[SourceVersion])
    async def get(self, course: str, name: str) -> None:
        """The versions of an assignment's source, the newest first."""
        self.reply(await self.call(service.list_versions, course, name, self.query(Paging)))


class VersionHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, gives=SourceVersion)
    async def get(self, course: str, name: str, number: str) -> None:
        """One version of an assignment's source, with what its trial found."""
        self.reply(await self.call(service.get_version, course, name, number_or_404(number)))


class VersionReleaseHandler(ArchiveHandler):
    @allow(LEARN, to=INSTRUCTORS, gives=ZIP)
    async def get(self, course: str, name: str, number: str) -> None:
        """The student version that was made of a source, as a zip: also before it is released."""
        found = await self.call(service.get_student_version, course, name, number_or_404(number))
        self.set_header("X-Assignment-Version", str(found.version))
        self.send_archive(found.sha256, name)


def number_or_404(number: str) -> int:
    """The number of a version that an address names. Raises NotFound for what is none."""
    if not NUMBER.match(number):
        raise NotFound(f"There is no version {number}.")
    return int(number)


async def generate(handler: ApiHandler, slug: str, name: str, upload: uploads.Upload) -> Generated:
    """The student version of a source. Raises Invalid with nbgrader's reason when it refuses the source."""
    source = Bundle(url=handler.context.files.url_of(upload.sha256), sha256=upload.sha256)
    result = await handler.context.cluster.run(GenerateJob(course=slug, assignment=name, source=source))
    if isinstance(result, Refused):
        raise Invalid.field("archive", result.reason)
    assert isinstance(result, Generated)
    return result


class SubmitHandler(UploadHandler):
    async def admit(self, *names: str) -> None:
        """Whoever may not submit here leaves nothing behind."""
        course, name = names
        if "Idempotency-Key" in self.request.headers:
            # What is sent again is answered as it was the first time, though it is closed by now.
            await self.run(service.for_member, self.caller, course, name)
        else:
            await self.run(submissions.check_open, self.caller, course, name)

    @allow(LEARN, to=MEMBERS, takes=ZIP, gives=Submission, status=201)
    async def post(self, course: str, name: str) -> None:
        """Hands in a zip of the assignment's folder; the answer is the receipt."""
        upload = await asyncio.to_thread(uploads.receive, self.uploaded(), self.context.files)
        receipt = await self.call(submissions.submit, course, name, upload, self.context.cluster.known_workers)
        self.context.grading.poke()
        self.reply(receipt, 201, location=f"submissions/{receipt.id}")


class SubmissionsHandler(ApiHandler):
    @allow(
        LEARN, to=MEMBERS, by_query={"everyone=true": STAFF}, query=submissions.SubmissionQuery, gives=Page[Submission]
    )
    async def get(self) -> None:
        """The caller's submissions; everybody's for staff who ask."""
        query = self.query(submissions.SubmissionQuery)
        self.reply(await self.call(submissions.list_submissions, query, self.context.cluster.known_workers))


class SubmissionHandler(ApiHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, gives=Submission)
    async def get(self, submission_id: str) -> None:
        """One submission with its cells."""
        self.reply(
            await self.call(submissions.get_submission, uuid_or_404(submission_id), self.context.cluster.known_workers)
        )


class SubmissionArchiveHandler(ArchiveHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, gives=ZIP)
    async def get(self, submission_id: str) -> None:
        """What was handed in, byte for byte."""
        found = await self.call(submissions.get_archive, uuid_or_404(submission_id))
        self.send_archive(found.sha256, submission_id)


class FeedbackHandler(ApiHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, gives="text/html")
    async def get(self, submission_id: str) -> None:
        """The feedback's page; `?notebook=` names one of several."""
        found = await self.call(submissions.get_feedback, uuid_or_404(submission_id))
        pages = self.context.files.get(found.sha256)
        names = [name for name in archive.names(pages) if name.endswith(".html")]
        wanted = self.get_query_argument("notebook", None)
        name = f"{wanted}.html" if wanted is not None else names[0] if names else ""
        if name not in names:
            raise NotFound("There is no feedback on that notebook.")
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Content-Security-Policy", FEEDBACK_POLICY)
        self.finish(archive.read(pages, name))


class AutogradeHandler(ApiHandler):
    @allow(GRADE, to=STAFF, takes=Autograde, gives=Job, status=202)
    async def post(self, course: str, name: str) -> None:
        """Grades some submissions, or everybody's newest, again; or previews what that would change."""
        values = self.body(Autograde)
        await self.run(service.for_staff, self.caller, course, name)
        self.context.cluster.require_sandboxes()
        await accept(self, await self.call(autograding.autograde, course, name, values, self.context.settings))


class FeedbackReleaseHandler(ApiHandler):
    @allow(GRADE, to=STAFF, takes=Selection, gives=Job, status=202)
    async def post(self, course: str, name: str) -> None:
        """Renders feedback with the marks given by hand, and releases it."""
        await accept(self, await self.call(autograding.release_feedback, course, name, self.body(Selection)))


class QueueHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Queue)
    async def get(self, course: str) -> None:
        """What the graders are at, and what waits for them."""
        self.reply(await self.call(queue.show_queue, course, self.query(Paging), self.context.cluster.known_workers))


async def accept(handler: ApiHandler, job: Job) -> None:
    """Answers 202 and wakes the workers."""
    handler.context.grading.poke()
    handler.reply(job, 202)


ROUTES = [
    (r"courses/([^/]+)/assignments", AssignmentsHandler),
    (r"courses/([^/]+)/assignments/([^/]+)", AssignmentHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/source", SourceHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/release", ReleaseHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/submissions", SubmitHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/autograde", AutogradeHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/feedback/release", FeedbackReleaseHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/versions", VersionsHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/versions/([^/]+)", VersionHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/versions/([^/]+)/release", VersionReleaseHandler),
    (r"courses/([^/]+)/queue", QueueHandler),
    (r"submissions", SubmissionsHandler),
    (r"submissions/([^/]+)", SubmissionHandler),
    (r"submissions/([^/]+)/archive", SubmissionArchiveHandler),
    (r"submissions/([^/]+)/feedback", FeedbackHandler),
    *deadlines.ROUTES,
    *regrades.ROUTES,
]
