"""The people of the course alpha, what they may call, and what is there to be called for."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import delete
from sqlalchemy.orm import Session

from nbacademy.protocol.accounts import PlatformRole
from nbacademy.protocol.attendance import ClassSessionCreate
from nbacademy.protocol.courses import CourseCreate, MaterialCreate, SectionUpdate
from nbacademy.protocol.deadlines import ExtensionUpdate, GroupUpdate
from nbacademy.protocol.evaluations import PolicyTask, RunEvaluate
from nbacademy.protocol.forum import CategoryCreate, PostCreate, ReportCreate, ThreadCreate
from nbacademy.protocol.learning import InvitationCreate
from nbacademy.protocol.people import RoleRequestCreate
from nbacademy.protocol.quizzes import AttemptUpdate, FreeText, QuestionCreate, QuizCreate
from nbacademy.protocol.training import RunCreate
from nbacademy_graders.jobs import Evaluated, Generated, Played
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Guardianship
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments import submissions, uploads
from nbacademy_hub.assignments.deadlines import extensions, groups
from nbacademy_hub.assignments.deadlines.tables import Fetch
from nbacademy_hub.assignments.regrades import service as regrades
from nbacademy_hub.assignments.service import Declared
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.attendance import service as attendance
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import contents
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Material, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.files import FileStore
from nbacademy_hub.forum import moderation, posts
from nbacademy_hub.forum import service as forum
from nbacademy_hub.learning import invitations
from nbacademy_hub.learning import service as learning
from nbacademy_hub.notifications import service as notifications
from nbacademy_hub.notifications.service import NotificationQuery
from nbacademy_hub.people import service as people
from nbacademy_hub.quizzes import attempts, publishing, questions
from nbacademy_hub.quizzes import service as quizzes
from nbacademy_hub.training import service as training
from nbacademy_hub.training.artifacts import service as artifacts
from nbacademy_hub.training.artifacts.service import Received
from nbacademy_hub.training.evaluations import playing, tasks
from nbacademy_hub.training.evaluations import service as evaluations
from nbacademy_hub.training.tables import TrainingRun

from ..service import Academy

HOSTILE = "testuser<'&\">"
POLICY_TASK = PolicyTask(environment="CartPole-v1", threshold=475)
ESSAY = FreeText(type="free_text", text=f"Why, **{HOSTILE}**?", points=3)
COURSE = "alpha"
TOKENS = {
    "stranger": "",
    "outsider": "grade:outsider",
    "student": f"learn:{HOSTILE}",
    "classmate": "grade:classmate",
    "assistant": "grade:assistant",
    "instructor": "grade:instructor",
    "foreigner": "grade:foreigner",
    "admin": "grade:admin",
}
PLATFORM_ROLES: tuple[PlatformRole, ...] = ("admin", "educator", "guardian", "moderator")
"""The names of people who have these roles."""
MEMBERS = {
    COURSE: {HOSTILE: "student", "classmate": "student", "assistant": "assistant", "instructor": "instructor"},
    "beta": {"foreigner": "instructor"},
}
_numbers = count(1)


class World:
    """The running service, and whoever calls it. `ids` are of the student's things in the course alpha."""

    def __init__(self, academy: Academy) -> None:
        self.academy = academy
        self.database = Database(academy.database_url, academy.folder)
        self.files = FileStore(f"file://{academy.folder / 'files'}")
        self.ids: dict[str, str] = {}
        self._clients: dict[str, httpx.Client] = {}

    def settle(self) -> None:
        """Fills the empty database."""
        with self.database.transaction() as session:
            for slug, people in MEMBERS.items():
                course = new_course(session, slug)
                for name, role in people.items():
                    learning.add_member(session, accounts.ensure(session, name).id, course, role)
            for role in PLATFORM_ROLES:
                accounts.ensure(session, role).role = role
            new_course(session, "draft", published=False)
            self._furnish(session)
        self.ids["group"] = self.spare_group()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.database.close()

    def client(self, token: str) -> httpx.Client:
        if token not in self._clients:
            self._clients[token] = self.academy.client(token)
        return self._clients[token]

    def __getattr__(self, role: str) -> httpx.Client:
        if role not in TOKENS:
            raise AttributeError(role)
        return self.client(TOKENS[role])

    def newcomer(self, role: str | None = "student", name: str = HOSTILE) -> httpx.Client:
        """Somebody new, by default a student of the course alpha."""
        username = f"{name}-{next(_numbers)}"
        with self.database.transaction() as session:
            account = accounts.ensure(session, username)
            if role is not None:
                learning.add_member(session, account.id, courses.find(session, COURSE), role)
        return self.client(f"grade:{username}")

    def educator(self) -> httpx.Client:
        """Somebody new who may make courses."""
        username = f"educator-{next(_numbers)}"
        with self.database.transaction() as session:
            accounts.ensure(session, username).role = "educator"
        return self.client(f"grade:{username}")

    def spare_course(self) -> Course:
        """A new published course that the student has joined."""
        with self.database.transaction() as session:
            course = new_course(session, f"spare-{next(_numbers)}")
            learning.add_member(session, accounts.ensure(session, HOSTILE).id, course, "student")
            return course

    def spare_enrollment(self) -> str:
        """A new enrolment of the student's."""
        course = self.spare_course()
        with self.database.transaction() as session:
            enrollment = learning.find_enrollment(session, accounts.ensure(session, HOSTILE).id, course.id)
            assert enrollment is not None
            return str(enrollment.id)

    def spare_invitation(self) -> str:
        """The id of a new invitation to the course alpha."""
        with self.database.transaction() as session:
            return str(invitations.invite(session, caller(session, "instructor"), COURSE, InvitationCreate()).id)

    def spare_user(self) -> str:
        """The id of somebody new."""
        with self.database.transaction() as session:
            return str(accounts.ensure(session, f"spare-{next(_numbers)}").id)

    def spare_role_request(self) -> str:
        """The id of a new request for a role."""
        with self.database.transaction() as session:
            asking = caller(session, f"spare-{next(_numbers)}")
            return str(people.ask(session, asking, RoleRequestCreate(role="educator")).id)

    def policy_of(self, session: Session, run_id: UUID) -> None:
        """Something that may be handed in as a run's policy."""
        policy = zip_of({"policy.py": b"predict = None"})
        received = Received(media_type="application/zip", sha256=self.files.put(policy), size_bytes=len(policy))
        artifacts.keep(session, session.get_one(TrainingRun, run_id), "policy.zip", received, None)

    def _evaluate(self, session: Session, student: Caller, run_id: UUID) -> str:
        """The evaluation of the run's policy, which is done."""
        self.policy_of(session, run_id)
        evaluation = evaluations.hand_in(session, student, run_id, RunEvaluate(assignment="ps1"))
        session.execute(delete(GradingJob).where(GradingJob.evaluation_id == evaluation.id))
        playing.keep(session, evaluation.id, evaluated(*range(100)))
        return str(evaluation.id)

    def spare_run(self) -> str:
        """A new run of the student's in the course alpha."""
        with self.database.transaction() as session:
            return str(training.create_run(session, caller(session, HOSTILE), a_run()).id)

    def fetched_earlier(self, name: str, account_id: str, *, minutes: int) -> None:
        """As if somebody had fetched an assignment of the course alpha so many minutes ago."""
        with self.database.transaction() as session:
            assignment = assignments.find_in(session, courses.find(session, COURSE), name)
            assert assignment is not None
            session.get_one(Fetch, (assignment.id, UUID(account_id))).fetched_at = now() - timedelta(minutes=minutes)

    def spare_course_of(self, role: str, name: str) -> str:
        """The slug of a new course in which somebody has a role."""
        with self.database.transaction() as session:
            course = new_course(session, f"spare-{next(_numbers)}")
            learning.add_member(session, accounts.ensure(session, name).id, course, role)
            return course.slug

    def spare_own(self) -> str:
        """The slug of a new course of the instructor's."""
        return self.spare_course_of("instructor", "instructor")

    def spare_section(self) -> str:
        """A new section of the course alpha, which is not published."""
        with self.database.transaction() as session:
            staff, values = caller(session, "instructor"), SectionUpdate(title="Spare")
            return str(contents.add_section(session, staff, COURSE, values).id)

    def spare_material(self) -> str:
        """A new material of the course alpha, without its file yet."""
        with self.database.transaction() as session:
            staff, values = caller(session, "instructor"), MaterialCreate(title="Spare", type="markdown")
            return str(contents.add_material(session, staff, UUID(self.ids["section"]), values).id)

    def spare_group(self) -> str:
        """A new group of the course alpha, with the student in it."""
        with self.database.transaction() as session:
            values = GroupUpdate(name=f"Group {next(_numbers)}", members=(accounts.ensure(session, HOSTILE).id,))
            return str(groups.create_group(session, caller(session, "instructor", "grade"), COURSE, values).id)

    def spare_late(self) -> str:
        """The id of a new student with an extension of ps1."""
        name = f"late-{next(_numbers)}"
        with self.database.transaction() as session:
            account, staff = accounts.ensure(session, name), caller(session, "instructor", "grade")
            learning.add_member(session, account.id, courses.find(session, COURSE), "student")
            extensions.put_for_person(session, staff, COURSE, "ps1", account.id, ExtensionUpdate(attempts_limit=3))
            return str(account.id)

    def spare_late_group(self) -> str:
        """The id of a new group with an extension of ps1."""
        group_id = self.spare_group()
        with self.database.transaction() as session:
            staff, values = caller(session, "instructor", "grade"), ExtensionUpdate(attempts_limit=3)
            extensions.put_for_group(session, staff, COURSE, "ps1", UUID(group_id), values)
        return group_id

    def spare_regrade(self) -> str:
        """A new preview of grading the student's submission anew."""
        with self.database.transaction() as session:
            return self._regrade(session, session.get_one(Submission, UUID(self.ids["submission"])))

    def _regrade(self, session: Session, submission: Submission) -> str:
        assignment = session.get_one(Assignment, submission.assignment_id)
        version = assignments.version_of(session, assignment, None)
        assert version is not None
        return str(regrades.start(session, caller(session, "instructor", "grade"), version, [submission]).id)

    def spare_category(self) -> str:
        """A new category of the forum of the course alpha."""
        with self.database.transaction() as session:
            course = courses.find(session, COURSE)
            return str(forum.add_category(session, course, CategoryCreate(title=f"Category {next(_numbers)}")).id)

    def spare_thread(self) -> str:
        """A new thread of the student's."""
        with self.database.transaction() as session:
            values = ThreadCreate(title=f"Thread {next(_numbers)}", body="**Why?**")
            return str(forum.create_thread(session, caller(session, HOSTILE), UUID(self.ids["category"]), values).id)

    def spare_post(self) -> str:
        """A new post of the student's."""
        with self.database.transaction() as session:
            student, values = caller(session, HOSTILE), PostCreate(body=f"Post {next(_numbers)}")
            return str(posts.create(session, student, UUID(self.ids["thread"]), values).id)

    def spare_report(self) -> str:
        """A new report of a new post of the student's."""
        post_id = UUID(self.spare_post())
        with self.database.transaction() as session:
            return str(moderation.report(session, caller(session, "classmate"), post_id, ReportCreate(reason="R")).id)

    def spare_notification(self) -> str:
        """The id of a new notification of the student's."""
        with self.database.transaction() as session:
            student = caller(session, HOSTILE)
            notifications.tell(session, [student.account_id], "role", f"<b>{HOSTILE}", "users/me")
            return str(notifications.list_notifications(session, student, NotificationQuery(limit=1)).items[0].id)

    def await_workers(self) -> None:
        """Until then, what needs a worker is refused with 503."""
        source = {"content": zip_of({"warm.ipynb": notebook()}), "headers": {"Content-Type": "application/zip"}}
        deadline = time.monotonic() + 120
        while (answer := self.foreigner.put("/courses/beta/assignments/warm/source", **source)).status_code == 503:
            assert answer.headers["Retry-After"]
            assert time.monotonic() < deadline, self.academy.log()
            time.sleep(0.3)

    def _furnish(self, session: Session) -> None:
        course, student = courses.find(session, COURSE), caller(session, HOSTILE)
        materials = [
            Material(key=f"m{number}", title=f"<b>Lesson {number}</b>", type="markdown", position=number, minutes=None)
            for number in range(4)
        ]
        materials[0].filename, materials[0].sha256 = (
            "lessons/évil <'&\">.html",
            self.files.put(b"<script>alert(1)</script>"),
        )
        course.sections = [
            Section(key="first", title="First", position=0, materials=materials[:3]),
            Section(key="last", title="Last", position=1, materials=materials[3:]),
        ]
        session.flush()
        self._assign(session, course)
        upload = uploads.receive(zip_of({"ps1.ipynb": notebook(cells=7)}), self.files)
        submission = submissions.submit(session, student, COURSE, "ps1", upload)
        row = session.get_one(Submission, submission.id)
        row.feedback_sha256 = self.files.put(zip_of({"ps1.html": b"<p>Well done</p>"}))
        row.feedback_released, row.status = True, "graded"
        row.autograded_sha256, row.score = row.feedback_sha256, 1.0
        category = forum.add_category(session, course, CategoryCreate(title="Questions"))
        thread = forum.create_thread(session, student, category.id, ThreadCreate(title=HOSTILE, body="**Why?**"))
        post = forum.show_thread(session, student, thread.id, forum.ThreadQuery()).items[0]
        run = training.create_run(session, student, a_run())
        assignment = assignments.find_in(session, course, "ps1")
        assert assignment is not None
        tasks.set_task(session, assignment, POLICY_TASK)
        session.add(Guardianship(ward_id=student.account_id, guardian_id=accounts.ensure(session, "guardian").id))
        mine = learning.find_enrollment(session, student.account_id, course.id)
        assert mine is not None
        self.ids = {
            "course_id": str(course.id), "material": str(materials[0].id), "submission": str(submission.id),
            "category": str(category.id), "thread": str(thread.id), "post": str(post.id), "run": str(run.id),
            "evaluation": self._evaluate(session, student, run.id),
            "enrollment": str(mine.id), "user": str(student.account_id), "regrade": self._regrade(session, row),
            "session": self._class(session),
            "section": str(course.sections[0].id), **self._quiz(session, student, course.sections[0].id),
        }  # fmt: skip

    def _class(self, session: Session) -> str:
        """A class that is held now."""
        began = now() - timedelta(minutes=1)
        values = ClassSessionCreate(title=f"<b>{HOSTILE}", starts_at=began, ends_at=began + timedelta(hours=9))
        return str(attendance.hold(session, caller(session, "instructor", "grade"), COURSE, values).id)

    def _quiz(self, session: Session, student: Caller, section_id: UUID) -> dict[str, str]:
        """A quiz with the student's closed attempt at it."""
        staff = caller(session, "instructor", "learn", "grade")
        quiz = quizzes.create(session, staff, section_id, QuizCreate(title=f"<b>{HOSTILE}"))
        question = questions.add(session, staff, quiz.id, QuestionCreate(question=ESSAY))
        publishing.settle(session, courses.find(session, COURSE))
        attempt = attempts.begin(session, student, quiz.id)
        attempts.save(session, student, attempt.id, AttemptUpdate(answers={question.id: f"<b>{HOSTILE}"}))
        return {"quiz": str(quiz.id), "question": str(question.id), "attempt": str(attempt.id)}

    def spare_quiz(self) -> str:
        """A new quiz of the course alpha that nobody has attempted."""
        with self.database.transaction() as session:
            staff, values = caller(session, "instructor", "learn"), QuizCreate(title="Spare")
            made = quizzes.create(session, staff, UUID(self.ids["section"]), values)
        self.publish_quizzes()
        return str(made.id)

    def publish_quizzes(self) -> None:
        """As publishing the course alpha does, but for all else that is written there."""
        with self.database.transaction() as session:
            publishing.settle(session, courses.find(session, COURSE))

    def spare_question(self) -> str:
        """A new question of the course alpha."""
        quiz_id = UUID(self.spare_quiz())
        with self.database.transaction() as session:
            staff = caller(session, "instructor", "learn")
            return str(questions.add(session, staff, quiz_id, QuestionCreate(question=ESSAY)).id)

    def _assign(self, session: Session, course: Course) -> None:
        due = datetime(2026, 1, 1, tzinfo=UTC)
        for name in ("ps1", "unreleased"):
            declared = Declared(name=name, due_at=due, feedback="on_release")
            self.assign(session, course, declared, released=name == "ps1")

    def assign(self, session: Session, course: Course, declared: Declared, *, released: bool = True) -> Assignment:
        """An assignment with one notebook, ps1.ipynb."""
        source = zip_of({"ps1.ipynb": notebook()})
        made = Generated(release=source, cells=(), max_score=3.0, notebooks=("ps1",))
        assignment = assignments.declare(session, course, declared)
        version = assignments.add_version(
            session, None, assignment, uploads.receive(source, self.files), self.files.put(source), made
        )
        assignment.released = version.number if released else None
        without_trial(session, version)
        return assignment

    def spare_assignment(self, course: str = COURSE, **settings: Any) -> str:
        """The name of a new, released assignment with these settings."""
        with self.database.transaction() as session:
            declared = Declared(name=f"hw-{next(_numbers)}", **settings)
            return self.assign(session, courses.find(session, course), declared).name


