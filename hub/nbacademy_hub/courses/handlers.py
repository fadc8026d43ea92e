"""Courses and materials over HTTP."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from nbacademy.protocol.courses import Course, CourseDetail, MaterialDetail
from nbacademy.protocol.shape import Page
from nbacademy_hub.errors import NotFound
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.learning import catalogue


class CoursesHandler(ApiHandler):
    @allow(LEARN, query=catalogue.CourseQuery, gives=Page[Course])
    async def get(self) -> None:
        """Courses one may know of."""
        self.reply(await self.call(catalogue.list_courses, self.query(catalogue.CourseQuery)))


class CourseHandler(ApiHandler):
    @allow(LEARN, gives=CourseDetail)
    async def get(self, course: str) -> None:
        """One course with its sections and materials."""
        self.reply(await self.call(catalogue.show_course, course))


class MaterialHandler(ApiHandler):
    @allow(LEARN, gives=MaterialDetail)
    async def get(self, material_id: str) -> None:
        """One material."""
        self.reply(await self.call(catalogue.show_material, uuid_or_404(material_id)))


class MaterialContentHandler(ApiHandler):
    @allow(LEARN, gives="application/octet-stream")
    async def get(self, material_id: str) -> None:
        """A material's file. It may come from any author, so a browser must only ever save it."""
        material = await self.call(catalogue.show_material, uuid_or_404(material_id))
        if material.sha256 is None or material.filename is None:
            raise NotFound("This material has no file.")
        kind = mimetypes.guess_type(material.filename)[0] or "application/octet-stream"
        name = quote(material.filename.rsplit("/", 1)[-1])
        self.set_header("Content-Type", kind)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.set_header("Etag", f'"{material.sha256}"')
        if self.check_etag_header():
            self.set_status(304)
            return
        self.finish(self.context.files.get(material.sha256))


ROUTES = [
    (r"courses", CoursesHandler),
    (r"courses/([^/]+)", CourseHandler),
    (r"materials/([^/]+)", MaterialHandler),
    (r"materials/([^/]+)/content", MaterialContentHandler),
]
