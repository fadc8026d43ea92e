"""The shapes of a quiz's file.

    QuizFile ── questions ─┬─ SingleChoice, MultipleChoice ── options ── Option
                           ├─ TrueFalse, Numeric, ShortText
                           ├─ FreeText
                           └─ Code ── tests ── CodeTest

A question's key is a stable identifier, as are the keys of `course.yaml`.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from nbacademy_courses.course import DueTime, Key, Limit, Percent, Shape

ShowAnswers = Literal["never", "after_attempt", "after_due"]

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Explanation = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
OptionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Unit = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
ProgramText = Annotated[str, StringConstraints(max_length=20_000)]
Points = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]
YesNo = Annotated[bool, Field(strict=True)]


class Option(Shape):
    """An option of a choice: its text (Markdown), under `right` or under `wrong`."""

    right: OptionText | None = None
    wrong: OptionText | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.right is None) == (self.wrong is None):
            raise ValueError("an option is given under right or under wrong")
        return self

    @property
    def text(self) -> str:
        """Its text, right or wrong."""
        return self.right or self.wrong or ""


class _Question(Shape):
    key: Key
    text: Wording
    points: Points = 1.0
    explanation: Explanation = ""


class _Choice(_Question):
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if len({option.text for option in self.options}) < len(self.options):
            raise ValueError("two options are the same")
        return self

    @property
    def right(self) -> tuple[int, ...]:
        """Which options are right, counted from 0."""
        return tuple(number for number, option in enumerate(self.options) if option.right is not None)


class SingleChoice(_Choice):
    """One option is right."""

    type: Literal["single_choice"]

    @model_validator(mode="after")
    def _has_one_right(self) -> Self:
        if len(self.right) != 1:
            raise ValueError(f"one option is right in a single_choice, and here {len(self.right)} are")
        return self


class MultipleChoice(_Choice):
    """Some options are right."""

    type: Literal["multiple_choice"]

    @model_validator(mode="after")
    def _has_some_right(self) -> Self:
        if not self.right:
            raise ValueError("none of the options is right")
        return self


class TrueFalse(_Question):
    """A sentence that is true or false."""

    type: Literal["true_false"]
    correct: YesNo


class Numeric(_Question):
    """A number; `tolerance` is in its own unit, `tolerance_percent` of it, and the wider of both counts."""

    type: Literal["numeric"]
    correct: Number
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    tolerance_percent: Percent = 0.0
    units: Annotated[tuple[Unit, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _units_are_no_numbers(self) -> Self:
        if any(unit[0].isdigit() for unit in self.units):
            raise ValueError("a unit can't begin with a digit")
        return self


class ShortText(_Question):
    """A word or two."""

    type: Literal["short_text"]
    accepted: Annotated[tuple[Word, ...], Field(min_length=1, max_length=50)]
    case_sensitive: YesNo = False


class FreeText(_Question):
    """A text that a person marks."""

    type: Literal["free_text"]


class CodeTest(Shape):
    """A test: the program reads `stdin`, `code` is run after it, and what both print has to be `expected`."""

    stdin: ProgramText = ""
    code: ProgramText = ""
    expected: ProgramText


class Code(_Question):
    """A program, of which `starter` stands there at first. Each test that it passes earns its part of the points."""

    type: Literal["code"]
    language: Literal["python", "bash"] = "python"
    starter: ProgramText = ""
    tests: Annotated[tuple[CodeTest, ...], Field(min_length=1, max_length=20)]


Question = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | Numeric | ShortText | FreeText | Code, Field(discriminator="type")
]


class QuizFile(Shape):
    """A quiz: what holds for it, and its questions. A limit of 0 is none; `due` is a time with its offset from UTC."""

    description: Explanation = ""
    minutes_allowed: Annotated[Limit, Field(le=10_000)] = 0
    attempts_limit: Annotated[Limit, Field(le=1000)] = 0
    pass_percent: Percent = 50.0
    shuffle: YesNo = True
    show_answers: ShowAnswers = "after_attempt"
    due: DueTime | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=500)]
