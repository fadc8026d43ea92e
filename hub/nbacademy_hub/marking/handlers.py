"""Marking over HTTP: by question, with claims and comments kept for reuse."""

from __future__ import annotations

import asyncio
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.marking import (
    ClaimCreate,
    Mark,
    MarkedCell,
    MarkPut,
    RegradeMessage,
    RegradeMessageCreate,
    RegradeRequest,
    RegradeRequestCreate,
    RegradeRequestDetail,
    RegradeRequestUpdate,
    RubricComment,
    RubricCommentCreate,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import (
    MEMBERS,
    OWNER_BEFORE_STAFF,
    OWNER_OR_STAFF,
    STAFF,
    STAFF_ALONE,
    STAFF_BEFORE_OWNER,
)
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import claims, comments, questions, requests, service, writing


class MarkedCellsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[MarkedCell])
    async def get(self, course: str, name: str) -> None:
        """The graded cells of an assignment, with how many answers wait for a person."""
        gradebooks = self.context.settings.gradebooks
        self.reply(await self.call(questions.list_cells, course, name, self.query(Paging), gradebooks))


class MarkReader(ApiHandler):
    """Shows a mark as it stands, in a transaction that only reads: nbgrader's gradebook may let one wait."""

    async def mark(self, course: str, mark_id: UUID, *, anonymous: bool) -> Mark:
        query, gradebooks = service.AnonymousQuery(anonymous=anonymous), self.context.settings.gradebooks
        return await self.context.transact(
            service.get_mark, self.caller, course, mark_id, query, gradebooks, self.context.files, writes=False
        )


async def claim(
    handler: ApiHandler, course: str, name: str, grade_id: str, notebook: str | None, values: ClaimCreate
) -> UUID:
    """Claims an answer to a cell. Raises NotFound where none waits, Conflict where others have claimed all."""
    gradebooks = handler.context.settings.gradebooks
    found = await handler.context.transact(
        service.candidates, handler.caller, course, name, grade_id, notebook, values.mark_id, gradebooks, writes=False
    )
    return (await handler.call(claims.claim, found.question, found.mark_ids, values.minutes)).mark_id


async def put_mark(handler: ApiHandler, course: str, mark_id: UUID, values: MarkPut) -> None:
    """Marks an answer; our own database is not kept busy while we wait for nbgrader's.

    Whether an `If-Match` holds is asked beforehand; the mark's own version says whether it still does.
    """
    gradebooks = handler.context.settings.gradebooks
    ready = await handler.context.transact(
        service.prepare, handler.caller, course, mark_id, values, gradebooks, writes=False
    )
    await handler.context.transact(handler.check_match, writes=False)
    outcome = await asyncio.to_thread(writing.write, gradebooks, ready.course_slug, mark_id, values, ready.phrases)
    await handler.run(service.follow, handler.caller, course, mark_id, values, outcome)


class MarksHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=service.MarkQuery, gives=Page[Mark])
    async def get(self, course: str, name: str, grade_id: str) -> None:
        """The answers to a cell with what they got."""
        query, gradebooks = self.query(service.MarkQuery), self.context.settings.gradebooks
        self.reply(await self.call(service.list_marks, course, name, grade_id, query, gradebooks, self.context.files))


class ClaimsHandler(MarkReader):
    @allow(GRADE, to=STAFF, query=service.ClaimQuery, takes=ClaimCreate, gives=Mark, status=201)
    async def post(self, course: str, name: str, grade_id: str) -> None:
        """Claims an answer to a cell: the next that waits, or a given one."""
        query = self.query(service.ClaimQuery)
        mark_id = await claim(self, course, name, grade_id, query.notebook, self.body(ClaimCreate))
        mark = await self.mark(course, mark_id, anonymous=query.anonymous)
        self.reply(mark, 201, location=f"courses/{course}/marks/{mark.id}")


class MarkHandler(MarkReader):
    def shown(self, session: Session, course: str, mark_id: str) -> Mark:
        query, gradebooks = self.query(service.AnonymousQuery), self.context.settings.gradebooks
        chosen = uuid_or_404(mark_id)
        return service.get_mark(session, self.caller, course, chosen, query, gradebooks, self.context.files)

    @allow(GRADE, to=STAFF, query=service.AnonymousQuery, gives=Mark)
    async def get(self, course: str, mark_id: str) -> None:
        """One answer with what it got."""
        self.reply(await self.run(self.shown, course, mark_id))

    @allow(GRADE, to=STAFF, query=service.AnonymousQuery, takes=MarkPut, gives=Mark)
    async def put(self, course: str, mark_id: str) -> None:
        """Marks an answer, in the gradebook that formgrader shows."""
        chosen, query = uuid_or_404(mark_id), self.query(service.AnonymousQuery)
        await put_mark(self, course, chosen, self.body(MarkPut))
        self.reply(await self.mark(course, chosen, anonymous=query.anonymous))


