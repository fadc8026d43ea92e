"""What a quiz tells about its questions: difficulty, discrimination, distractors."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import quiz_analysis as shapes
from nbacademy.protocol.quiz_analysis import OptionCount
from nbacademy.protocol.quizzes import Answer, MultipleChoice, QuestionKey, SingleChoice
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.learning import membership
from nbacademy_hub.learning.tables import Enrollment

from . import attempts, questions, service
from .attempts import paper_of, results_of
from .paper import Asked, read_answers
from .tables import Attempt

GROUP = 0.27
"""The share of the best and of the weakest whose choices are compared (Kelley, 1939)."""


@dataclass(frozen=True)
class _Sat:
    """One student's attempt: share of the points by question, and what was chosen."""

    attempt: Attempt
    paper: dict[UUID, Asked]
    answers: dict[UUID, Answer]
    points: dict[UUID, float]

    @property
    def total(self) -> float:
        return sum(self.points.values())


def analyse(session: Session, caller: Caller, quiz_id: UUID) -> shapes.QuizAnalysis:
    """Over the last graded attempt of each student. Staff only."""
    quiz, course = service.find_quiz(session, caller, quiz_id)
    membership.staff(session, caller, str(course.id))
    students = session.scalars(
        select(Enrollment.account_id).where(Enrollment.course_id == course.id, Enrollment.role == "student")
    )
    sat = sorted((_sat(row) for row in attempts.latest_graded(session, quiz.id, students)), key=lambda one: one.total)
    percents = [100.0 * one.total / one.attempt.max_score for one in sat if one.attempt.max_score]
    return shapes.QuizAnalysis(
        quiz_id=quiz.id, attempts=len(sat), mean_percent=statistics.fmean(percents) if percents else None,
        questions=tuple(
            _question(question.id, questions.key_of(question, staff=False), sat)
            for question in drafts.seen(quiz.questions, staff=True)
        ),
    )  # fmt: skip


def _sat(attempt: Attempt) -> _Sat:
    points = {key: result.score or 0.0 for key, result in results_of(attempt).items()}
    return _Sat(attempt, {asked.id: asked for asked in paper_of(attempt)}, read_answers(attempt.answers), points)


def _question(question_id: UUID, key: QuestionKey, sat: Sequence[_Sat]) -> shapes.QuestionAnalysis:
    # Who got another version of the question, before it was changed, says nothing of this one.
    those = [one for one in sat if question_id in one.paper and one.paper[question_id].key == key]
    own = [one.points[question_id] for one in those]
    rest = [one.total - one.points[question_id] for one in those]
    return shapes.QuestionAnalysis(
        question_id=question_id, text=key.text, answers=len(those),
        difficulty=statistics.fmean(own) / key.points if own and key.points else None,
        discrimination=_correlation(own, rest),
        options=_options(question_id, key, those) if isinstance(key, SingleChoice | MultipleChoice) else (),
    )  # fmt: skip


def _correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    if len(set(first)) < 2 or len(set(second)) < 2:
        return None
    return statistics.correlation(first, second)


def _options(question_id: UUID, key: SingleChoice | MultipleChoice, sat: Sequence[_Sat]) -> tuple[OptionCount, ...]:
    chosen = [one.paper[question_id].chosen(one.answers.get(question_id)) for one in sat]
    size = max(1, round(len(sat) * GROUP)) if sat else 0
    bottom, top = chosen[:size], chosen[len(chosen) - size :]
    right = {key.correct} if isinstance(key, SingleChoice) else set(key.correct)

    def count(index: int, among: Sequence[frozenset[int]]) -> int:
        return sum(index in choice for choice in among)

    return tuple(
        OptionCount(
            text=text, correct=index in right, chosen=count(index, chosen), top=count(index, top),
            bottom=count(index, bottom),
        )
        for index, text in enumerate(key.options)
    )  # fmt: skip
