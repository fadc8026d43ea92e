"""The gradebook over HTTP."""

from __future__ import annotations

import csv
import io

from nbacademy.protocol.gradebook import GradebookRow
from nbacademy.protocol.shape import Page
from nbacademy_hub.errors import Invalid
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler
from nbacademy_hub.http.paging import Paging

from . import service


class GradebookQuery(Paging):
    format: str = "json"


class GradebookHandler(ApiHandler):
    @allow(GRADE, query=GradebookQuery, gives=Page[GradebookRow])
    async def get(self, course: str) -> None:
        """Every student's newest scores, as JSON pages or as one CSV."""
        query = self.query(GradebookQuery)
        if query.format == "json":
            self.reply(await self.call(service.gradebook, course, Paging(page=query.page, limit=query.limit)))
            return
        if query.format != "csv":
            raise Invalid.field("format", "must be json or csv")
        self.set_header("Content-Type", "text/csv; charset=UTF-8")
        self.set_header("Content-Disposition", 'attachment; filename="gradebook.csv"')
        page = 1
        while (rows := await self.call(service.gradebook, course, Paging(page=page, limit=100))).items:
            self.write(csv_of(rows.items, heading=page == 1))
            await self.flush()
            page += 1


def csv_of(rows: tuple[GradebookRow, ...], *, heading: bool) -> str:
    """Rows as CSV. A cell that a spreadsheet would take for a formula is made text."""
    text = io.StringIO()
    writer = csv.writer(text)
    if heading:
        writer.writerow(["student", *rows[0].scores, "total", "max_total"])
    for row in rows:
        name = f"'{row.user.name}" if row.user.name.startswith(("=", "+", "-", "@", "\t")) else row.user.name
        writer.writerow([name, *row.scores.values(), row.total, row.max_total])
    return text.getvalue()


ROUTES = [
    (r"courses/([^/]+)/gradebook", GradebookHandler),
]
