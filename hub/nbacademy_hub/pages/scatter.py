"""The questions of a quiz in a plane of difficulty and discrimination; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbacademy.protocol.quiz_analysis import QuestionAnalysis

WIDTH, HEIGHT = 320, 160


@dataclass(frozen=True)
class Dot:
    """A question's place in the drawing, in its units, its number and what it stands for."""

    x: float
    y: float
    number: int
    words: str


@dataclass(frozen=True)
class Scatter:
    """Easy questions stand on the right, those that tell strong from weak students apart at the top."""

    dots: tuple[Dot, ...]
    words: str


def scatter(questions: Sequence[QuestionAnalysis]) -> Scatter:
    """The drawing of all questions of which enough is known."""
    dots = tuple(
        _dot(number, question.difficulty, question.discrimination)
        for number, question in enumerate(questions, start=1)
        if question.difficulty is not None and question.discrimination is not None
    )
    told = "; ".join(dot.words for dot in dots) or "too few attempts yet"
    return Scatter(dots, f"Mean share of the points and discrimination of each question: {told}")


def _dot(number: int, difficulty: float, discrimination: float) -> Dot:
    words = f"question {number}: {difficulty * 100:.0f} %, {discrimination:+.2f}"
    return Dot(round(difficulty * WIDTH, 1), round((1 - discrimination) / 2 * HEIGHT, 1), number, words)