class ClaimHandler(ApiHandler):
    @allow(GRADE, to=STAFF, status=204)
    async def delete(self, course: str, mark_id: str) -> None:
        """Lets one's claim on an answer go."""
        await self.call(claims.let_go, course, uuid_or_404(mark_id))
        self.set_status(204)


class RubricCommentsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=comments.CommentQuery, gives=Page[RubricComment])
    async def get(self, course: str, name: str, grade_id: str) -> None:
        """The comments kept for a cell."""
        query = self.query(comments.CommentQuery)
        self.reply(await self.call(comments.list_comments, course, name, grade_id, query))

    @allow(GRADE, to=STAFF, query=questions.NotebookQuery, takes=RubricCommentCreate, gives=RubricComment, status=201)
    async def post(self, course: str, name: str, grade_id: str) -> None:
        """Keeps a comment for a cell."""
        notebook, values = self.query(questions.NotebookQuery).notebook, self.body(RubricCommentCreate)
        comment = await self.call(comments.create, course, name, grade_id, notebook, values)
        self.reply(comment, 201, location=f"rubric-comments/{comment.id}")


class RubricCommentHandler(ApiHandler):
    @allow(GRADE, to=STAFF_ALONE, takes=RubricCommentCreate, gives=RubricComment)
    async def put(self, comment_id: str) -> None:
        """Changes a kept comment."""
        self.reply(await self.call(comments.change, uuid_or_404(comment_id), self.body(RubricCommentCreate)))

    @allow(GRADE, to=STAFF_ALONE, status=204)
    async def delete(self, comment_id: str) -> None:
        """Forgets a kept comment."""
        await self.call(comments.remove, uuid_or_404(comment_id))
        self.set_status(204)


class AskRegradeHandler(ApiHandler):
    @allow(LEARN, to=OWNER_BEFORE_STAFF, takes=RegradeRequestCreate, gives=RegradeRequest, status=201)
    async def post(self, submission_id: str) -> None:
        """Asks for another look at a cell's mark."""
        request = await self.call(requests.create, uuid_or_404(submission_id), self.body(RegradeRequestCreate))
        self.reply(request, 201, location=f"regrade-requests/{request.id}")


class RegradeRequestsHandler(ApiHandler):
    @allow(
        LEARN, to=MEMBERS, by_query={"everyone=true": STAFF}, query=requests.RequestQuery, gives=Page[RegradeRequest]
    )
    async def get(self) -> None:
        """The caller's requests for another look; everybody's for staff who ask."""
        self.reply(await self.call(requests.list_requests, self.query(requests.RequestQuery)))


class RegradeRequestHandler(ApiHandler):
    def shown(self, session: Session, request_id: str) -> RegradeRequestDetail:
        return requests.get_request(session, self.caller, uuid_or_404(request_id), self.query(Paging))

    @allow(LEARN, to=OWNER_OR_STAFF, query=Paging, gives=RegradeRequestDetail)
    async def get(self, request_id: str) -> None:
        """A request with a page of its thread."""
        self.reply(await self.run(self.shown, request_id))

    @allow(GRADE, to=STAFF_BEFORE_OWNER, takes=RegradeRequestUpdate, gives=RegradeRequest)
    async def put(self, request_id: str) -> None:
        """Accepts or declines a request, or opens it again."""
        self.reply(await self.call(requests.decide, uuid_or_404(request_id), self.body(RegradeRequestUpdate)))


class RegradeMessagesHandler(ApiHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, takes=RegradeMessageCreate, gives=RegradeMessage, status=201)
    async def post(self, request_id: str) -> None:
        """Replies in a request's thread."""
        message = await self.call(requests.reply, uuid_or_404(request_id), self.body(RegradeMessageCreate))
        self.reply(message, 201, location=f"regrade-requests/{request_id}")


ROUTES = [
    (r"courses/([^/]+)/assignments/([^/]+)/cells", MarkedCellsHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/cells/([^/]+)/marks", MarksHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/cells/([^/]+)/claims", ClaimsHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/cells/([^/]+)/rubric-comments", RubricCommentsHandler),
    (r"courses/([^/]+)/marks/([^/]+)", MarkHandler),
    (r"courses/([^/]+)/marks/([^/]+)/claim", ClaimHandler),
    (r"rubric-comments/([^/]+)", RubricCommentHandler),
    (r"submissions/([^/]+)/regrade-requests", AskRegradeHandler),
    (r"regrade-requests", RegradeRequestsHandler),
    (r"regrade-requests/([^/]+)", RegradeRequestHandler),
    (r"regrade-requests/([^/]+)/messages", RegradeMessagesHandler),
]
