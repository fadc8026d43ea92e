"""What staff see of a course that learners go on with: rows as they are to be when the course is published next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, overload
from uuid import UUID

from sqlalchemy import ColumnElement

from nbacademy.protocol import courses as shapes
from nbacademy.protocol.courses import Difficulty
from nbacademy.protocol.quizzes import QuizCreate
from nbacademy.protocol.shape import Pending, Shape
from nbacademy_hub.quizzes.tables import Question, Quiz

from .tables import Course, Material, Section

Part = TypeVar("Part", Section, Material, Question)
Row = Course | Section | Material | Quiz | Question


class CourseDraft(Shape):
    title: str
    description: str
    difficulty: Difficulty
    tags: tuple[str, ...]
    prerequisites: tuple[str, ...]


class SectionDraft(Shape):
    title: str
    position: int


class MaterialDraft(Shape):
    title: str
    position: int
    minutes: int | None
    filename: str | None
    sha256: str | None
    url: str | None
    assignment: str | None
    quiz_id: UUID | None
    section_id: UUID | None = None
    """To be in another section of the course; None to stay."""


class QuestionDraft(Shape):
    content: dict[str, Any]
    position: int


_DRAFTS: dict[type[Row], type[Shape]] = {
    Course: CourseDraft, Section: SectionDraft, Material: MaterialDraft, Quiz: QuizCreate, Question: QuestionDraft,
}  # fmt: skip


@overload
def current(row: Course) -> CourseDraft: ...
@overload
def current(row: Section) -> SectionDraft: ...
@overload
def current(row: Material) -> MaterialDraft: ...
@overload
def current(row: Quiz) -> QuizCreate: ...
@overload
def current(row: Question) -> QuestionDraft: ...


def current(row: Row) -> Shape:
    """What staff see of a row, and learners once it is published."""
    draft = _DRAFTS[type(row)]
    if row.draft is not None:
        return draft.model_validate(row.draft)
    return draft.model_validate({name: getattr(row, name) for name in draft.model_fields})


def change(row: Row, values: Shape) -> None:
    """Changes what staff see of a row; at once what learners see, too, where they see nothing of it yet."""
    if row.published if isinstance(row, Course) else row.pending != "new":
        row.draft = values.model_dump(mode="json")
    else:
        _set(row, values)


def settle(row: Row) -> None:
    """Shows learners what staff see of a row."""
    _set(row, current(row))
    row.draft = None
    if not isinstance(row, Course):
        row.pending = None


def _set(row: Row, values: Shape) -> None:
    for name in type(values).model_fields.keys() - {"section_id"}:
        value = getattr(values, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)


def is_shown(kind: type[Section | Material | Quiz | Question], *, staff: bool = False) -> ColumnElement[bool]:
    """Whether learners, or staff, see a part of a course."""
    return kind.pending.is_distinct_from(_hidden(staff))


def _hidden(staff: bool) -> str:
    return "removed" if staff else "new"


def sections(course: Course, *, staff: bool) -> list[tuple[Section, list[Material]]]:
    """The sections of a course with their materials, in the order in which staff, or learners, see them."""
    inside = places(course) if staff else {section.id: section.materials for section in course.sections}
    return [(section, seen(inside[section.id], staff=staff)) for section in seen(course.sections, staff=staff)]


def places(course: Course) -> dict[UUID, list[Material]]:
    """The materials of each section as staff have moved them."""
    inside: dict[UUID, list[Material]] = {section.id: [] for section in course.sections}
    for section in course.sections:
        for material in section.materials:
            inside[current(material).section_id or section.id].append(material)
    return inside


def move(course: Course) -> None:
    """Has learners find each material where staff have moved it."""
    for section_id, materials in places(course).items():
        for material in materials:
            move_one(course, material, section_id)


def move_one(course: Course, material: Material, section_id: UUID) -> None:
    """Has everybody find a material in a section."""
    old = next(section for section in course.sections if material in section.materials)
    new = next(section for section in course.sections if section.id == section_id)
    if old is not new:
        old.materials.remove(material)
        new.materials.append(material)


def seen(rows: Sequence[Part], *, staff: bool) -> list[Part]:
    """Those of the rows that staff, or learners, see, in their order."""
    there = [row for row in rows if row.pending != _hidden(staff)]
    return sorted(there, key=lambda row: (_place(row, staff), row.key or ""))


def _place(row: Section | Material | Question, staff: bool) -> int:
    return current(row).position if staff else row.position


def achievements(course: Course, *, staff: bool) -> list[dict[str, Any]]:
    """What is to be earned in a course, of the materials that are there."""
    there = {material.key for _, materials in sections(course, staff=staff) for material in materials}
    found = [{**item, "materials": [key for key in item["materials"] if key in there]} for item in course.achievements]
    return [item for item in found if item["materials"] or item["percent"] is not None]


def pending_of(row: Section | Material | Quiz | Question, *, staff: bool) -> Pending | None:
    """What staff are told of a row that waits to be published."""
    if not staff:
        return None
    return "new" if row.pending == "new" else "changed" if row.draft is not None else None


def show_section(section: Section, materials: tuple[shapes.Material, ...], *, staff: bool) -> shapes.Section:
    """A section's shape, as staff or learners see it."""
    seen = current(section) if staff else section
    return shapes.Section(
        id=section.id, key=section.key, title=seen.title, position=seen.position, materials=materials,
        pending=pending_of(section, staff=staff),
    )  # fmt: skip


def show_material(material: Material, percentage: float | None, *, staff: bool) -> shapes.Material:
    """A material's shape, as staff or learners see it."""
    seen = current(material) if staff else material
    return shapes.Material(
        id=material.id, key=material.key, type=material.type,
        **{name: getattr(seen, name) for name in MaterialDraft.model_fields if name != "section_id"},
        percentage=percentage,
        pending=pending_of(material, staff=staff),
    )  # fmt: skip
