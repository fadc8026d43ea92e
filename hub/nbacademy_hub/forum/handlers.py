"""The forum over HTTP."""

from __future__ import annotations

from nbacademy.protocol.forum import Category, CategoryCreate, Post, PostCreate, Thread, ThreadCreate, ThreadDetail
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import service


class CategoriesHandler(ApiHandler):
    @allow(LEARN, query=Paging, gives=Page[Category])
    async def get(self, course: str) -> None:
        """The categories of a course's forum."""
        self.reply(await self.call(service.list_categories, course, self.query(Paging)))

    @allow(LEARN, takes=CategoryCreate, gives=Category, status=201)
    async def post(self, course: str) -> None:
        """A new category."""
        category = await self.call(service.create_category, course, self.body(CategoryCreate))
        self.reply(category, 201, location=f"courses/{course}/categories")


class ThreadsHandler(ApiHandler):
    @allow(LEARN, query=service.ThreadQuery, gives=Page[Thread])
    async def get(self, category_id: str) -> None:
        """The threads of a category."""
        self.reply(await self.call(service.list_threads, uuid_or_404(category_id), self.query(service.ThreadQuery)))

    @allow(LEARN, takes=ThreadCreate, gives=Thread, status=201)
    async def post(self, category_id: str) -> None:
        """Opens a thread."""
        thread = await self.call(service.create_thread, uuid_or_404(category_id), self.body(ThreadCreate))
        self.reply(thread, 201, location=f"threads/{thread.id}")


class ThreadHandler(ApiHandler):
    @allow(LEARN, query=Paging, gives=ThreadDetail)
    async def get(self, thread_id: str) -> None:
        """A thread with a page of its posts."""
        self.reply(await self.call(service.show_thread, uuid_or_404(thread_id), self.query(Paging)))


class PostsHandler(ApiHandler):
    @allow(LEARN, takes=PostCreate, gives=Post, status=201)
    async def post(self, thread_id: str) -> None:
        """Replies in a thread."""
        post = await self.call(service.create_post, uuid_or_404(thread_id), self.body(PostCreate))
        self.reply(post, 201, location=f"threads/{post.thread_id}")


class SolutionHandler(ApiHandler):
    @allow(LEARN, gives=Post)
    async def post(self, post_id: str) -> None:
        """Marks a post as the solution."""
        self.reply(await self.call(service.mark_solution, uuid_or_404(post_id)))


ROUTES = [
    (r"courses/([^/]+)/categories", CategoriesHandler),
    (r"categories/([^/]+)/threads", ThreadsHandler),
    (r"threads/([^/]+)", ThreadHandler),
    (r"threads/([^/]+)/posts", PostsHandler),
    (r"posts/([^/]+)/solution", SolutionHandler),
]
