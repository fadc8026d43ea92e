"""People over HTTP, for administrators; and what guardians see."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.people import (
    Guardians,
    GuardiansUpdate,
    PersonalData,
    RoleRequest,
    RoleRequestCreate,
    RoleRequestUpdate,
    RoleUpdate,
    User,
    UserDetail,
    WardCourse,
)
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.http.audience import ADMINS, GUARDIANS, PEOPLE, SELF, STAFF
from nbacademy_hub.http.declaration import GRADE, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import export, guardians, removal, service


class UsersHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, by_query={"course": STAFF}, query=service.UserQuery, gives=Page[User])
    async def get(self) -> None:
        """Accounts, newest first."""
        self.reply(await self.call(service.list_users, self.query(service.UserQuery)))


class UserHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, gives=UserDetail)
    async def get(self, user_id: str) -> None:
        """One account."""
        self.reply(await self.call(service.get_user, uuid_or_404(user_id)))

    @allow(GRADE, to=ADMINS, status=204)
    async def delete(self, user_id: str) -> None:
        """Removes somebody; grades and posts stay without their name."""
        await remove(self, user_id)
        self.set_status(204)


async def remove(handler: ApiHandler, user_id: str) -> None:
    """Removes somebody from JupyterHub, which stops their servers, and then here."""
    found = uuid_or_404(user_id)
    await handler.context.remove_user(await handler.call(removal.check, found))
    await handler.call(removal.remove, found)


class RoleHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, takes=RoleUpdate, gives=UserDetail)
    async def put(self, user_id: str) -> None:
        """Gives somebody a role."""
        self.reply(await self.call(service.put_role, uuid_or_404(user_id), self.body(RoleUpdate)))


class ExportHandler(ApiHandler):
    @allow(GRADE, to=SELF, gives=PersonalData)
    async def get(self, user_id: str) -> None:
        """What is kept of somebody."""
        self.reply(await self.call(export.export, uuid_or_404(user_id)))


class RoleRequestsHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, query=service.RequestQuery, gives=Page[RoleRequest])
    async def get(self) -> None:
        """Who asks for which role, oldest first."""
        self.reply(await self.call(service.list_requests, self.query(service.RequestQuery)))

    @allow(GRADE, to=PEOPLE, takes=RoleRequestCreate, gives=RoleRequest, status=201)
    async def post(self) -> None:
        """Asks for a role."""
        self.reply(await self.call(service.ask, self.body(RoleRequestCreate)), 201, location="role-requests")


class RoleRequestHandler(ApiHandler):
    @allow(GRADE, to=ADMINS, takes=RoleRequestUpdate, gives=RoleRequest)
    async def put(self, request_id: str) -> None:
        """Grants or declines a request."""
        self.reply(await self.call(service.decide, uuid_or_404(request_id), self.body(RoleRequestUpdate)))


class GuardiansHandler(ApiHandler):
    replaced = frozenset({"items"})

    def shown(self, session: Session, user_id: str) -> Guardians:
        return guardians.list_guardians(session, self.caller, uuid_or_404(user_id))

    @allow(GRADE, to=ADMINS, gives=Guardians)
    async def get(self, user_id: str) -> None:
        """The guardians of somebody."""
        self.reply(await self.run(self.shown, user_id))

    @allow(GRADE, to=ADMINS, takes=GuardiansUpdate, gives=Guardians)
    async def put(self, user_id: str) -> None:
        """Says who somebody's guardians are."""
        values = self.body(GuardiansUpdate)
        self.reply(await self.call(guardians.put_guardians, uuid_or_404(user_id), values))


class WardsHandler(ApiHandler):
    @allow(GRADE, to=PEOPLE, query=Paging, gives=Page[Person])
    async def get(self) -> None:
        """The caller's wards."""
        self.reply(await self.call(guardians.list_wards, self.query(Paging)))


class WardCoursesHandler(ApiHandler):
    @allow(GRADE, to=GUARDIANS, query=Paging, gives=Page[WardCourse])
    async def get(self, user_id: str) -> None:
        """A ward's courses, with progress and released grades."""
        self.reply(await self.call(guardians.list_ward_courses, uuid_or_404(user_id), self.query(Paging)))


ROUTES = [
    (r"users", UsersHandler),
    (r"users/me/wards", WardsHandler),
    (r"users/me/wards/([^/]+)/courses", WardCoursesHandler),
    (r"users/([^/]+)", UserHandler),
    (r"users/([^/]+)/role", RoleHandler),
    (r"users/([^/]+)/export", ExportHandler),
    (r"users/([^/]+)/guardians", GuardiansHandler),
    (r"role-requests", RoleRequestsHandler),
    (r"role-requests/([^/]+)", RoleRequestHandler),
]
