"""Pages of quizzes: those of a course, one with what its questions tell, attempts, and marking by hand."""

from __future__ import annotations

from uuid import UUID

from nbacademy.protocol.courses import CourseDetail
from nbacademy.protocol.quizzes import Answer, AskedQuestion, AttemptDetail, AttemptGrade, Explanation, Points
from nbacademy.protocol.shape import Shape
from nbacademy_hub.http.handler import uuid_or_404
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.markdown import render
from nbacademy_hub.quizzes import analysis, attempts, overview, service
from nbacademy_hub.quizzes.attempts import AttemptQuery
from nbacademy_hub.quizzes.overview import Taken

from .page import PER_PAGE, Page, page
from .scatter import scatter


class Mark(Shape):
    """What the form of a mark sends."""

    question_id: UUID
    score: Points
    comment: Explanation | None = None


class QuizzesPage(Page):
    @page
    async def get(self, name: str) -> None:
        """The quizzes of a course, how many took them, and what waits for a person."""
        course = await self.course(name)
        found = await self.call(service.list_quizzes, course.slug, self.asked(Paging, limit=PER_PAGE))
        taken = await self.call(overview.taken, course.slug)
        self.show_course("quizzes.html", course, "quizzes", quizzes=found, taken=taken, nobody=Taken())


class QuizPage(Page):
    @page
    async def get(self, quiz_id: str) -> None:
        """A quiz with its questions, and what the attempts tell of them."""
        quiz = await self.call(service.show, uuid_or_404(quiz_id))
        course = await self.course(quiz.course_slug)
        told = await self.call(analysis.analyse, quiz.id)
        drawing = scatter(told.questions)
        self.show_course("quiz.html", course, "quizzes", quiz=quiz, told=told, drawing=drawing, render=render)


class QuizAttemptsPage(Page):
    @page
    async def get(self, quiz_id: str) -> None:
        """Everybody's attempts at a quiz; those that wait for a person, if that is asked for."""
        quiz = await self.call(service.show, uuid_or_404(quiz_id))
        course = await self.course(quiz.course_slug)
        query = self.asked(AttemptQuery, quiz_id=quiz.id, everyone=True, limit=PER_PAGE)
        found = await self.call(attempts.list_attempts, query)
        self.show_course("quiz_attempts.html", course, "quizzes", quiz=quiz, attempts=found, query=query)


class AttemptPage(Page):
    @page
    async def get(self, attempt_id: str) -> None:
        """An attempt with its answers, and forms to mark them."""
        attempt, course = await self.attempt_for_staff(attempt_id)
        quiz = await self.call(service.show, attempt.quiz_id)
        reviews = {review.question_id: review for review in attempt.review or ()}
        self.show_course(
            "attempt.html", course, "quizzes", attempt=attempt, quiz=quiz, reviews=reviews, in_words=in_words
        )

    async def attempt_for_staff(self, attempt_id: str) -> tuple[AttemptDetail, CourseDetail]:
        """An attempt and its course. Raises NotFound, or Forbidden for the student whose it is."""
        attempt = await self.call(attempts.show, uuid_or_404(attempt_id))
        return attempt, await self.course(attempt.course_slug)

    @page
    async def post(self, attempt_id: str) -> None:
        """Marks one answer; after the last that waited, the next attempt that has one comes."""
        attempt, _ = await self.attempt_for_staff(attempt_id)
        mark = self.form(Mark)
        grade = AttemptGrade(question_id=mark.question_id, score=mark.score, comment=mark.comment or "")
        marked = await self.call(attempts.grade_by_hand, attempt.id, grade)
        if marked.state == "needs_manual_grade" or attempt.state != "needs_manual_grade":
            self.go(f"attempts/{attempt.id}", said="marked")
            return
        waiting = AttemptQuery(quiz_id=attempt.quiz_id, everyone=True, state="needs_manual_grade", limit=1)
        following = (await self.call(attempts.list_attempts, waiting)).items
        last = f"quizzes/{attempt.quiz_id}/attempts"
        self.go(f"attempts/{following[0].id}" if following else last, said="marked")


def in_words(question: AskedQuestion, answer: Answer) -> str:
    """An answer as text: the options that were chosen, true or false, or what was written."""
    if answer is None or answer in ("", ()):
        return "no answer"
    if isinstance(answer, bool):
        return "true" if answer else "false"
    chosen = answer if isinstance(answer, tuple) else (answer,)
    return "; ".join(question.options[one] if isinstance(one, int) else one for one in chosen)
