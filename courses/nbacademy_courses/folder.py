"""Load a course folder: its manifest, and everything the manifest points to."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nbacademy_courses.course import Course, Quiz
from nbacademy_courses.document import LIMIT_BYTES, Place, parse
from nbacademy_courses.errors import ManifestError, Problem
from nbacademy_courses.quiz import QuizFile

MANIFEST: Final = "course.yaml"
SOURCE: Final = "source"
"""nbgrader's folder of instructor versions, one folder for each assignment."""

SUFFIXES: Final = {"notebook": ".ipynb", "markdown": ".md", "pdf": ".pdf"}
"""What the names of files end in, by the types of materials that show them."""


def load(folder: Path) -> Course:
    """The course that stands in this folder, with every file that it refers to checked.

    Raises ManifestError with everything that is wrong, each fault with its file, line and place.
    """
    course, manifest = parse(Course, MANIFEST, _read_text(folder, MANIFEST))
    problems = [manifest.problem(place, message) for place, message in _check(course, folder)]
    if problems:
        raise ManifestError(problems)
    for quiz in course.quizzes:
        load_quiz(folder, quiz)
    return course


def load_quiz(folder: Path, quiz: Quiz) -> QuizFile:
    """The questions of a quiz that a manifest declares. Raises ManifestError."""
    parsed, document = parse(QuizFile, quiz.file, _read_text(folder, quiz.file))
    keys: list[tuple[Place, str]] = [(("questions", q, "key"), item.key) for q, item in enumerate(parsed.questions)]
    problems = [document.problem(place, message) for place, message in _check_unique("question", keys)]
    if problems:
        raise ManifestError(problems)
    return parsed


def _read_text(folder: Path, name: str) -> str:
    path = folder / name
    reason = _fault_of_file(folder, name)
    if reason is None and path.stat().st_size > LIMIT_BYTES:
        reason = f"is larger than {LIMIT_BYTES} bytes"
    if reason is None:
        try:
            return path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            reason = "is not UTF-8 text"
    raise ManifestError([Problem(name, 1, "", reason)])


def _check(course: Course, folder: Path) -> Iterator[tuple[Place, str]]:
    yield from _check_keys(course)
    yield from _check_materials(course, folder)
    shown = {material.quiz for material in course.materials}
    for position, quiz in enumerate(course.quizzes):
        if quiz.key not in shown:
            yield ("quizzes", position, "key"), f"no material of type quiz shows {quiz.key}"
        if reason := _fault_of_file(folder, quiz.file):
            yield ("quizzes", position, "file"), f"{quiz.file} {reason}"
    for position, assignment in enumerate(course.assignments):
        if reason := _fault_of_source(folder, assignment.name):
            yield ("assignments", position, "name"), reason


def _check_keys(course: Course) -> Iterator[tuple[Place, str]]:
    sections = [(("sections", s, "key"), section.key) for s, section in enumerate(course.sections)]
    materials = [
        (("sections", s, "materials", m, "key"), material.key)
        for s, section in enumerate(course.sections)
        for m, material in enumerate(section.materials)
    ]
    assignments = [(("assignments", a, "name"), assignment.name) for a, assignment in enumerate(course.assignments)]
    quizzes = [(("quizzes", q, "key"), quiz.key) for q, quiz in enumerate(course.quizzes)]
    achievements = [(("achievements", a, "key"), item.key) for a, item in enumerate(course.achievements)]
    for noun, named in (
        ("section", sections), ("material", materials), ("assignment", assignments), ("quiz", quizzes),
        ("achievement", achievements),
    ):  # fmt: skip
        yield from _check_unique(noun, named)
    known = {key for _, key in materials}
    for a, item in enumerate(course.achievements):
        for m, key in enumerate(item.materials):
            if key not in known:
                yield ("achievements", a, "materials", m), f"no material is called {key}"
    if course.slug in course.prerequisites:
        yield ("prerequisites", course.prerequisites.index(course.slug)), "a course can't be its own prerequisite"


def _check_unique(noun: str, named: Iterable[tuple[Place, str]]) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield place, f"another {noun} is already called {name}"
        seen.add(name)


def _check_materials(course: Course, folder: Path) -> Iterator[tuple[Place, str]]:
    assignments = {assignment.name for assignment in course.assignments}
    quizzes = {quiz.key for quiz in course.quizzes}
    for s, section in enumerate(course.sections):
        for m, material in enumerate(section.materials):
            place: Place = ("sections", s, "materials", m)
            if material.assignment is not None and material.assignment not in assignments:
                yield (*place, "assignment"), f"{material.assignment} is not declared under assignments"
            if material.quiz is not None and material.quiz not in quizzes:
                yield (*place, "quiz"), f"{material.quiz} is not declared under quizzes"
            if material.file is None:
                continue
            suffix = SUFFIXES.get(material.type, "")
            if not material.file.endswith(suffix):
                yield (*place, "file"), f"a {material.type} is a file that ends in {suffix}"
            elif reason := _fault_of_file(folder, material.file):
                yield (*place, "file"), f"{material.file} {reason}"


def _fault_of_file(folder: Path, name: str) -> str | None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return "leads out of the course folder"
    if not path.exists():
        return "does not exist"
    # A named pipe would block its reader for ever, a device never end.
    return None if path.is_file() else "is not a plain file"


def _fault_of_source(folder: Path, assignment: str) -> str | None:
    source = folder / SOURCE / assignment
    name = f"{SOURCE}/{assignment}"
    if not source.is_dir():
        return f"there is no folder {name}"
    for parent, folders, files in os.walk(source):
        for entry in [*folders, *files]:
            path = Path(parent) / entry
            if not path.resolve().is_relative_to(folder.resolve()):
                return f"{path.relative_to(folder).as_posix()} leads out of the course folder"
            if not path.is_dir() and not path.is_file():
                return f"{path.relative_to(folder).as_posix()} is not a plain file"
    if not any(path.suffix == ".ipynb" for path in source.iterdir()):
        return f"there is no notebook in {name}"
    return None
