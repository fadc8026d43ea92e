"""Pages for administrators: people, who asks for a role, and the audit log."""

from __future__ import annotations

from nbacademy.protocol.people import RoleRequestUpdate, RoleUpdate
from nbacademy_hub.audit import service as audit
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.people import handlers, service

from .page import PER_PAGE, Page, page


class PeoplePage(Page):
    @page
    async def get(self) -> None:
        """Accounts, with a search."""
        query = self.asked(service.UserQuery, limit=PER_PAGE)
        self.show("people.html", tab="people", people=await self.call(service.list_users, query), query=query)


class PersonPage(Page):
    @page
    async def get(self, user_id: str) -> None:
        """One account, with what JupyterHub knows of it."""
        person = await self.call(service.get_user, uuid_or_404(user_id))
        known = await self.context.hub.user(person.username)
        tokens = await self.context.hub.tokens(person.username)
        self.show("person.html", tab="people", person=person, servers=known.get("servers", {}), tokens=tokens)


class PersonRolePage(PersonPage):
    @page
    async def post(self, user_id: str) -> None:
        """Gives somebody a role."""
        await self.call(service.put_role, uuid_or_404(user_id), self.form(RoleUpdate))
        self.go(f"people/{user_id}", said="saved")


class RemovePersonPage(PersonPage):
    @page
    async def get(self, user_id: str) -> None:
        """Asks whether somebody is to be removed."""
        self.show("person_remove.html", tab="people", person=await self.call(service.get_user, uuid_or_404(user_id)))

    @page
    async def post(self, user_id: str) -> None:
        """Removes somebody."""
        await handlers.remove(self, user_id)
        self.go("people", said="removed")


class RoleRequestsPage(Page):
    @page
    async def get(self) -> None:
        """Who asks for which role."""
        query = self.asked(service.RequestQuery, limit=PER_PAGE)
        self.show(
            "role_requests.html", tab="requests", requests=await self.call(service.list_requests, query), query=query
        )


class DecideRolePage(Page):
    @page
    async def post(self, request_id: str) -> None:
        """Grants or declines a request."""
        await self.call(service.decide, uuid_or_404(request_id), self.form(RoleRequestUpdate))
        self.go("role-requests", state="open", said="saved")


class AuditPage(Page):
    @page
    async def get(self) -> None:
        """The audit log, with filters."""
        query = self.asked(audit.AuditQuery, limit=PER_PAGE)
        found = await self.context.transact(audit.read, self.caller, query)
        self.show("audit.html", tab="audit", entries=found, query=query)
