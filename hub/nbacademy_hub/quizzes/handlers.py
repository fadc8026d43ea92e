"""Quizzes over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.quiz_analysis import QuizAnalysis
from nbacademy.protocol.quizzes import (
    Attempt,
    AttemptDetail,
    AttemptGrade,
    AttemptUpdate,
    CodeSubmission,
    Question,
    QuestionCreate,
    Quiz,
    QuizCreate,
    QuizDetail,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import (
    INSTRUCTORS,
    MEMBERS,
    OWNER_BEFORE_STAFF,
    OWNER_OR_STAFF,
    PEOPLE,
    STAFF,
    STAFF_BEFORE_OWNER,
)
from nbacademy_hub.http.declaration import GRADE, LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404
from nbacademy_hub.http.paging import Paging

from . import analysis, assessments, attempts, questions, service
from .attempts import AttemptQuery


class CourseQuizzesHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=Paging, gives=Page[Quiz])
    async def get(self, course: str) -> None:
        """The quizzes of a course, with the caller's own attempts counted."""
        self.reply(await self.call(service.list_quizzes, course, self.query(Paging)))


class SectionQuizzesHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, takes=QuizCreate, gives=QuizDetail, status=201)
    async def post(self, section_id: str) -> None:
        """A new quiz without questions."""
        quiz = await self.call(service.create, uuid_or_404(section_id), self.body(QuizCreate))
        self.reply(quiz, 201, location=f"quizzes/{quiz.id}")


class QuizHandler(ApiHandler):
    def shown(self, session: Session, quiz_id: str) -> QuizDetail:
        return service.show(session, self.caller, uuid_or_404(quiz_id))

    @allow(LEARN, to=MEMBERS, gives=QuizDetail)
    async def get(self, quiz_id: str) -> None:
        """A quiz; for staff as they have edited it, with its questions and their keys."""
        self.reply(await self.run(self.shown, quiz_id))

    @allow(LEARN, to=INSTRUCTORS, takes=QuizCreate, gives=QuizDetail)
    async def put(self, quiz_id: str) -> None:
        """Sets what is to hold for a quiz."""
        self.reply(await self.call(service.update, uuid_or_404(quiz_id), self.body(QuizCreate)))

    @allow(LEARN, to=INSTRUCTORS, status=204)
    async def delete(self, quiz_id: str) -> None:
        """Takes out a quiz that nobody has attempted."""
        await self.call(service.delete, uuid_or_404(quiz_id))
        self.set_status(204)


class QuestionsHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, takes=QuestionCreate, gives=Question, status=201)
    async def post(self, quiz_id: str) -> None:
        """A new question."""
        question = await self.call(questions.add, uuid_or_404(quiz_id), self.body(QuestionCreate))
        self.reply(question, 201, location=f"quizzes/{question.quiz_id}")


class QuestionHandler(ApiHandler):
    @allow(LEARN, to=INSTRUCTORS, takes=QuestionCreate, gives=Question)
    async def put(self, question_id: str) -> None:
        """Another version of a question."""
        self.reply(await self.call(questions.update, uuid_or_404(question_id), self.body(QuestionCreate)))

    @allow(LEARN, to=INSTRUCTORS, status=204)
    async def delete(self, question_id: str) -> None:
        """Takes a question out of its quiz."""
        await self.call(questions.delete, uuid_or_404(question_id))
        self.set_status(204)


class BeginHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, gives=AttemptDetail, status=201)
    async def post(self, quiz_id: str) -> None:
        """Begins an attempt, or goes on with the one that is open."""
        attempt = await self.call(attempts.begin, uuid_or_404(quiz_id))
        self.reply(attempt, 201, location=f"attempts/{attempt.id}")


class CodeSubmissionHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, takes=CodeSubmission, gives=AttemptDetail, status=202)
    async def post(self, material_id: str) -> None:
        """Hands in a program where a material asks for one; the answer is the attempt to watch."""
        attempt = await self.call(assessments.hand_in, uuid_or_404(material_id), self.body(CodeSubmission))
        self.reply(attempt, 202, location=f"attempts/{attempt.id}")


class AttemptsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, by_query={"everyone=true": STAFF}, query=AttemptQuery, gives=Page[Attempt])
    async def get(self) -> None:
        """The caller's own attempts; for staff, those of everyone at a quiz."""
        self.reply(await self.call(attempts.list_attempts, self.query(AttemptQuery)))


class AttemptHandler(ApiHandler):
    def shown(self, session: Session, attempt_id: str) -> AttemptDetail:
        return attempts.show(session, self.caller, uuid_or_404(attempt_id))

    @allow(LEARN, to=OWNER_OR_STAFF, gives=AttemptDetail)
    async def get(self, attempt_id: str) -> None:
        """An attempt with its questions and answers."""
        self.reply(await self.run(self.shown, attempt_id))

    @allow(LEARN, to=OWNER_BEFORE_STAFF, takes=AttemptUpdate, gives=AttemptDetail)
    async def put(self, attempt_id: str) -> None:
        """Hands an attempt in; with `final` false, saves its answers for now."""
        self.reply(await self.call(attempts.save, uuid_or_404(attempt_id), self.body(AttemptUpdate)))


class AttemptGradeHandler(ApiHandler):
    @allow(GRADE, to=STAFF_BEFORE_OWNER, takes=AttemptGrade, gives=AttemptDetail)
    async def put(self, attempt_id: str) -> None:
        """Points and a comment for one answer, by hand."""
        self.reply(await self.call(attempts.grade_by_hand, uuid_or_404(attempt_id), self.body(AttemptGrade)))


class AnalysisHandler(ApiHandler):
    @allow(GRADE, to=STAFF, gives=QuizAnalysis)
    async def get(self, quiz_id: str) -> None:
        """Difficulty, discrimination and distractors of a quiz's questions."""
        self.reply(await self.call(analysis.analyse, uuid_or_404(quiz_id)))


ROUTES = [
    (r"courses/([^/]+)/quizzes", CourseQuizzesHandler),
    (r"sections/([^/]+)/quizzes", SectionQuizzesHandler),
    (r"quizzes/([^/]+)", QuizHandler),
    (r"quizzes/([^/]+)/questions", QuestionsHandler),
    (r"quizzes/([^/]+)/attempts", BeginHandler),
    (r"quizzes/([^/]+)/analysis", AnalysisHandler),
    (r"questions/([^/]+)", QuestionHandler),
    (r"materials/([^/]+)/submissions", CodeSubmissionHandler),
    (r"attempts", AttemptsHandler),
    (r"attempts/([^/]+)", AttemptHandler),
    (r"attempts/([^/]+)/grade", AttemptGradeHandler),
]
