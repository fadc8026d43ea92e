"""What the staff's pages show: a graded course with a preview, a request, a group, an extension, kept comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.quizzes import AttemptUpdate, QuestionCreate, QuizCreate
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.assignments.deadlines.tables import Extension, GroupMember, StudentGroup
from nbacademy_hub.assignments.regrades.tables import Regrade, RegradeResult
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.marking.tables import RegradeMessage, RegradeRequest, RubricComment
from nbacademy_hub.quizzes import attempts, publishing, questions
from nbacademy_hub.quizzes import service as quizzes

from .graded import Graded, graded_course, work
from .world import ESSAY, HOSTILE, World

INNOCENT = "ada"


@dataclass(frozen=True)
class Staffroom:
    """The course, and the ids of what is in it."""

    course: Graded
    ids: dict[str, str]

    def browser(self, role: str) -> httpx.Client:
        """The browser of the course's `instructor`, `assistant` or `helper`."""
        return self.course.client(f"{self.course.slug}-{role}")

    def path(self, path: str) -> str:
        """A page's address; `{course}` and `{ps1}` stand for those of the course and its assignment."""
        course = f"courses/{self.course.slug}"
        names = {"course": course, "ps1": f"{course}/assignments/ps1", **self.ids}
        return f"{self.course.world.academy.origin}/services/academy/{path.format(**names)}"

    def get(self, path: str, role: str = "instructor") -> httpx.Response:
        return self.browser(role).get(self.path(path))

    def post(self, path: str, role: str = "instructor", **fields: Any) -> httpx.Response:
        return self.browser(role).post(self.path(path), data=fields)

    def saved(self, path: str, role: str = "instructor", **fields: Any) -> httpx.Response:
        """The page that a form that was taken leads to."""
        answer = self.post(path, role, **fields)
        assert answer.status_code == 303, answer.text
        page = self.browser(role).get(f"{self.course.world.academy.origin}{answer.headers['Location']}")
        assert page.status_code == 200, page.text
        return page


def staffroom(world: World) -> Staffroom:
    """A new course, full of hostile names."""
    # Students are known to all courses of a test's world: these are of this one alone.
    first = f"{HOSTILE}-{len(world.ids)}-{id(world) % 1000}"
    course = graded_course(world, {first: work(essay=f"**Why?** {HOSTILE}"), INNOCENT: work(essay="Ada's")})
    mark = course.mark_of(first)
    return Staffroom(course, {**_furnish(world, course, first), "mark": mark["id"], "student": first})


def _furnish(world: World, course: Graded, student: str) -> dict[str, str]:
    with world.database.transaction() as session:
        assignment = session.scalars(
            select(Assignment).where(Assignment.course_id == courses.find(session, course.slug).id)
        ).one()
        assignment.title = f"<i>{HOSTILE}"
        submission = session.get_one(Submission, UUID(course.submissions[student]))
        submission.log, submission.reason = [f"cell {HOSTILE} ran out of memory"], f"<b>{HOSTILE}"
        author = accounts.ensure(session, f"{course.slug}-instructor").id
        version = session.scalars(
            select(AssignmentVersion).where(AssignmentVersion.assignment_id == assignment.id)
        ).one()
        finding = {"judged": "inside", "why": f"<i>{HOSTILE}", "advice": "Return the axes."}
        version.trial, version.findings = "done", {"solution_score": 1.0, "cells": {"ps1/mean-tests": finding}}
        preview = Regrade(assignment_id=assignment.id, version=1, author_id=author)
        group = StudentGroup(course_id=assignment.course_id, name=f"<b>{HOSTILE}")
        request = RegradeRequest(submission_id=submission.id, notebook="ps1", grade_id="essay")
        comment = RubricComment(
            assignment_id=assignment.id, notebook="ps1", grade_id="essay", text=f"<b>{HOSTILE}", author_id=author
        )
        session.add_all([preview, group, request, comment])
        session.flush()
        session.add_all([
            RegradeResult(
                regrade_id=preview.id, submission_id=submission.id, state="done", old_score=2.0, score=1.5,
                max_score=6.0, change=-0.5,
                changes=[{"notebook": "ps1", "grade_id": "mean-tests", "old_score": 2.0, "score": 1.5}],
            ),
            GroupMember(group_id=group.id, account_id=submission.account_id),
            Extension(assignment_id=assignment.id, group_id=group.id, minutes_allowed=90, note=f"<b>{HOSTILE}"),
            RegradeMessage(
                request_id=request.id, author_id=submission.account_id, text=f"**Please** <script>{HOSTILE}"
            ),
        ])  # fmt: skip
        return {
            "submission": str(submission.id), "regrade": str(preview.id), "group": str(group.id),
            **_quiz(session, assignment.course_id, author, submission.account_id),
            "request": str(request.id), "comment": str(comment.id), "account": str(submission.account_id),
        }  # fmt: skip


def _quiz(session: Session, course_id: UUID, author_id: UUID, student_id: UUID) -> dict[str, str]:
    """A quiz whose one question the student answered, and that a person has to mark."""
    section = Section(course_id=course_id, key="quizzes", title="Quizzes", position=9)
    session.add(section)
    session.flush()
    staff, student = (Caller(who, "", "", "student", frozenset({"learn"})) for who in (author_id, student_id))
    values = QuizCreate(title=f"<b>{HOSTILE}", description=f"<i>{HOSTILE}")
    quiz = quizzes.create(session, staff, section.id, values)
    question = questions.add(session, staff, quiz.id, QuestionCreate(question=ESSAY))
    publishing.settle(session, session.get_one(Course, course_id))
    attempt = attempts.begin(session, student, quiz.id)
    attempts.save(session, student, attempt.id, AttemptUpdate(answers={question.id: f"<b>{HOSTILE}"}))
    return {"quiz": str(quiz.id), "question": str(question.id), "attempt": str(attempt.id)}
