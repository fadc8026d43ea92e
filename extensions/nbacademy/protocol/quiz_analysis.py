"""What a class's answers tell of a quiz and its questions."""

from __future__ import annotations

from uuid import UUID

from .shape import Shape


class OptionCount(Shape):
    """How often an option was chosen, and by whom: `top` and `bottom` count the best and the weakest 27 %."""

    text: str
    correct: bool
    chosen: int
    top: int
    bottom: int


class QuestionAnalysis(Shape):
    """`difficulty` is the mean share of the points, `discrimination` the correlation (-1 to 1) of a question's points
    with those of all others; None where there is too little to tell."""

    question_id: UUID
    text: str
    answers: int
    difficulty: float | None
    discrimination: float | None
    options: tuple[OptionCount, ...] = ()


class QuizAnalysis(Shape):
    """Over the last graded attempt of each student."""

    quiz_id: UUID
    attempts: int
    mean_percent: float | None
    questions: tuple[QuestionAnalysis, ...]
