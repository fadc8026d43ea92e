"""Courses, sections and materials over HTTP."""

from __future__ import annotations

import asyncio
import mimetypes
import re
from urllib.parse import quote

from sqlalchemy.orm import Session

from nbacademy.protocol.courses import (
    Course,
    CourseCreate,
    CourseDetail,
    CourseUpdate,
    CourseVersion,
    CourseVersionDetail,
    MaterialCreate,
    MaterialDetail,
    MaterialUpdate,
    Section,
    SectionUpdate,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.assignments.coursefolder import CourseFolder
from nbacademy_hub.errors import NotFound
from nbacademy_hub.http.audience import EDUCATORS, INSTRUCTORS, MEMBERS, PEOPLE
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.download import send_asked
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.http.upload import UploadHandler
from nbacademy_hub.learning import catalogue
from nbacademy_hub.learning.groups import empty, mirror

from . import archives, authoring, contents, materialfiles, publishing
from .materialfiles import FileQuery

NUMBER = re.compile(r"^[0-9]{1,9}$")


class CoursesHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=catalogue.CourseQuery, gives=Page[Course], kept=True)
    async def get(self) -> None:
        """Courses one may know of."""
        self.reply(await self.call(catalogue.list_courses, self.query(catalogue.CourseQuery)))

    @allow(LEARN, to=EDUCATORS, takes=CourseCreate, gives=CourseDetail, status=201)
    async def post(self) -> None:
        """A new, unpublished course, whose instructor the caller is."""
        course = await self.call(authoring.create, self.body(CourseCreate))
        await mirror(self.context, course.slug)
        self.reply(course, 201, location=f"courses/{course.slug}")


class CourseHandler(ApiHandler):
    def shown(self, session: Session, course: str) -> CourseDetail:
        return catalogue.show_course(session, self.caller, course)

    @allow(LEARN, to=PEOPLE, gives=CourseDetail, kept=True)
    async def get(self, course: str) -> None:
        """One course with its sections and materials; for staff as they have edited it."""
        self.reply(await self.run(self.shown, course))

    @allow(LEARN, to=INSTRUCTORS, takes=CourseUpdate, gives=CourseDetail)
    async def put(self, course: str) -> None:
        """Changes what is said of a course."""
        self.reply(await self.call(authoring.update, course, self.body(CourseUpdate)))

    @allow(GRADE, to=INSTRUCTORS, status=204)
    async def delete(self, course: str) -> None:
        """Deletes a course in which no student has been; archives any other."""
        deleted = await self.call(authoring.delete, course)
        if deleted.gone:
            await empty(self.context, deleted.slug)
            await asyncio.to_thread(CourseFolder(self.context.settings.gradebooks, deleted.slug).remove)
        self.set_status(204)


class CoursePublishHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, gives=CourseVersionDetail, status=201)
    async def post(self, course: str) -> None:
        """Shows learners the course as staff have edited it, and freezes that as a version."""
        version = await self.call(publishing.publish, course)
        self.reply(version, 201, location=f"courses/{course}/versions/{version.number}")


class CourseVersionsHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, query=Paging, gives=Page[CourseVersion])
    async def get(self, course: str) -> None:
        """What was published when, the newest first."""
        self.reply(await self.call(publishing.list_versions, course, self.query(Paging)))


class CourseVersionHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, gives=CourseVersionDetail)
    async def get(self, course: str, number: str) -> None:
        """One version with all that it froze."""
        if not NUMBER.match(number):
            raise NotFound(f"There is no version {number}.")
        self.reply(await self.call(publishing.get_version, course, int(number)))


class SectionsHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, takes=SectionUpdate, gives=Section, status=201)
    async def post(self, course: str) -> None:
        """A new section."""
        section = await self.call(contents.add_section, course, self.body(SectionUpdate))
        self.reply(section, 201, location=f"sections/{section.id}")


