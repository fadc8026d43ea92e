"""More of everything that is listed: copies of what the world has, put in as rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, inspect, select

from nbacademy_hub.accounts.tables import Account, Guardianship, RoleRequest
from nbacademy_hub.assignments.deadlines.tables import Extension, GroupMember, StudentGroup
from nbacademy_hub.assignments.regrades.tables import Regrade, RegradeResult
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.attendance.tables import ClassSession
from nbacademy_hub.audit.tables import AuditEntry
from nbacademy_hub.courses import publishing
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, CourseVersion, Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.forum.tables import Category, Post, PostEdit, Report, Thread
from nbacademy_hub.learning.tables import Enrollment, Invitation
from nbacademy_hub.marking.tables import RegradeMessage, RegradeRequest, RubricComment
from nbacademy_hub.notifications.tables import Notification
from nbacademy_hub.quizzes.tables import Attempt, Quiz
from nbacademy_hub.similarity.tables import SimilarityPair
from nbacademy_hub.training.artifacts.tables import TrainingArtifact
from nbacademy_hub.training.evaluations.tables import TrainingEvaluation
from nbacademy_hub.training.tables import TrainingRun

from .graded import grade_in_alpha
from .world import COURSE, World

Change = Callable[[int], Any]
IN_THE_GRADEBOOK = 20
"""How many are put into nbgrader's gradebook at most: that goes one by one."""


