"""A course as a course folder: what its author wrote, byte for byte, where nothing of it has been changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import archive
from nbacademy_courses import Course as Manifest
from nbacademy_courses import QuizFile
from nbacademy_courses.document import parse
from nbacademy_courses.folder import MANIFEST, SOURCE
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict
from nbacademy_hub.files import FileStore
from nbacademy_hub.learning import membership
from nbacademy_hub.quizzes.service import of_course as quizzes_of
from nbacademy_hub.quizzes.tables import Quiz

from . import drafts, manifests, service
from .tables import Course

Content = Callable[[FileStore], bytes]


@dataclass(frozen=True)
class Exported:
    """The files of a course folder by their names, each read when it is its turn."""

    slug: str
    contents: dict[str, Content]

    def read(self, files: FileStore) -> Iterator[tuple[str, bytes]]:
        """Names and bytes, in order of the names."""
        for name in sorted(self.contents):
            yield name, self.contents[name](files)


class Written:
    """The folder of which a course was made: what of it may be kept as it was written."""

    def __init__(self, course: Course, files: FileStore) -> None:
        self._data = files.get(course.folder_sha256) if course.folder_sha256 is not None else None
        self.names = archive.names(self._data) if self._data is not None else ()
        self.manifest = parse(Manifest, MANIFEST, self._text(MANIFEST))[0] if MANIFEST in self.names else None
        self._places = {quiz.key: quiz.file for quiz in self.manifest.quizzes} if self.manifest else {}

    def read(self, name: str) -> bytes:
        """A file as it was written."""
        assert self._data is not None
        return archive.read(self._data, name)

    def place(self, quiz_key: str) -> str:
        """Where a quiz's file is."""
        return self._places.get(quiz_key, f"quizzes/{quiz_key}.yaml")

    def quiz(self, place: str) -> QuizFile | None:
        """What a quiz's file said; None where it was not there."""
        return parse(QuizFile, place, self._text(place))[0] if place in self.names else None

    def others(self) -> Iterator[str]:
        """Files that neither the manifest names nor an assignment has, such as a licence."""
        if self.manifest is None:
            return
        told = {MANIFEST, *self._places.values(), *(material.file for material in self.manifest.materials)}
        yield from (name for name in self.names if name not in told and not name.startswith(f"{SOURCE}/"))

    def _text(self, name: str) -> str:
        return self.read(name).decode()


def export(session: Session, caller: Caller, course_name: str, files: FileStore) -> Exported:
    """A course as its staff see it, with its quizzes and the newest sources of its assignments. Instructors only.

    Raises Conflict for what is not complete, or what no course folder can say.
    """
    course = service.with_sections(session, membership.instructor(session, caller, course_name).id)
    written = Written(course, files)
    wanted = quizzes_of(course.id).where(drafts.is_shown(Quiz, staff=True)).order_by(None)
    quizzes = list(session.scalars(wanted.order_by(Quiz.created_at, Quiz.id)))
    keys = manifests.quiz_keys(quizzes)
    manifest = manifests.manifest_of(session, course, keys, written.place)
    kept = written.manifest is not None and manifests.same(written.manifest, manifest)
    contents = {name: _kept(written, name) for name in written.others()}
    contents |= _files(course)
    contents[MANIFEST] = _kept(written, MANIFEST) if kept else _text(_yaml(manifest))
    for quiz in quizzes:
        place, paper = written.place(keys[quiz.id]), manifests.quiz_file_of(quiz)
        contents[place] = _kept(written, place) if written.quiz(place) == paper else _text(_yaml(paper))
    return Exported(course.slug, contents | _sources(session, course, files))


def _files(course: Course) -> dict[str, Content]:
    found: dict[str, Content] = {}
    for _, materials in drafts.sections(course, staff=True):
        for seen in map(drafts.current, materials):
            if seen.filename is not None and seen.sha256 is not None:
                found[seen.filename] = _blob(seen.sha256)
    return found


def _sources(session: Session, course: Course, files: FileStore) -> dict[str, Content]:
    found: dict[str, Content] = {}
    # One after the other, as they are written: never are all sources in memory.
    read = lru_cache(maxsize=1)(files.get)
    for row in session.scalars(select(Assignment).where(Assignment.course_id == course.id)):
        version = assignments.version_of(session, row, None)
        if version is None:
            raise Conflict(f"There is no source of {row.name} yet: upload it first.")
        names = archive.names(read(version.source_sha256))
        found |= {f"{SOURCE}/{row.name}/{name}": _part(read, version.source_sha256, name) for name in names}
    return found


def _yaml(shape: BaseModel) -> bytes:
    text: str = yaml.safe_dump(
        shape.model_dump(mode="json", exclude_defaults=True), sort_keys=False, allow_unicode=True, width=110
    )
    return text.encode()


def _text(content: bytes) -> Content:
    return lambda _: content


def _kept(written: Written, name: str) -> Content:
    return lambda _: written.read(name)


def _blob(sha256: str) -> Content:
    return lambda files: files.get(sha256)


def _part(read: Callable[[str], bytes], sha256: str, name: str) -> Content:
    return lambda _: archive.read(read(sha256), name)
