"""Pages of what holds for some: extensions of an assignment, and groups of students."""

from __future__ import annotations

from uuid import UUID

from nbacademy.protocol.deadlines import ExtensionUpdate, GroupUpdate
from nbacademy_hub.assignments.deadlines import extensions, groups
from nbacademy_hub.errors import Invalid
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.learning import students as roster
from nbacademy_hub.learning.students import StudentQuery

from .fields import extension_fields
from .page import PER_PAGE, Page, page


class ExtensionsPage(Page):
    @page
    async def get(self, name: str, assignment: str) -> None:
        """Who has which extension, and the form for another one."""
        course = await self.course(name)
        students = self.asked(StudentQuery, page=1, limit=100)
        self.show_course(
            "extensions.html", course, "extensions", assignment=assignment, fields=extension_fields(ExtensionUpdate()),
            granted=await self.call(
                extensions.list_extensions, course.slug, assignment, self.asked(Paging, limit=PER_PAGE)
            ),
            students=await self.call(roster.list_students, course.slug, students), asked_for=students.q,
            groups=(await self.call(groups.list_groups, course.slug, Paging(limit=100))).items,
        )  # fmt: skip

    @page
    async def post(self, name: str, assignment: str) -> None:
        """Grants an extension, instead of the one that this person or group may have."""
        values = self.form(ExtensionUpdate, "whom")
        kind, found = self.whom()
        put = extensions.put_for_group if kind == "group" else extensions.put_for_person
        await self.call(put, name, assignment, found, values)
        self.go(f"courses/{name}/assignments/{assignment}/extensions", said="saved")

    def whom(self) -> tuple[str, UUID]:
        """For whom an extension is, as `student` or `group` with the id. Raises Invalid."""
        kind, _, found = self.get_body_argument("whom", "").partition(" ")
        if kind not in ("student", "group"):
            raise Invalid.field("whom", "choose a student or a group")
        return kind, uuid_or_404(found)


class RemoveExtensionPage(ExtensionsPage):
    @page
    async def post(self, name: str, assignment: str) -> None:
        """Takes an extension back."""
        kind, found = self.whom()
        remove = extensions.delete_for_group if kind == "group" else extensions.delete_for_person
        await self.call(remove, name, assignment, found)
        self.go(f"courses/{name}/assignments/{assignment}/extensions", said="removed")


class GroupsPage(Page):
    @page
    async def get(self, name: str) -> None:
        """The groups of a course."""
        course = await self.course(name)
        shown = await self.call(groups.list_groups, course.slug, self.asked(Paging, limit=PER_PAGE))
        self.show_course("groups.html", course, "groups", groups=shown)

    @page
    async def post(self, name: str) -> None:
        """A new group; its members are chosen on its own page."""
        group = await self.call(groups.create_group, name, self.form(GroupUpdate))
        self.go(f"groups/{group.id}", said="saved")


class GroupPage(Page):
    @page
    async def get(self, group_id: str) -> None:
        """A group with its members, and the students who may become some."""
        group = await self.call(groups.get_group, uuid_or_404(group_id))
        course = await self.course(group.course_slug)
        query = self.asked(StudentQuery, limit=PER_PAGE)
        students = await self.call(roster.list_students, course.slug, query)
        members = {person.id for person in group.members}
        self.show_course("group.html", course, "groups", group=group, students=students, members=members, query=query)

    @page
    async def post(self, group_id: str) -> None:
        """Gives a group another name and other members."""
        group = await self.call(groups.update_group, uuid_or_404(group_id), self.form(GroupUpdate))
        self.go(f"groups/{group.id}", said="saved")


class RemoveGroupPage(Page):
    @page
    async def get(self, group_id: str) -> None:
        """Asks whether a group is to be removed."""
        group = await self.call(groups.get_group, uuid_or_404(group_id))
        self.show_course("group_remove.html", await self.course(group.course_slug), "groups", group=group)

    @page
    async def post(self, group_id: str) -> None:
        """Removes a group with its extensions."""
        group = await self.call(groups.get_group, uuid_or_404(group_id))
        await self.call(groups.delete_group, group.id)
        self.go(f"courses/{group.course_slug}/groups", said="removed")
