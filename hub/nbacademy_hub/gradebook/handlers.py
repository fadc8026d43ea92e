"""The gradebook over HTTP."""

from __future__ import annotations

import asyncio
from typing import Literal

from nbacademy.protocol.gradebook import GradebookRow, Grades
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import INSTRUCTORS, MEMBERS, STAFF
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.download import send
from nbacademy_hub.http.handler import ApiHandler
from nbacademy_hub.http.paging import Paging

from . import portable, released, service, spreadsheet


class GradebookQuery(Paging):
    """`csv` has all rows, and `nbgrader-csv` what `nbgrader export` writes; pages are of `json` only."""

    format: Literal["json", "csv", "nbgrader-csv"] = "json"


class GradebookHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=GradebookQuery, gives=Page[GradebookRow])
    async def get(self, course: str) -> None:
        """Every student's newest scores, as JSON pages or as one CSV."""
        query = self.query(GradebookQuery)
        if query.format == "json":
            self.reply(await self.page(course, query.page, query.limit))
        elif query.format == "csv":
            self.head("gradebook.csv")
            await self.send_csv(course)
        else:
            slug = await self.call(service.for_staff, course)
            exported = await asyncio.to_thread(spreadsheet.nbgrader_csv, self.context.settings.gradebooks, slug)
            self.head("grades.csv")
            self.finish(exported)

    async def page(self, course: str, number: int, limit: int) -> Page[GradebookRow]:
        paging, gradebooks = Paging(page=number, limit=limit), self.context.settings.gradebooks
        return await self.call(service.gradebook, course, paging, gradebooks)

    def head(self, filename: str) -> None:
        self.set_header("Content-Type", "text/csv; charset=UTF-8")
        self.set_header("Content-Disposition", f'attachment; filename="{filename}"')

    async def send_csv(self, course: str) -> None:
        names, quizzes = await self.call(service.names, course), await self.call(service.quiz_names, course)
        self.write(spreadsheet.heading(names, quizzes))
        number = 1
        while (rows := await self.page(course, number, 100)).items:
            self.write(spreadsheet.lines(rows.items))
            await self.flush()
            number += 1


class GradesHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, gives=Grades)
    async def get(self, course: str) -> None:
        """What one got in a course oneself: released grades of assignments, and one's best scores in quizzes."""
        self.reply(await self.call(released.own_grades, course))


class PortableHandler(ApiHandler):
    @allow(GRADE, to=INSTRUCTORS, gives="application/zip")
    async def get(self, course: str) -> None:
        """The course as a plain nbgrader course folder, in a zip."""
        found = await self.call(portable.contents, course)
        settings = self.context.settings
        with await asyncio.to_thread(portable.pack, found, self.context.files, settings.gradebooks) as file:
            self.set_header("Content-Type", "application/zip")
            self.set_header("Content-Disposition", f'attachment; filename="{found.slug}-nbgrader.zip"')
            await send(self, file)


ROUTES = [
    (r"courses/([^/]+)/gradebook", GradebookHandler),
    (r"courses/([^/]+)/grades", GradesHandler),
    (r"courses/([^/]+)/export/nbgrader", PortableHandler),
]
