"""The forum over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.forum import (
    Category,
    CategoryCreate,
    ModerationItem,
    ModerationUpdate,
    Post,
    PostCreate,
    PostEdit,
    PostUpdate,
    Report,
    ReportCreate,
    Subscription,
    Thread,
    ThreadCreate,
    ThreadDetail,
    ThreadUpdate,
    VoteUpdate,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import (
    AUTHOR_OR_MODERATORS,
    AUTHOR_OR_STAFF,
    FORUM,
    FORUM_MODERATORS,
    INSTRUCTORS,
    MODERATORS,
    OTHERS_IN_FORUM,
)
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import moderation, posts, service, subscriptions


class CategoriesHandler(ApiHandler):
    @allow(LEARN, to=FORUM, query=Paging, gives=Page[Category], kept=True)
    async def get(self, course: str) -> None:
        """The categories of a course's forum."""
        self.reply(await self.call(service.list_categories, course, self.query(Paging)))

    @allow(LEARN, to=INSTRUCTORS, takes=CategoryCreate, gives=Category, status=201)
    async def post(self, course: str) -> None:
        """A new category."""
        category = await self.call(service.create_category, course, self.body(CategoryCreate))
        self.reply(category, 201, location=f"courses/{course}/categories")


class ThreadsHandler(ApiHandler):
    @allow(LEARN, to=FORUM, query=service.ThreadQuery, gives=Page[Thread], kept=True)
    async def get(self, category_id: str) -> None:
        """The threads of a category."""
        self.reply(await self.call(service.list_threads, uuid_or_404(category_id), self.query(service.ThreadQuery)))

    @allow(LEARN, to=FORUM, takes=ThreadCreate, gives=Thread, status=201)
    async def post(self, category_id: str) -> None:
        """Opens a thread."""
        thread = await self.call(service.create_thread, uuid_or_404(category_id), self.body(ThreadCreate))
        self.reply(thread, 201, location=f"threads/{thread.id}")


class CourseThreadsHandler(ApiHandler):
    @allow(LEARN, to=FORUM, query=service.ThreadQuery, gives=Page[Thread], kept=True)
    async def get(self, course: str) -> None:
        """The threads of a course, in whatever category."""
        self.reply(await self.call(service.list_course_threads, course, self.query(service.ThreadQuery)))


class ThreadHandler(ApiHandler):
    def shown(self, session: Session, thread_id: str) -> ThreadDetail:
        return service.show_thread(session, self.caller, uuid_or_404(thread_id), Paging())

    @allow(LEARN, to=FORUM, query=Paging, gives=ThreadDetail)
    async def get(self, thread_id: str) -> None:
        """A thread with a page of its posts."""
        self.reply(await self.call(service.show_thread, uuid_or_404(thread_id), self.query(Paging)))

    @allow(LEARN, to=AUTHOR_OR_MODERATORS, takes=ThreadUpdate, gives=Thread)
    async def put(self, thread_id: str) -> None:
        """Changes a thread's title, or moderates it."""
        self.reply(await self.call(service.put_thread, uuid_or_404(thread_id), self.body(ThreadUpdate)))


class SubscriptionHandler(ApiHandler):
    @allow(LEARN, to=FORUM, takes=Subscription, gives=Subscription)
    async def put(self, thread_id: str) -> None:
        """Says whether the caller is told of a thread's new posts."""
        self.reply(await self.call(subscriptions.put, uuid_or_404(thread_id), self.body(Subscription)))


class PostsHandler(ApiHandler):
    @allow(LEARN, to=FORUM, takes=PostCreate, gives=Post, status=201)
    async def post(self, thread_id: str) -> None:
        """Replies in a thread."""
        post = await self.call(posts.create, uuid_or_404(thread_id), self.body(PostCreate))
        self.reply(post, 201, location=f"posts/{post.id}")


class PostHandler(ApiHandler):
    def shown(self, session: Session, post_id: str) -> Post:
        return posts.get(session, self.caller, uuid_or_404(post_id))

    @allow(LEARN, to=FORUM, gives=Post)
    async def get(self, post_id: str) -> None:
        """One post."""
        self.reply(await self.run(self.shown, post_id))

    @allow(LEARN, to=AUTHOR_OR_MODERATORS, takes=PostUpdate, gives=Post)
    async def put(self, post_id: str) -> None:
        """Changes what a post says."""
        self.reply(await self.call(posts.put, uuid_or_404(post_id), self.body(PostUpdate)))

    @allow(LEARN, to=AUTHOR_OR_MODERATORS, status=204)
    async def delete(self, post_id: str) -> None:
        """Takes away what a post says."""
        await self.call(posts.delete, uuid_or_404(post_id))
        self.set_status(204)


class PostEditsHandler(ApiHandler):
    @allow(LEARN, to=AUTHOR_OR_MODERATORS, query=Paging, gives=Page[PostEdit])
    async def get(self, post_id: str) -> None:
        """What a post said before."""
        self.reply(await self.call(posts.list_edits, uuid_or_404(post_id), self.query(Paging)))


class VoteHandler(ApiHandler):
    @allow(LEARN, to=OTHERS_IN_FORUM, takes=VoteUpdate, gives=Post)
    async def put(self, post_id: str) -> None:
        """Says whether a post is useful."""
        self.reply(await self.call(posts.vote, uuid_or_404(post_id), self.body(VoteUpdate)))


class SolutionHandler(ApiHandler):
    @allow(LEARN, to=AUTHOR_OR_STAFF, gives=Post)
    async def post(self, post_id: str) -> None:
        """Marks a post as the solution."""
        self.reply(await self.call(posts.mark_solution, uuid_or_404(post_id)))


class ReportsHandler(ApiHandler):
    @allow(LEARN, to=FORUM, takes=ReportCreate, gives=Report, status=201)
    async def post(self, post_id: str) -> None:
        """Says that a post should not stand where it does."""
        report = await self.call(moderation.report, uuid_or_404(post_id), self.body(ReportCreate))
        self.reply(report, 201, location=f"posts/{report.post_id}")


class ModerationQueueHandler(ApiHandler):
    @allow(
        GRADE, to=MODERATORS, by_query={"course": FORUM_MODERATORS}, query=moderation.QueueQuery,
        gives=Page[ModerationItem],
    )  # fmt: skip
    async def get(self) -> None:
        """Posts that were reported."""
        self.reply(await self.call(moderation.list_queue, self.query(moderation.QueueQuery)))


class ModerationHandler(ApiHandler):
    @allow(GRADE, to=FORUM_MODERATORS, takes=ModerationUpdate, gives=ModerationItem)
    async def put(self, report_id: str) -> None:
        """Decides what becomes of a reported post."""
        self.reply(await self.call(moderation.decide, uuid_or_404(report_id), self.body(ModerationUpdate)))


ROUTES = [
    (r"courses/([^/]+)/categories", CategoriesHandler),
    (r"courses/([^/]+)/threads", CourseThreadsHandler),
    (r"categories/([^/]+)/threads", ThreadsHandler),
    (r"threads/([^/]+)", ThreadHandler),
    (r"threads/([^/]+)/subscription", SubscriptionHandler),
    (r"threads/([^/]+)/posts", PostsHandler),
    (r"posts/([^/]+)", PostHandler),
    (r"posts/([^/]+)/history", PostEditsHandler),
    (r"posts/([^/]+)/vote", VoteHandler),
    (r"posts/([^/]+)/solution", SolutionHandler),
    (r"posts/([^/]+)/reports", ReportsHandler),
    (r"moderation/queue", ModerationQueueHandler),
    (r"moderation/([^/]+)", ModerationHandler),
]