def new_course(session: Session, slug: str, *, published: bool = True) -> Course:
    course = courses.create(session, CourseCreate(slug=slug, title=f"The course {slug}"))
    course.published = published
    session.flush()
    return course


def without_trial(session: Session, version: AssignmentVersion) -> None:
    """A version of which nobody asked where its tests are judged: in a world full of assignments that takes long."""
    session.execute(delete(GradingJob).where(GradingJob.version_id == version.id))
    version.trial = None


def caller(session: Session, name: str, *powers: Any) -> Caller:
    """Somebody, as the base handler makes them of a token."""
    account = accounts.ensure(session, name)
    return Caller(account.id, name, name, account.role, frozenset(powers or {"learn"}))  # type: ignore[arg-type]


def a_run() -> RunCreate:
    return RunCreate(course_id=COURSE, algorithm="PPO", environment="CartPole-v1", total_timesteps=10)


def evaluated(*returns: float) -> Evaluated:
    """What graders find of a policy that has these returns."""
    played = Played(returns=returns, lengths=tuple(1 for _ in returns))
    return Evaluated(played=(played,), image_id="sha256:0", seconds=1.0)


def notebook(*, cells: int = 1, nbformat: Any = 4) -> bytes:
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None, "id": "a"}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = [cell | {"id": f"cell-{number}"} for number in range(cells)]
    return json.dumps({"cells": made, "metadata": kernel, "nbformat": nbformat, "nbformat_minor": 5}).encode()


def zip_of(files: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """An archive of files, which is the same whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            file = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            archive.writestr(file, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def error_of(answer: httpx.Response) -> dict[str, Any]:
    """The envelope of a refusal, checked."""
    assert set(answer.json()) == {"error"}, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"code", "message", "details"}, answer.text
    assert error["code"] == error["code"].upper()
    assert error["message"]
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Request-ID"]
    return error
