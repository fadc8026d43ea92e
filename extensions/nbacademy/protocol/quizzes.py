"""Quizzes: what instructors write, what students see, and what they answer.

A question as its author writes it holds the key; what a student is sent (`AskedQuestion`) has no field for it, and gets
one (`QuestionReview`) only when the quiz says so.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from .execution import MOST_CASES, Code, Language, Stream
from .shape import Line, Moment, Pending, Percentage, Person, Shape, Text

QuestionType = Literal["single_choice", "multiple_choice", "true_false", "numeric", "short_text", "free_text", "code"]
ShowAnswers = Literal["never", "after_attempt", "after_due"]
AttemptState = Literal["open", "judging", "needs_manual_grade", "graded"]

MOST_OPTIONS = 20
Points = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Index = Annotated[int, Field(strict=True, ge=0, lt=MOST_OPTIONS)]
Option = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
Explanation = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^\D[^\x00]*$")]


class _Key(Shape):
    """What every question has: `text` and `explanation` are Markdown; `explanation` is shown with the key."""

    text: Text
    points: Points = 1.0
    explanation: Explanation = ""


class _Choice(_Key):
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if len(set(self.options)) < len(self.options):
            raise ValueError("two options are the same")
        return self


class SingleChoice(_Choice):
    """One option is right: `correct`, counted from 0."""

    type: Literal["single_choice"]
    correct: Index

    @model_validator(mode="after")
    def _is_an_option(self) -> Self:
        if self.correct >= len(self.options):
            raise ValueError(f"correct is {self.correct}, and there are {len(self.options)} options, counted from 0")
        return self


class MultipleChoice(_Choice):
    """Some options are right: `correct`, counted from 0. Each right one that is ticked earns its part of the points,
    each wrong one takes as much away, and less than nothing is never given."""

    type: Literal["multiple_choice"]
    correct: Annotated[tuple[Index, ...], Field(min_length=1, max_length=MOST_OPTIONS)]

    @model_validator(mode="after")
    def _are_options(self) -> Self:
        if max(self.correct) >= len(self.options) or len(set(self.correct)) < len(self.correct):
            raise ValueError(f"correct names options from 0 to {len(self.options) - 1}, each once")
        return self


class TrueFalse(_Key):
    type: Literal["true_false"]
    correct: bool


class Numeric(_Key):
    """A number that is right within `tolerance` or within `tolerance_percent` of `correct`, whichever is wider.

    `units` are the ways in which its unit may be written; without any, an answer has none.
    """

    type: Literal["numeric"]
    correct: Number
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    tolerance_percent: Percentage = 0.0
    units: Annotated[tuple[Unit, ...], Field(max_length=20)] = ()


class ShortText(_Key):
    """A word or two that must be one of `accepted`; spaces, width and, unless `case_sensitive`, case don't matter."""

    type: Literal["short_text"]
    accepted: Annotated[tuple[Line, ...], Field(min_length=1, max_length=50)]
    case_sensitive: bool = False


class FreeText(_Key):
    """A text that a person grades."""

    type: Literal["free_text"]


class CodeTest(Shape):
    """A test of a program: it reads `stdin`, `code` is run after it, and what both print has to be `expected`.

    What is expected never gets near the program, so that no program can find it out.
    """

    stdin: Stream = ""
    code: Code = ""
    expected: Stream


class CodeQuestion(_Key):
    """A program, run once for each of its `tests`: each that it passes earns its part of the points.

    `starter` is what stands there at first.
    """

    type: Literal["code"]
    language: Language = "python"
    starter: Code = ""
    tests: Annotated[tuple[CodeTest, ...], Field(min_length=1, max_length=MOST_CASES)]


QuestionKey = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | Numeric | ShortText | FreeText | CodeQuestion,
    Field(discriminator="type"),
]
"""A question as its author writes it."""


class QuestionCreate(Shape):
    """A new question, or another version of one; at `position` (from 1), or at the end."""

    question: QuestionKey
    position: Annotated[int, Field(ge=1, le=1000)] | None = None


class Question(Shape):
    """A question with its key, for the course's staff."""

    id: UUID
    quiz_id: UUID
    position: int
    question: QuestionKey
    pending: Pending | None = None


class AskedQuestion(Shape):
    """A question as a student gets it: `options` in the order of this attempt, texts as Markdown and as safe HTML."""

    id: UUID
    type: QuestionType
    text: str
    html: str
    points: float
    options: tuple[str, ...] = ()
    options_html: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    language: Language | None = None
    starter: str = ""


Answer = bool | int | Annotated[tuple[Index, ...], Field(max_length=MOST_OPTIONS)] | Annotated[
    str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")
] | None  # fmt: skip
"""What somebody answers: the index of an option as it is shown (from 0), several of them, true or false, or text (a
number with its unit is text, too); None is no answer."""


class QuizCreate(Shape):
    """A quiz. A limit of 0 is none; `pass_percent` is of the points."""

    title: Line
    description: Explanation = ""
    minutes_allowed: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 0
    attempts_limit: Annotated[int, Field(strict=True, ge=0, le=1000)] = 0
    pass_percent: Percentage = 50.0
    shuffle: bool = True
    show_answers: ShowAnswers = "after_attempt"
    due_at: Moment | None = None


class Quiz(QuizCreate):
    """A quiz as it is listed: `key` is its name in the course folder, None for one that was made by the API; `attempts`
    are the caller's own, `best_percent` of those that are graded."""

    id: UUID
    key: str | None
    description_html: str
    course_slug: str
    section_id: UUID
    questions: int
    max_score: float
    attempts: int
    best_percent: float | None
    pending: Pending | None = None


class QuizDetail(Quiz):
    """For staff with the questions and their keys; for others `keys` is None."""

    keys: tuple[Question, ...] | None = None


class CodeSubmission(Shape):
    """A program handed in where a material asks for one, in the language in which it asks for it."""

    code: Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
    language: Language = "python"


class AttemptUpdate(Shape):
    """Answers by question id. What is not named stays as it was saved. `final` hands the attempt in: once only."""

    answers: Annotated[dict[UUID, Answer], Field(max_length=1000)]
    final: bool = True


class QuestionReview(Shape):
    """How an answer was graded. The key, which options it names (by their numbers in this attempt) and its explanation
    are there once the quiz shows them."""

    question_id: UUID
    score: float | None
    max_score: float
    comment: str = ""
    key: str | None = None
    right_options: tuple[int, ...] | None = None
    explanation_html: str | None = None


class Attempt(Shape):
    """An attempt as it is listed: `judging` while its code is run; `score` is None until all of it is graded,
    `deadline_at` None without a limit."""

    id: UUID
    quiz_id: UUID
    course_slug: str
    person: Person
    number: int
    state: AttemptState
    started_at: Moment
    deadline_at: Moment | None
    submitted_at: Moment | None
    score: float | None
    max_score: float
    passed: bool | None


class AttemptDetail(Attempt):
    """With its questions in their order, the answers so far, and what came of them once it was handed in."""

    questions: tuple[AskedQuestion, ...]
    answers: dict[UUID, Answer]
    review: tuple[QuestionReview, ...] | None = None


class AttemptGrade(Shape):
    """Points and comment by hand for one answer."""

    question_id: UUID
    score: Points
    comment: Explanation = ""
