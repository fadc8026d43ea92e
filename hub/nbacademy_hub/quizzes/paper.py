"""An attempt's paper: the questions as they were drawn for it, and the answers on it. Pure functions and values."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter

from nbacademy.protocol.quizzes import (
    Answer,
    AskedQuestion,
    CodeQuestion,
    MultipleChoice,
    Numeric,
    QuestionKey,
    QuestionReview,
    SingleChoice,
)
from nbacademy_hub.errors import Invalid
from nbacademy_hub.markdown import render

from . import scoring

_ANSWERS: TypeAdapter[dict[UUID, Answer]] = TypeAdapter(dict[UUID, Answer])


class Asked(BaseModel):
    """A question on a paper; `order[i]` is the author's number of the option that is shown as number i."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    key: QuestionKey
    order: tuple[int, ...] = ()

    @classmethod
    def draw(cls, question_id: UUID, key: QuestionKey, dice: random.Random | None) -> Self:
        """A question for a paper, its options in an order of the dice."""
        order = list(range(len(key.options))) if isinstance(key, SingleChoice | MultipleChoice) else []
        if dice is not None:
            dice.shuffle(order)
        return cls(id=question_id, key=key, order=tuple(order))

    def show(self) -> AskedQuestion:
        """As its student gets it: without the key."""
        options = tuple(self.key.options[index] for index in self.order) if self.order else ()  # type: ignore[union-attr]
        return AskedQuestion(
            id=self.id, type=self.key.type, text=self.key.text, html=render(self.key.text), points=self.key.points,
            options=options, options_html=tuple(render(option) for option in options),
            units=self.key.units if isinstance(self.key, Numeric) else (), **self._start(),
        )  # fmt: skip

    def _start(self) -> dict[str, Any]:
        if not isinstance(self.key, CodeQuestion):
            return {}
        return {"language": self.key.language, "starter": self.key.starter}

    def right(self) -> tuple[int, ...]:
        """The options that are right, as they are numbered on the paper."""
        match self.key.type:
            case "single_choice":
                return (self.order.index(self.key.correct),)
            case "multiple_choice":
                return tuple(sorted(self.order.index(index) for index in self.key.correct))
            case _:
                return ()

    def check(self, answer: Answer) -> None:
        """Raises Invalid for what can be no answer to this question."""
        problem = self._problem(answer) if answer is not None else None
        if problem is not None:
            raise Invalid.field(f"answers.{self.id}", problem)

    def _problem(self, answer: Answer) -> str | None:
        match self.key.type:
            case "single_choice":
                fits = type(answer) is int and 0 <= answer < len(self.order)
                return None if fits else f"the number of an option is expected, from 0 to {len(self.order) - 1}"
            case "multiple_choice":
                fits = isinstance(answer, tuple) and all(index < len(self.order) for index in answer)
                return None if fits else f"a list of options' numbers is expected, from 0 to {len(self.order) - 1}"
            case "true_false":
                return None if isinstance(answer, bool) else "true or false is expected"
            case "numeric":
                return None if isinstance(answer, str) else "a text with a number is expected"
            case _:
                return None if isinstance(answer, str) else "a text is expected"

    def score(self, answer: Answer) -> float | None:
        """Points for an answer as it stands on the paper; None: a person decides."""
        return scoring.score(self.key, self._in_authors_numbers(answer))

    def _in_authors_numbers(self, answer: Answer) -> Answer:
        if self.key.type == "single_choice" and type(answer) is int:
            return self.order[answer]
        if self.key.type == "multiple_choice" and isinstance(answer, tuple):
            return tuple(self.order[index] for index in answer)
        return answer

    def chosen(self, answer: Answer) -> frozenset[int]:
        """The author's numbers of the options that were chosen."""
        chosen = self._in_authors_numbers(answer)
        if self.key.type == "single_choice" and type(chosen) is int:
            return frozenset({chosen})
        return frozenset(chosen) if self.key.type == "multiple_choice" and isinstance(chosen, tuple) else frozenset()


class Result(BaseModel):
    """What an answer got; `by_hand` when a person gave it. A `score` of None is to come: of code by running it, of all
    else by a person."""

    model_config = ConfigDict(frozen=True)

    score: float | None
    by_hand: bool = False
    comment: str = ""


def draw(questions: Iterable[tuple[UUID, QuestionKey]], seed: str | None) -> list[Asked]:
    """A paper; `seed` shuffles questions and options, always in the same way, None leaves them in order."""
    dice = random.Random(seed) if seed is not None else None  # noqa: S311  an order is no secret
    paper = [Asked.draw(question_id, key, dice) for question_id, key in questions]
    if dice is not None:
        dice.shuffle(paper)
    return paper


def read_answers(stored: Mapping[str, Any]) -> dict[UUID, Answer]:
    """The answers of an attempt, as they stand in its row."""
    return _ANSWERS.validate_python(dict(stored))


def grade(paper: Iterable[Asked], answers: Mapping[UUID, Answer]) -> dict[UUID, Result]:
    """Every question's result; the score of what a person grades is None."""
    return {asked.id: Result(score=asked.score(answers.get(asked.id))) for asked in paper}


def review(asked: Asked, result: Result, *, shows_key: bool) -> QuestionReview:
    """A question's result as its student may see it."""
    return QuestionReview(
        question_id=asked.id, score=result.score, max_score=asked.key.points, comment=result.comment,
        key=_key_in_words(asked.key) if shows_key else None, right_options=asked.right() if shows_key else None,
        explanation_html=render(asked.key.explanation) if shows_key and asked.key.explanation else None,
    )  # fmt: skip


def _key_in_words(key: QuestionKey) -> str:
    match key.type:
        case "single_choice":
            return key.options[key.correct]
        case "multiple_choice":
            return "; ".join(key.options[index] for index in sorted(key.correct))
        case "true_false":
            return "true" if key.correct else "false"
        case "numeric":
            return f"{key.correct:g} {key.units[0] if key.units else ''}".strip()
        case "short_text":
            return " / ".join(key.accepted)
        case "free_text" | "code":
            return ""
