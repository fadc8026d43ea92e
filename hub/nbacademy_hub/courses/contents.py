"""Writes a course's sections and materials. Learners see what is written when the course is published next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from nbacademy.protocol import courses as shapes
from nbacademy.protocol.courses import MaterialCreate, MaterialDetail, MaterialUpdate, SectionUpdate
from nbacademy_courses.course import TARGETS
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid, NotFound
from nbacademy_hub.learning import catalogue
from nbacademy_hub.quizzes import importing as quizzes
from nbacademy_hub.quizzes.tables import Quiz

from . import drafts, service
from .authoring import editable
from .drafts import MaterialDraft, SectionDraft
from .tables import Course, Material, Section

LONGEST_KEY = 50
MOST_SECTIONS = 200
MOST_MATERIALS = 500
"""Of a section: what is shown at once stays small."""


def add_section(session: Session, caller: Caller, course_name: str, values: SectionUpdate) -> shapes.Section:
    """A new section, last if it has no position. Instructors only. Raises Conflict when there are too many."""
    course = editable(session, caller, course_name)
    if len(course.sections) >= MOST_SECTIONS:
        raise Conflict(f"A course has at most {MOST_SECTIONS} sections.")
    key = free_key(values.title, "section", [section.key for section in course.sections])
    section = Section(
        key=key, title=values.title, position=_position(values.position, course.sections), pending="new"
    )  # fmt: skip
    course.sections.append(section)
    session.flush()
    return catalogue.show_section(session, caller, section.id)


def update_section(session: Session, caller: Caller, section_id: UUID, values: SectionUpdate) -> shapes.Section:
    """Another title or position for a section. Instructors only."""
    section, _ = editable_section(session, caller, section_id)
    standing = drafts.current(section).position
    position = standing if values.position is None else values.position
    drafts.change(section, SectionDraft(title=values.title, position=position))
    session.flush()
    return catalogue.show_section(session, caller, section_id)


def delete_section(session: Session, caller: Caller, section_id: UUID) -> None:
    """Takes a section out. Its quizzes move to another one when it goes: with the next publishing, one that is new at
    once. Instructors only. Raises Conflict when there is none left for them."""
    section, course = editable_section(session, caller, section_id)
    if section.pending == "new":
        quizzes.leave(session, course, [section])
        # With it goes what is to be in it.
        for material in drafts.places(course)[section.id]:
            material.pending, material.draft = "removed", None
        course.sections.remove(section)
    else:
        section.pending = "removed"


def add_material(session: Session, caller: Caller, section_id: UUID, values: MaterialCreate) -> MaterialDetail:
    """A new material, last in its section if it has no position. Instructors only.

    Raises Invalid for what its type cannot show, Conflict when there are too many.
    """
    section, course = editable_section(session, caller, section_id)
    inside = drafts.places(course)[section.id]
    if len(inside) >= MOST_MATERIALS:
        raise Conflict(f"A section has at most {MOST_MATERIALS} materials.")
    _check_target(session, course, values.type, values)
    keys = [material.key for other in course.sections for material in other.materials]
    given = values.model_dump() | {"position": _position(values.position, inside)}
    material = Material(**given, key=free_key(values.title, "material", keys), pending="new")
    section.materials.append(material)
    session.flush()
    return catalogue.show_material(session, caller, material.id)


def update_material(session: Session, caller: Caller, material_id: UUID, values: MaterialUpdate) -> MaterialDetail:
    """Changes a material but for its file. Instructors only.

    Raises Invalid for what its type cannot show and a section of elsewhere, Conflict when there are too many in that.
    """
    material, course = editable_material(session, caller, material_id)
    _check_target(session, course, material.type, values)
    standing = drafts.current(material)
    given = values.model_dump() | {"filename": standing.filename, "sha256": standing.sha256}
    if values.url is not None:
        given |= {"filename": None, "sha256": None}
    given |= _place(course, material, values)
    drafts.change(material, MaterialDraft.model_validate(given))
    if material.pending == "new" and given["section_id"] is not None:
        drafts.move_one(course, material, given["section_id"])
    session.flush()
    return catalogue.show_material(session, caller, material_id)


def delete_material(session: Session, caller: Caller, material_id: UUID) -> None:
    """Takes a material out, with the progress that learners made with it, once that is published. Instructors only."""
    material, _ = editable_material(session, caller, material_id)
    if material.pending == "new":
        session.delete(material)
    else:
        material.pending = "removed"


def editable_section(session: Session, caller: Caller, section_id: UUID) -> tuple[Section, Course]:
    """A section and its course, for instructors, one after the other. Raises NotFound or Forbidden."""
    _in_turn(session, caller, select(Section.course_id).where(Section.id == section_id))
    section, course = service.find_section(session, section_id)
    if section.pending == "removed":
        raise NotFound("There is no such section.")
    return section, course


def editable_material(session: Session, caller: Caller, material_id: UUID) -> tuple[Material, Course]:
    """A material and its course, for instructors, one after the other. Raises NotFound or Forbidden."""
    _in_turn(session, caller, select(Section.course_id).join(Material).where(Material.id == material_id))
    material, course = service.find_material(session, material_id)
    if material.pending == "removed":
        raise NotFound("There is no such material.")
    return material, course


def _in_turn(session: Session, caller: Caller, wanted: Select[UUID]) -> None:
    # Nothing else is read before it is our turn: it may be gone by then.
    course_id = session.scalar(wanted)
    if course_id is None:
        raise NotFound("There is no such part of a course.")
    editable(session, caller, str(course_id))


def _check_target(session: Session, course: Course, kind: str, values: MaterialCreate | MaterialUpdate) -> None:
    """Refuses targets that a material's type does not have, and quizzes and assignments that are not there."""
    targets = TARGETS[kind]
    for field, target in (("url", "url"), ("assignment", "assignment"), ("quiz_id", "quiz")):
        if getattr(values, field) is not None and target not in targets:
            raise Invalid.field(field, f"a {kind} has none")
        if getattr(values, field) is None and targets == (target,):
            raise Invalid.field(field, f"a {kind} needs one")
    quiz = (
        select(Quiz.id).join(Section, Section.id == Quiz.section_id)
        .where(Section.course_id == course.id, drafts.is_shown(Quiz, staff=True))
    )  # fmt: skip
    if values.quiz_id is not None and session.scalar(quiz.where(Quiz.id == values.quiz_id)) is None:
        raise Invalid.field("quiz_id", "there is no such quiz in this course")
    named = select(Assignment.id).where(Assignment.course_id == course.id, Assignment.name == values.assignment)
    if values.assignment is not None and session.scalar(named) is None:
        raise Invalid.field("assignment", "there is no such assignment in this course")


def _place(course: Course, material: Material, values: MaterialUpdate) -> dict[str, Any]:
    """The section and the position that a material is to have."""
    standing, inside = drafts.current(material), drafts.places(course)
    old = standing.section_id or material.section_id
    new = values.section_id or old
    if new == old:
        return {"section_id": new, "position": standing.position if values.position is None else values.position}
    if not any(section.id == new and section.pending != "removed" for section in course.sections):
        raise Invalid.field("section_id", "there is no such section in this course")
    if len(inside[new]) >= MOST_MATERIALS:
        raise Conflict(f"A section has at most {MOST_MATERIALS} materials.")
    return {"section_id": new, "position": _position(values.position, inside[new])}


def _position(asked: int | None, rows: Collection[Section] | Collection[Material]) -> int:
    return asked if asked is not None else max((drafts.current(row).position for row in rows), default=-1) + 1


def free_key(title: str, otherwise: str, taken: Collection[str]) -> str:
    """A stable name made of a title, which no other has."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_KEY].strip("-") or otherwise
    names = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
