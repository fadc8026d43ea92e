"""Settings, groups and extensions over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.assignments import CourseGrading
from nbacademy.protocol.deadlines import Deadlines, Extension, ExtensionUpdate, Group, GroupUpdate
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import INSTRUCTORS, MEMBERS, PEOPLE, STAFF, STAFF_ALONE
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import extensions, groups, settings, upcoming


class CourseGradingHandler(ApiHandler):
    def shown(self, session: Session, course: str) -> CourseGrading:
        return settings.course_grading(session, self.caller, course)

    @allow(LEARN, to=MEMBERS, gives=CourseGrading)
    async def get(self, course: str) -> None:
        """What holds for assignments that say nothing else."""
        self.reply(await self.run(self.shown, course))

    @allow(GRADE, to=INSTRUCTORS, takes=CourseGrading, gives=CourseGrading)
    async def put(self, course: str) -> None:
        """Sets what holds for assignments that say nothing else."""
        self.reply(await self.call(settings.put_course_grading, course, self.body(CourseGrading)))


class GroupsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[Group])
    async def get(self, course: str) -> None:
        """The groups of a course's students."""
        self.reply(await self.call(groups.list_groups, course, self.query(Paging)))

    @allow(GRADE, to=STAFF, takes=GroupUpdate, gives=Group, status=201)
    async def post(self, course: str) -> None:
        """A new group."""
        group = await self.call(groups.create_group, course, self.body(GroupUpdate))
        self.reply(group, 201, location=f"groups/{group.id}")


class GroupHandler(ApiHandler):
    def shown(self, session: Session, group_id: str) -> Group:
        return groups.get_group(session, self.caller, uuid_or_404(group_id))

    @allow(GRADE, to=STAFF_ALONE, gives=Group)
    async def get(self, group_id: str) -> None:
        """One group with its members."""
        self.reply(await self.run(self.shown, group_id))

    @allow(GRADE, to=STAFF_ALONE, takes=GroupUpdate, gives=Group)
    async def put(self, group_id: str) -> None:
        """Another name and other members for a group."""
        self.reply(await self.call(groups.update_group, uuid_or_404(group_id), self.body(GroupUpdate)))

    @allow(GRADE, to=STAFF_ALONE, status=204)
    async def delete(self, group_id: str) -> None:
        """Removes a group with its extensions."""
        await self.call(groups.delete_group, uuid_or_404(group_id))
        self.set_status(204)


class ExtensionsHandler(ApiHandler):
    @allow(GRADE, to=STAFF, query=Paging, gives=Page[Extension])
    async def get(self, course: str, name: str) -> None:
        """The extensions of an assignment."""
        self.reply(await self.call(extensions.list_extensions, course, name, self.query(Paging)))


class PersonExtensionHandler(ApiHandler):
    @allow(GRADE, to=STAFF, takes=ExtensionUpdate, gives=Extension)
    async def put(self, course: str, name: str, user: str) -> None:
        """Grants somebody an extension."""
        values = self.body(ExtensionUpdate)
        self.reply(await self.call(extensions.put_for_person, course, name, uuid_or_404(user), values))

    @allow(GRADE, to=STAFF, status=204)
    async def delete(self, course: str, name: str, user: str) -> None:
        """Takes somebody's extension back."""
        await self.call(extensions.delete_for_person, course, name, uuid_or_404(user))
        self.set_status(204)


class GroupExtensionHandler(ApiHandler):
    @allow(GRADE, to=STAFF, takes=ExtensionUpdate, gives=Extension)
    async def put(self, course: str, name: str, group: str) -> None:
        """Grants a group an extension."""
        values = self.body(ExtensionUpdate)
        self.reply(await self.call(extensions.put_for_group, course, name, uuid_or_404(group), values))

    @allow(GRADE, to=STAFF, status=204)
    async def delete(self, course: str, name: str, group: str) -> None:
        """Takes a group's extension back."""
        await self.call(extensions.delete_for_group, course, name, uuid_or_404(group))
        self.set_status(204)


class DeadlinesHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, gives=Deadlines)
    async def get(self) -> None:
        """What the caller still has to hand in, the soonest first."""
        self.reply(await self.call(upcoming.list_upcoming))


ROUTES = [
    (r"users/me/deadlines", DeadlinesHandler),
    (r"courses/([^/]+)/grading", CourseGradingHandler),
    (r"courses/([^/]+)/groups", GroupsHandler),
    (r"groups/([^/]+)", GroupHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/extensions", ExtensionsHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/extensions/([^/]+)", PersonExtensionHandler),
    (r"courses/([^/]+)/assignments/([^/]+)/extensions/groups/([^/]+)", GroupExtensionHandler),
]