class SectionHandler(ApiHandler):
    def shown(self, session: Session, section_id: str) -> Section:
        return catalogue.show_section(session, self.caller, uuid_or_404(section_id))

    @allow(LEARN, to=MEMBERS, gives=Section)
    async def get(self, section_id: str) -> None:
        """One section with its materials."""
        self.reply(await self.run(self.shown, section_id))

    @allow(LEARN, to=INSTRUCTORS, takes=SectionUpdate, gives=Section)
    async def put(self, section_id: str) -> None:
        """Another title or position for a section."""
        self.reply(await self.call(contents.update_section, uuid_or_404(section_id), self.body(SectionUpdate)))

    @allow(LEARN, to=INSTRUCTORS, status=204)
    async def delete(self, section_id: str) -> None:
        """Takes a section out of its course."""
        await self.call(contents.delete_section, uuid_or_404(section_id))
        self.set_status(204)


class MaterialsHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, takes=MaterialCreate, gives=MaterialDetail, status=201)
    async def post(self, section_id: str) -> None:
        """A new material; its file, if it has one, is sent to it afterwards."""
        material = await self.call(contents.add_material, uuid_or_404(section_id), self.body(MaterialCreate))
        self.reply(material, 201, location=f"materials/{material.id}")


class MaterialHandler(ApiHandler):
    def shown(self, session: Session, material_id: str) -> MaterialDetail:
        return catalogue.show_material(session, self.caller, uuid_or_404(material_id))

    @allow(LEARN, to=MEMBERS, gives=MaterialDetail)
    async def get(self, material_id: str) -> None:
        """One material."""
        self.reply(await self.run(self.shown, material_id))

    @allow(LEARN, to=INSTRUCTORS, takes=MaterialUpdate, gives=MaterialDetail)
    async def put(self, material_id: str) -> None:
        """Changes a material but for its file."""
        self.reply(await self.call(contents.update_material, uuid_or_404(material_id), self.body(MaterialUpdate)))

    @allow(LEARN, to=INSTRUCTORS, status=204)
    async def delete(self, material_id: str) -> None:
        """Takes a material out of its section."""
        await self.call(contents.delete_material, uuid_or_404(material_id))
        self.set_status(204)


class MaterialContentHandler(UploadHandler):
    async def admit(self, *names: str) -> None:
        """Only who may change a material need send its file."""
        if self.request.method == "PUT":
            self.kind = await self.run(materialfiles.kind_of, self.caller, uuid_or_404(names[0]))

    def standing(self, session: Session) -> str:
        material = catalogue.show_material(session, self.caller, uuid_or_404(self.path_args[0]))
        return f'"{material.sha256}"'

    @allow(LEARN, to=MEMBERS, gives="*/*")
    async def get(self, material_id: str) -> None:
        """A material's file, or a range of its bytes. It may come from any author, so a browser must only save it."""
        material = await self.call(catalogue.show_material, uuid_or_404(material_id))
        if material.sha256 is None or material.filename is None:
            raise NotFound("This material has no file.")
        kind = mimetypes.guess_type(material.filename)[0] or "application/octet-stream"
        name = quote(material.filename.rsplit("/", 1)[-1])
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        tag = f'"{material.sha256}"'
        self.set_header("Etag", tag)
        if self.check_etag_header():
            self.set_status(304)
            return
        with await asyncio.to_thread(self.context.files.open, material.sha256) as file:
            await send_asked(self, file, tag)

    @allow(LEARN, to=INSTRUCTORS, takes="application/octet-stream", query=FileQuery, gives=MaterialDetail)
    async def put(self, material_id: str) -> None:
        """Another file for a material, whose bytes have to be of its type."""
        found, filename = uuid_or_404(material_id), self.query(FileQuery).filename
        file = self.received()
        await asyncio.to_thread(materialfiles.check_content, self.kind, file)
        sha256 = await asyncio.to_thread(self.context.files.put_file, file)
        self.reply(await self.call(materialfiles.put_file, found, filename, sha256))


ROUTES = [
    *archives.ROUTES,
    (r"courses", CoursesHandler),
    (r"courses/([^/]+)", CourseHandler),
    (r"courses/([^/]+)/publish", CoursePublishHandler),
    (r"courses/([^/]+)/versions", CourseVersionsHandler),
    (r"courses/([^/]+)/versions/([^/]+)", CourseVersionHandler),
    (r"courses/([^/]+)/sections", SectionsHandler),
    (r"sections/([^/]+)", SectionHandler),
    (r"sections/([^/]+)/materials", MaterialsHandler),
    (r"materials/([^/]+)", MaterialHandler),
    (r"materials/([^/]+)/content", MaterialContentHandler),
]
