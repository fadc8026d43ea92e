"""The shapes of `course.yaml`.

    Course ── sections ── Section ── materials ── Material ─┬─ file        (a path inside the folder)
       ├───── grading ────── Grading                         │
       ├───── assignments ── Assignment ◄───────────────────┼─ assignment  (its name)
       ├───── quizzes ────── Quiz       ◄───────────────────┼─ quiz        (its key)
       └───── achievements ─ Achievement                    └─ url

Keys are stable identifiers: who loads a folder again finds a section or material by its key, so a title may
change and an order may change without losing anybody's progress.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

Difficulty = Literal["beginner", "intermediate", "advanced"]
MaterialType = Literal["notebook", "markdown", "pdf", "video", "link", "quiz", "assignment", "training"]
FeedbackPolicy = Literal["immediately", "on_release", "after_due"]
LatePolicy = Literal["none", "hard", "linear", "grace_days"]

TARGETS: Final[dict[str, tuple[str, ...]]] = {
    "notebook": ("file",),
    "markdown": ("file",),
    "pdf": ("file",),
    "video": ("file", "url"),
    "link": ("url",),
    "quiz": ("quiz",),
    "assignment": ("assignment",),
    "training": ("file",),
}
"""For each type of material, the fields that may say what it shows; exactly one of them is given."""


def _relative_path(value: str) -> str:
    # Checked as text too, before any file system is asked: a folder is packed on one system and read on another.
    parts = value.split("/")
    if value.startswith("/") or "\\" in value or ":" in value or any(part in ("", ".", "..") for part in parts):
        raise ValueError("must be a path inside the course folder, with / between its parts and without . or ..")
    return value


def _no_number(value: object) -> object:
    # pydantic would read a bare number as seconds since 1970: never what the author of a due date meant.
    if isinstance(value, int | float):
        raise ValueError("must be a date and time such as 2027-01-31T23:59:00Z, or null")
    return value


_SLUG: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_KEY: Final = r"^[a-z0-9]+([-_][a-z0-9]+)*$"
_NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
_YAML: Final = r"\.ya?ml$"
_ADDRESS: Final = r"^https?://[^\s/]+(/\S*)?$"

FORMS: Final = {
    _SLUG: "lower-case letters and digits, with single hyphens between them",
    _KEY: "lower-case letters and digits, with single hyphens or underscores between them",
    _NAME: "letters, digits, hyphens and underscores, and begin with a letter or digit",
    _YAML: "a file that ends in .yaml or .yml",
    _ADDRESS: "an address that begins with http:// or https://",
}
"""What each pattern asks for, in words that complete the sentence 'must be ...'."""

# A slug is the nbgrader course id and a part of JupyterHub group names, so it stays this narrow.
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=30)]
Key = Annotated[str, StringConstraints(pattern=_KEY, max_length=60)]
# nbgrader refuses "+" in assignment names, and the name is a folder's name.
AssignmentName = Annotated[str, StringConstraints(pattern=_NAME, max_length=60)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
RelativePath = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(_relative_path)]
WebAddress = Annotated[str, StringConstraints(pattern=_ADDRESS, max_length=2000)]
DueTime = Annotated[AwareDatetime, BeforeValidator(_no_number)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Limit = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Seconds = Annotated[int, Field(strict=True, ge=1, le=86_400)]
Mebibytes = Annotated[int, Field(strict=True, ge=256, le=1_048_576)]
Days = Annotated[int, Field(strict=True, ge=0, le=1000)]


class Shape(BaseModel):
    """What all shapes of a course folder share: frozen, and no field that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Material(Shape):
    """One thing to read, watch, run or do. `minutes` is the time that a learner is told to expect."""

    key: Key
    type: MaterialType
    title: Title
    file: RelativePath | None = None
    url: WebAddress | None = None
    quiz: Key | None = None
    assignment: AssignmentName | None = None
    minutes: Annotated[int, Field(strict=True, ge=1, le=6000)] | None = None

    @model_validator(mode="after")
    def _shows_one_thing(self) -> Self:
        allowed = TARGETS[self.type]
        given = [name for name in ("file", "url", "quiz", "assignment") if getattr(self, name) is not None]
        if len(given) != 1 or given[0] not in allowed:
            raise ValueError(f"a {self.type} is shown by the field {' or '.join(allowed)}, and by no other")
        return self


class Section(Shape):
    """A chapter: materials in the order in which they are met."""

    key: Key
    title: Title
    materials: tuple[Material, ...] = ()


class Grading(Shape):
    """What holds for assignments that say nothing else.

    `feedback` says when a learner may read it: as soon as the submission is graded, when the instructor releases it, or
    once it is due. A limit of 0 is none; `minutes_allowed` is counted from the first fetch.
    """

    late_policy: LatePolicy = "none"
    late_percent_per_day: Percent = 10.0
    late_floor_percent: Percent = 0.0
    grace_days: Days = 0
    feedback: FeedbackPolicy = "on_release"
    attempts_limit: Limit = 0
    minutes_allowed: Limit = 0


class Assignment(Shape):
    """An nbgrader assignment, whose instructor version stands in `source/<name>/`.

    `due` is a time with its offset from UTC, or None for no due date. What is None of the rest is as the course's
    `grading` says; of `cell_seconds` (time for one cell when it is graded) and `memory_mib` (memory for a notebook) as
    the platform says, whose administrator also says how much they may be.
    """

    name: AssignmentName
    title: Title | None = None
    due: DueTime | None = None
    late_policy: LatePolicy | None = None
    late_percent_per_day: Percent | None = None
    late_floor_percent: Percent | None = None
    feedback: FeedbackPolicy | None = None
    attempts_limit: Limit | None = None
    minutes_allowed: Limit | None = None
    cell_seconds: Seconds | None = None
    memory_mib: Mebibytes | None = None


class Quiz(Shape):
    """A quiz, whose questions and rules stand in `file`, a QuizFile."""

    key: Key
    title: Title
    file: Annotated[RelativePath, StringConstraints(pattern=_YAML)]


class Achievement(Shape):
    """Something to be earned: all of `materials` (their keys) done, and at least `percent` of the course."""

    key: Key
    title: Title
    description: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    materials: tuple[Key, ...] = ()
    percent: Annotated[Percent, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.materials and self.percent is None:
            raise ValueError("an achievement asks for materials or for a percent of the course")
        return self


class Course(Shape):
    """A whole course as its manifest describes it. `prerequisites` are slugs of other courses."""

    slug: Slug
    title: Title
    description: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    difficulty: Difficulty
    tags: tuple[Tag, ...] = ()
    prerequisites: tuple[Slug, ...] = ()
    grading: Grading = Grading()
    sections: tuple[Section, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    quizzes: tuple[Quiz, ...] = ()
    achievements: tuple[Achievement, ...] = ()

    @property
    def materials(self) -> tuple[Material, ...]:
        """All materials, section by section."""
        return tuple(material for section in self.sections for material in section.materials)
