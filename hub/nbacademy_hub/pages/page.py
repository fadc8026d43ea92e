"""The base of every page: signs in where needed, shows errors as pages, and a form again with what is wrong in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from nbacademy.protocol.courses import CourseDetail
from nbacademy.protocol.shape import Shape
from nbacademy_hub.caller import COURSE_ACCOUNT
from nbacademy_hub.errors import AcademyError, Conflict, Forbidden, Invalid, Later, TooLarge, Unauthenticated
from nbacademy_hub.http.audience import PEOPLE
from nbacademy_hub.http.declaration import GRADE, Declaration
from nbacademy_hub.http.handler import ApiHandler
from nbacademy_hub.http.parsing import LIMIT_JSON_BYTES
from nbacademy_hub.learning import catalogue, membership

from . import forms, words

Verb = Callable[..., Awaitable[None]]
S = TypeVar("S", bound=Shape)

PER_PAGE = 50
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def page(verb: Verb) -> Verb:
    """Declares a page for people signed in with their browser; others are sent to sign in first.

    What is refused about a form is said on the page that the form stands on, where that is of the same address.
    """

    @wraps(verb)
    async def checked(self: Page, *args: Any, **kwargs: Any) -> None:
        try:
            self.caller = await self.identify()
        except Unauthenticated:
            if self.request.method != "GET":
                raise
            self.redirect(self.get_login_url())
            return
        try:
            async with self.refusals_recorded():
                # A course's own server may grade, by formgrader alone: what runs in it is nobody's browser.
                if GRADE not in self.caller.powers or self.caller.username.startswith(COURSE_ACCOUNT):
                    raise Forbidden("Open this page in the browser, signed in as yourself.")
                await verb(self, *args, **kwargs)
        except (Invalid, Conflict) as problem:
            if self.problem is not None or not self.has_form:
                raise
            self.problem = problem
            self.set_status(problem.status)
            await cast(Awaitable[None], self.get(*args, **kwargs))

    checked.__dict__["declaration"] = Declaration(GRADE, PEOPLE)
    return checked


class Page(ApiHandler):
    """A server-rendered page in JupyterHub's look; nothing on it runs scripts.

    `problem` is why the form that was sent was refused.
    """

    problem: AcademyError | None = None

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Referrer-Policy", "same-origin")

    @property
    def has_form(self) -> bool:
        """Whether what is sent just now is the form of a page at the same address."""
        return self.request.method == "POST" and hasattr(self.get, "declaration")

    async def course(self, name: str) -> CourseDetail:
        """The course, for its staff. Raises NotFound or Forbidden."""
        await self.call(membership.staff, name)
        return await self.call(catalogue.show_course, name)

    def asked(self, shape: type[S], **given: Any) -> S:
        """What the address asks for, with what is given. Raises Invalid."""
        return forms.of_query(shape, self.request.query_arguments, given)

    def form(self, shape: type[S], *besides: str) -> S:
        """What the form says, without the fields `besides`. Raises Invalid, which names each wrong field."""
        if len(self.request.body) > LIMIT_JSON_BYTES:
            raise TooLarge(f"The form is larger than {LIMIT_JSON_BYTES // 1024 // 1024} MiB.")
        sent = self.request.body_arguments
        return forms.of_form(shape, {name: sent[name] for name in sent if name not in ("_xsrf", *besides)})

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        """What is no UTF-8 names nothing, rather than making a fault of the page that says so."""
        return value.decode("utf-8", "replace")

    def entered(self, name: str, value: object) -> str:
        """What was entered into a field that is shown again, or else its value."""
        return self.get_body_argument(name, "") if self.problem is not None else forms.shown(value)

    def go(self, path: str, **query: object) -> None:
        """Leads to another page after a form; `said` in the query names what that page then says."""
        given = {name: value for name, value in query.items() if value is not None}
        self.redirect(f"{self.context.prefix}{path}" + (f"?{urlencode(given)}" if given else ""), status=303)

    def get_template_namespace(self) -> dict[str, Any]:
        """What every template knows."""
        details = self.problem.details if self.problem is not None else ()
        return {
            **super().get_template_namespace(), **words.NAMESPACE, "prefix": self.context.prefix,
            "hub_prefix": self.hub_auth.hub_prefix, "caller": getattr(self, "caller", None), "entered": self.entered,
            "problem": self.problem, "problems": {detail.field: detail.message for detail in details},
            "said": words.said(self.get_query_argument("said", ""), self.get_query_argument("count", "")),
            "here": self.here,
        }  # fmt: skip

    def here(self, **query: object) -> str:
        """This page's address with other values in its query; those that are None are left out."""
        asked = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        wanted = {**asked, "said": None, "count": None, **query}
        return "?" + urlencode({name: value for name, value in wanted.items() if value is not None})

    def show(self, template: str, **values: Any) -> None:
        """Renders a template; what it shows is escaped."""
        self.render(template, **values)

    def show_course(self, template: str, course: CourseDetail, tab: str, **values: Any) -> None:
        """Renders a page of a course, below the course's tabs."""
        shown = {"assignment": None, **values, "course": course, "tab": tab, "leads": self.leads(course)}
        self.render(template, **shown)

    def leads(self, course: CourseDetail) -> bool:
        """Whether the caller may do what an instructor of the course may; the service checks it again."""
        return course.role == "instructor" or self.caller.is_admin

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        known = error if isinstance(error, AcademyError) else None
        status = known.status if known else status_code
        message = (
            known.message if known else "Something went wrong here; it has been logged." if status >= 500 else "refused"
        )
        self.set_status(status)
        if isinstance(known, Later):
            self.set_header("Retry-After", str(known.retry_seconds))
        self.render("error.html", title=HTTPStatus(status).phrase, message=message)