class Crowd:
    """A world that has more of everything with each `grow`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._made = {
            Invitation: world.spare_invitation(), Report: world.spare_report(),
            RoleRequest: world.spare_role_request(), Notification: world.spare_notification(),
        }  # fmt: skip
        with world.database.transaction() as session:
            publishing.freeze(session, courses.find(session, COURSE), UUID(world.ids["user"]))

    def grow(self, count: int) -> None:
        """So many more of everything."""
        with self.world.database.transaction() as session:
            self.session = session
            self.count = count
            people = self._people()
            self._courses()
            self._work(people)
            self._talk(people)
            self._records(people)

    def _people(self) -> list[UUID]:
        """Students of the course alpha, all of them wards of one guardian; and the guardians of one of them."""
        student = self._row(Account, "user")
        people = self._like(student, username=_name, email=_nothing)
        guardians = self._like(student, username=_name, email=_nothing, role=lambda _: "guardian")
        self._like(self._row(Enrollment, "enrollment"), account_id=people.__getitem__)
        family = self.session.scalars(select(Guardianship)).first()
        self._like(family, ward_id=people.__getitem__)
        self._like(family, guardian_id=guardians.__getitem__)
        self._like(self._row(RoleRequest), account_id=people.__getitem__)
        return people

    def _courses(self) -> None:
        """Courses that the student has joined, each with something to learn and a class; and others."""
        alpha = self._row(Course, "course_id")
        alpha.achievements = [{"key": "half", "title": "Half", "percent": 50}]
        self.session.flush()
        self._like(alpha, slug=_name)
        joined = self._like(alpha, slug=_name)
        self._like(self._row(Enrollment, "enrollment"), course_id=joined.__getitem__)
        sections = self._like(self._row(Section, "section"), course_id=joined.__getitem__)
        self._like(self._row(Material, "material"), section_id=sections.__getitem__)
        self._like(self._row(ClassSession, "session"), course_id=joined.__getitem__)
        for row, changes in (
            (self._row(Invitation), {"code": _name}),
            (self._one(CourseVersion, course_id=alpha.id), {"number": self._number}),
            (self._row(Section, "section"), {"key": _name}),
            (self._row(Material, "material"), {"key": _name}),
            (self._row(ClassSession, "session"), {}),
            (self._row(Quiz, "quiz"), {"key": _name}),
        ):
            self._like(row, **changes)

    def _work(self, people: list[UUID]) -> None:
        """Everybody's work: of the student, of each assignment; of ps1, of each student."""
        submission, quiz = self._row(Submission, "submission"), self._row(Attempt, "attempt")
        ps1 = self.session.get_one(Assignment, submission.assignment_id)
        version = self._one(AssignmentVersion, assignment_id=ps1.id, number=1)
        others = self._like(ps1, name=_name)
        self._like(version, assignment_id=others.__getitem__)
        to_do = self._like(ps1, name=_name, due_at=lambda _: now() + timedelta(days=30))
        self._like(version, assignment_id=to_do.__getitem__)
        newest = self.session.get_one(AssignmentVersion, self._like(version, number=self._number)[-1])
        ps1.released = newest.number
        newest.cells = [*version.cells, *(version.cells[-1] | {"grade_id": _name(0)} for _ in self._all)]
        waiting = {"status": lambda _: "queued"}
        own = self._like(submission, assignment_id=others.__getitem__, **waiting)
        theirs = self._like(submission, account_id=people.__getitem__, **waiting)
        job = self.session.scalars(select(GradingJob).where(GradingJob.submission_id == submission.id)).first()
        for handed_in in (own, theirs):
            self._like(job, submission_id=handed_in.__getitem__, state=lambda _: "queued", kind=lambda _: "grade")
        self._like(quiz, number=self._number)
        self._like(quiz, account_id=people.__getitem__)
        self._like(self._row(SimilarityPair, "pair"), second_id=theirs.__getitem__)
        self._like(self._row(Regrade, "regrade"))
        self._like(self._one(RegradeResult, submission_id=submission.id), submission_id=theirs.__getitem__)
        request = self._row(RegradeRequest, "request")
        message = self._one(RegradeMessage, request_id=request.id)
        self._like(message)
        for handed_in in (own, theirs):
            asked = self._like(request, submission_id=handed_in.__getitem__)
            self._like(message, request_id=asked.__getitem__)
        self._like(self._row(RubricComment, "rubric"))
        self._late(ps1, people)
        self._in_the_gradebook()

    def _late(self, ps1: Assignment, people: list[UUID]) -> None:
        """Extensions, for each student and for groups of all."""
        groups = self._like(self._row(StudentGroup, "group"), name=_name)
        member = self._one(GroupMember, group_id=UUID(self.world.ids["group"]))
        self._like(member, account_id=people.__getitem__)
        self._like(member, group_id=groups.__getitem__)
        for named in ({"account_id": people.__getitem__}, {"group_id": groups.__getitem__}):
            self.session.execute(
                insert(Extension),
                [{"assignment_id": ps1.id, **{name: of(number) for name, of in named.items()}} for number in self._all],
            )

    def _talk(self, people: list[UUID]) -> None:
        """Threads, posts, what they said before, and reports of them."""
        post = self._row(Post, "post")
        self._like(self._row(Category, "category"), title=_name)
        self._like(self._row(Thread, "thread"), author_id=people.__getitem__)
        posts = self._like(post, author_id=people.__getitem__)
        self.session.execute(
            insert(PostEdit), [{"post_id": post.id, "editor_id": editor, "body": "B"} for editor in people]
        )
        self._like(self._row(Report), post_id=posts.__getitem__)

    def _records(self, people: list[UUID]) -> None:
        """Training runs, notifications, and the audit log."""
        run = self._row(TrainingRun, "run")
        self._like(run)
        # So that they go on, however long this takes.
        self._like(run, account_id=people.__getitem__, heard_at=lambda _: now() + timedelta(days=1))
        self._like(self._one(TrainingArtifact, run_id=run.id), name=_name)
        evaluation = self._row(TrainingEvaluation, "evaluation")
        self._like(evaluation)
        self._like(evaluation, account_id=people.__getitem__)
        self._like(self._row(Notification), number=self._number, key=_name)
        entry = {"action": "getUsers", "resource": "users", "address": "::1", "result": "ok", "request_id": "R"}
        self.session.execute(insert(AuditEntry), [entry | {"written": []} for _ in self._all])

    def _in_the_gradebook(self) -> None:
        for _ in range(min(self.count, IN_THE_GRADEBOOK)):
            grade_in_alpha(self.world, _name(0))

    @property
    def _all(self) -> range:
        return range(self.count)

    def _number(self, number: int) -> int:
        """Numbers that nothing else has."""
        return 1000 * self.count + number

    def _row(self, table: type[Any], name: str | None = None) -> Any:
        return self.session.get_one(table, UUID(self.world.ids[name] if name else self._made[table]))

    def _one(self, table: type[Any], **values: Any) -> Any:
        return self.session.scalars(select(table).filter_by(**values)).first()

    def _like(self, row: Any, **changes: Change) -> list[UUID]:
        """Copies of a row, each with a new id and what the changes make of its number; their ids."""
        columns = inspect(type(row)).column_attrs.keys()
        own: dict[str, Change] = {"id": lambda _: uuid4()} if "id" in columns else {}
        same = {name: getattr(row, name) for name in columns}
        copies = [same | {name: make(number) for name, make in (own | changes).items()} for number in self._all]
        self.session.execute(insert(type(row)), copies)
        return [copy["id"] for copy in copies] if own else []


def _name(_: int) -> str:
    """A name that nothing else has."""
    return f"n{uuid4().hex[:15]}"


def _nothing(_: int) -> None:
    return None
