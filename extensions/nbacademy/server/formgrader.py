"""Formgrader in a course's own server: marking stays there, what the platform does itself is on the platform's pages.

Its buttons would generate, collect and autograde in a server that may do none of it.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

COURSE_ACCOUNT = "course-"


class MarkingHandler(JupyterHandler):
    """Formgrader begins with marking."""

    @authenticated
    async def get(self) -> None:
        self.redirect(url_path_join(self.base_url, "formgrader/gradebook"))


class PlatformHandler(JupyterHandler):
    """Leads to the page of the course `slug` on which its assignments are managed."""

    def initialize(self, slug: str) -> None:
        hub = os.environ.get("JUPYTERHUB_HOST", "") + os.environ.get("JUPYTERHUB_BASE_URL", "/")
        self._course = f"{hub}services/academy/courses/{slug}"

    @authenticated
    async def get(self, assignment: str | None = None) -> None:
        # The name comes decoded, and may be anything.
        chosen = "" if assignment is None else f"/submissions?assignment={quote(assignment, safe='')}"
        self.redirect(self._course + chosen)


def routes(owner: str) -> list[tuple[Any, ...]]:
    """The routes of the server of `owner`: none unless it is a course's. They come before formgrader's own."""
    if not owner.startswith(COURSE_ACCOUNT):
        return []
    course = {"slug": owner.removeprefix(COURSE_ACCOUNT)}
    return [
        (r"/formgrader/?", MarkingHandler),
        (r"/formgrader/manage_assignments/?", PlatformHandler, course),
        (r"/formgrader/manage_submissions/([^/]+)/?", PlatformHandler, course),
    ]
