"""Classes and attendance over HTTP."""

from __future__ import annotations

from nbacademy.protocol.attendance import (
    AttendanceUpdate,
    CheckInCode,
    ClassSession,
    ClassSessionCreate,
    CourseAttendance,
    MemberAttendance,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import CHECK_IN, MEMBERS, PEOPLE, STAFF, STAFF_OF_CLASS
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import service, summary


class ClassSessionsHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=Paging, gives=Page[ClassSession])
    async def get(self, course: str) -> None:
        """The classes of a course, the newest first."""
        self.reply(await self.call(service.list_sessions, course, self.query(Paging)))

    @allow(GRADE, to=STAFF, takes=ClassSessionCreate, gives=ClassSession, status=201)
    async def post(self, course: str) -> None:
        """A new class."""
        self.reply(await self.call(service.hold, course, self.body(ClassSessionCreate)), 201)


class CheckInCodeHandler(ApiHandler):
    @allow(GRADE, to=STAFF_OF_CLASS, gives=CheckInCode)
    async def get(self, session_id: str) -> None:
        """The code that is to be shown in class now."""
        self.reply(await self.call(service.show_code, uuid_or_404(session_id)))


class SessionAttendanceHandler(ApiHandler):
    @allow(LEARN, to=CHECK_IN, takes=AttendanceUpdate, gives=ClassSession)
    async def put(self, session_id: str) -> None:
        """Checks the caller in by a code, or marks others as staff say."""
        self.reply(await self.call(service.update, uuid_or_404(session_id), self.body(AttendanceUpdate)))


class OwnAttendanceHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=Paging, gives=Page[CourseAttendance])
    async def get(self) -> None:
        """How often the caller was there, course by course."""
        self.reply(await self.call(summary.own_attendance, self.query(Paging)))


class CourseAttendanceHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=Paging, gives=Page[MemberAttendance])
    async def get(self, course: str) -> None:
        """Who was in which class, for staff; the caller's own for students."""
        self.reply(await self.call(summary.class_attendance, course, self.query(Paging)))


ROUTES = [
    (r"courses/([^/]+)/sessions", ClassSessionsHandler),
    (r"sessions/([^/]+)/code", CheckInCodeHandler),
    (r"sessions/([^/]+)/attendance", SessionAttendanceHandler),
    (r"attendance", OwnAttendanceHandler),
    (r"courses/([^/]+)/attendance", CourseAttendanceHandler),
]
