"""Pages of marking by question: a cell is chosen, answers are claimed one after the other, and marked."""

from __future__ import annotations

import contextlib
from urllib.parse import quote
from uuid import UUID

from nbacademy.protocol.marking import ClaimCreate, Mark, MarkPut, RubricCommentCreate
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.errors import Conflict, NotFound
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.marking import claims, comments, questions, service
from nbacademy_hub.marking import round as rounds
from nbacademy_hub.marking.comments import CommentQuery
from nbacademy_hub.marking.handlers import MarkReader, claim, put_mark
from nbacademy_hub.marking.questions import NotebookQuery
from nbacademy_hub.marking.service import AnonymousQuery, ClaimQuery, MarkQuery

from .page import Page, page

ANSWERS = 20


class MarkingPage(Page):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """The graded cells of an assignment, with how many answers wait for a person."""
        course = await self.course(name)
        await self.call(assignments.get_assignment, course.slug, assignment)
        paging, gradebooks = self.asked(Paging, limit=100), self.context.settings.gradebooks
        self.show_course(
            "marking.html", course, "marking", assignment=assignment, anonymous=self.anonymous,
            cells=await self.call(questions.list_cells, course.slug, assignment, paging, gradebooks),
        )  # fmt: skip

    @property
    def anonymous(self) -> bool:
        """Whether names are left out; every link of these pages hands it on."""
        return self.asked(AnonymousQuery).anonymous

    async def claim_next(self, course: str, assignment: str, grade_id: str, notebook: str | None) -> UUID | None:
        """Claims the next answer that waits; None where there is none, or others have claimed all."""
        await self.run(assignments.for_staff, self.caller, course, assignment)
        with contextlib.suppress(NotFound, Conflict):
            return await claim(self, course, assignment, grade_id, notebook, ClaimCreate())
        return None

    def go_to_mark(self, course: str, mark_id: UUID, said: str) -> None:
        self.go(f"courses/{course}/marks/{mark_id}", anonymous=self._handed_on, said=said)

    def go_to_cell(self, course: str, assignment: str, grade_id: str, notebook: str | None, said: str) -> None:
        cell = f"courses/{course}/assignments/{assignment}/cells/{quote(grade_id, safe='')}/marking"
        self.go(cell, notebook=notebook, anonymous=self._handed_on, said=said)

    @property
    def _handed_on(self) -> str | None:
        return "true" if self.anonymous else None


class AnswersPage(MarkingPage):
    @page
    async def get(self, name: str, assignment: str, grade_id: str) -> None:
        """The answers to a cell, with who marks which just now, and the comments kept for it."""
        course = await self.course(name)
        query, place = self.asked(MarkQuery, limit=ANSWERS), (course.slug, assignment, grade_id)
        kept = CommentQuery(notebook=query.notebook, limit=100)
        where = self.context.settings.gradebooks, self.context.files
        self.show_course(
            "answers.html", course, "marking", assignment=assignment, grade_id=grade_id, query=query,
            anonymous=query.anonymous, marks=await self.call(service.list_marks, *place, query, *where),
            comments=(await self.call(comments.list_comments, *place, kept)).items,
        )  # fmt: skip

    @page
    async def post(self, name: str, assignment: str, grade_id: str) -> None:
        """Claims the next answer that waits, and leads to it."""
        notebook = self.asked(ClaimQuery).notebook
        mark_id = await self.claim_next(name, assignment, grade_id, notebook)
        if mark_id is not None:
            self.go_to_mark(name, mark_id, "claimed")
        else:
            self.go_to_cell(name, assignment, grade_id, notebook, "none-waiting")


class CommentsPage(MarkingPage):
    @page
    async def post(self, name: str, assignment: str, grade_id: str) -> None:
        """Keeps a comment for a cell."""
        notebook, values = self.asked(NotebookQuery).notebook, self.form(RubricCommentCreate)
        await self.call(comments.create, name, assignment, grade_id, notebook, values)
        self.go_to_cell(name, assignment, grade_id, notebook, "saved")


class RemoveCommentPage(MarkingPage):
    @page
    async def post(self, name: str, assignment: str, grade_id: str, comment_id: str) -> None:
        """Forgets a comment kept for a cell."""
        await self.call(comments.remove, uuid_or_404(comment_id))
        self.go_to_cell(name, assignment, grade_id, self.asked(NotebookQuery).notebook, "removed")


class MarkPage(MarkReader, MarkingPage):
    @page
    async def get(self, name: str, mark_id: str) -> None:
        """An answer with what it got, and the form to mark it."""
        course, found = await self.course(name), uuid_or_404(mark_id)
        mark = await self.mark(course.slug, found, anonymous=self.anonymous)
        place, kept = (course.slug, mark.assignment, mark.grade_id), CommentQuery(notebook=mark.notebook, limit=100)
        self.show_course(
            "mark.html", course, "marking", assignment=mark.assignment, mark=mark, anonymous=self.anonymous,
            round=await self.call(rounds.at, course.slug, found, self.context.settings.gradebooks),
            comments=(await self.call(comments.list_comments, *place, kept)).items,
            ticked={value for value in self.get_body_arguments("rubric_comment_ids") if self.problem is not None},
        )  # fmt: skip

    @page
    async def post(self, name: str, mark_id: str) -> None:
        """Marks an answer, keeps its comment for reuse if asked to, and leads to this or to the next one."""
        found, values = uuid_or_404(mark_id), self.form(MarkPut, "keep", "then")
        await put_mark(self, name, found, values)
        mark = await self.mark(name, found, anonymous=True)
        if values.comment is not None and self.get_body_argument("keep", ""):
            await self.keep(name, mark, RubricCommentCreate(text=values.comment, points=values.score))
        if self.get_body_argument("then", "") != "next":
            self.go_to_mark(name, found, "marked")
            return
        following = await self.claim_next(name, mark.assignment, mark.grade_id, mark.notebook)
        if following is not None:
            self.go_to_mark(name, following, "marked")
        else:
            self.go_to_cell(name, mark.assignment, mark.grade_id, mark.notebook, "none-waiting")

    async def keep(self, course: str, mark: Mark, values: RubricCommentCreate) -> None:
        await self.call(comments.create, course, mark.assignment, mark.grade_id, mark.notebook, values)


class ClaimMarkPage(MarkPage):
    @page
    async def post(self, name: str, mark_id: str) -> None:
        """Claims this answer, or renews the claim."""
        found = uuid_or_404(mark_id)
        mark = await self.mark(name, found, anonymous=True)
        await claim(self, name, mark.assignment, mark.grade_id, mark.notebook, ClaimCreate(mark_id=found))
        self.go_to_mark(name, found, "claimed")


class LetGoPage(MarkPage):
    @page
    async def post(self, name: str, mark_id: str) -> None:
        """Lets one's claim on this answer go."""
        found = uuid_or_404(mark_id)
        await self.call(claims.let_go, name, found)
        self.go_to_mark(name, found, "let-go")
