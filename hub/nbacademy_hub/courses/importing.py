"""Loads a course folder into the database. The same folder twice changes nothing; a changed folder updates.

Sections, materials and quizzes keep their ids by their keys, so nobody's work is lost when a course is edited.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol import archive
from nbacademy.protocol.assignments import CourseGrading
from nbacademy.protocol.courses import CourseDetail
from nbacademy_courses import Assignment as AssignmentManifest
from nbacademy_courses import Course as Manifest
from nbacademy_courses import Material as MaterialManifest
from nbacademy_courses import QuizFile, files_of, fingerprint_folder, load, load_quiz
from nbacademy_courses import Section as SectionManifest
from nbacademy_graders.bundle import Bundle
from nbacademy_graders.jobs import Generated, GenerateJob, Job, Refused, Result
from nbacademy_hub.assignments import limits, uploads
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.deadlines import settings
from nbacademy_hub.assignments.uploads import Upload
from nbacademy_hub.caller import Caller
from nbacademy_hub.db.engine import Database
from nbacademy_hub.errors import Conflict, Invalid
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.refusals import has_null
from nbacademy_hub.learning import catalogue, membership
from nbacademy_hub.learning import service as learning
from nbacademy_hub.quizzes import importing as quizzes
from nbacademy_hub.settings import Settings

from . import authoring, materialfiles, publishing, service
from .tables import Course, Material, Section

RunJob = Callable[[Job], Result]


@dataclass(frozen=True)
class Read:
    """A course folder that was read: all that is in it is in the file store, and its student versions are made.

    `contents` are its materials' files by name, `papers` its quizzes by key, `made` its assignments by name.
    """

    manifest: Manifest
    fingerprint: str
    folder_sha256: str
    contents: dict[str, str]
    papers: dict[str, QuizFile]
    made: dict[str, tuple[Upload, str, Generated]]


def import_folder(folder: Path, database: Database, files: FileStore, platform: Settings, run: RunJob) -> bool:
    """Brings a course to what its folder says, published and with its assignments released; False when it was.

    `run` generates the student versions. Raises ManifestError or Invalid, that also for limits beyond `platform`'s.
    """
    with database.transaction(writes=False) as session:
        known = session.scalar(select(Course.fingerprint).where(Course.slug == load(folder).slug))
    if known == fingerprint_folder(folder):
        return False
    found = read(folder, files, platform, run)
    with database.transaction() as session:
        course = _bring(session, found)
        course.published = True
        publishing.freeze(session, course, None)
    return True


def check_importable(session: Session, caller: Caller, manifest: Manifest) -> str:
    """The slug of a course that the caller may import: a new one's or an own one's.

    Raises Forbidden for who is no educator, Invalid for a slug that can be none, Conflict for that of another's course.
    """
    service.check_slug(manifest.slug)
    authoring.check_educator(caller)
    course = session.scalar(select(Course).where(Course.slug == manifest.slug))
    if course is not None and membership.role_in(session, caller, course) != "instructor":
        raise Conflict(f"There is a course {manifest.slug} already, and you are not its instructor.")
    if course is not None:
        service.in_turn(session, course)
    return manifest.slug


def bring_for(session: Session, caller: Caller, found: Read) -> CourseDetail:
    """Brings a course to what its folder says: a new one is the caller's and not published, another at once."""
    slug = check_importable(session, caller, found.manifest)
    course = _bring(session, found)
    if course.published:
        publishing.freeze(session, course, caller.account_id)
    elif not learning.members(session, course.id):
        learning.add_member(session, caller.account_id, course, "instructor")
    session.expire_all()
    return catalogue.show_course(session, caller, slug)


def read(folder: Path, files: FileStore, platform: Settings, run: RunJob) -> Read:
    """Reads a course folder. Raises ManifestError or Invalid, that also for limits beyond `platform`'s."""
    manifest = load(folder)
    for item in manifest.assignments:
        limits.check(_declared(item), platform, within=f"assignments.{item.name}.")
    papers = {quiz.key: load_quiz(folder, quiz) for quiz in manifest.quizzes}
    for shape in (manifest, *papers.values()):
        if has_null(shape.model_dump(mode="json")):
            raise Invalid.field("archive", "a text has a null character")
    for material in manifest.materials:
        if material.file is not None:
            with (folder / material.file).open("rb") as file:
                materialfiles.check_content(material.type, file, name=material.file)
    return Read(
        manifest=manifest, fingerprint=fingerprint_folder(folder), papers=papers,
        folder_sha256=files.put(archive.pack_files(folder, files_of(folder))),
        contents={name: files.put((folder / name).read_bytes()) for name in _file_names(manifest)},
        made={item.name: _generate(folder, manifest, item.name, files, run) for item in manifest.assignments},
    )  # fmt: skip


def _bring(session: Session, found: Read) -> Course:
    manifest = found.manifest
    course = _course(session, manifest)
    gone = _sections(course, manifest)
    session.flush()
    _contents(course, manifest, found.contents, quizzes.bring(session, course, manifest, found.papers))
    quizzes.leave(session, course, gone)
    for section in gone:
        course.sections.remove(section)
    for item in manifest.assignments:
        assignment = assignments.declare(session, course, _declared(item))
        source, release_sha256, generated = found.made[item.name]
        version = assignments.add_version(session, None, assignment, source, release_sha256, generated)
        assignment.released = version.number
    settings.set_course_grading(session, course, CourseGrading(**manifest.grading.model_dump()))
    course.achievements = [item.model_dump(mode="json") for item in manifest.achievements]
    course.fingerprint, course.folder_sha256 = found.fingerprint, found.folder_sha256
    return course


def _declared(item: AssignmentManifest) -> assignments.Declared:
    values = item.model_dump(exclude={"title", "due"})
    return assignments.Declared(title=item.title or item.name, due_at=item.due, **values)


def _generate(
    folder: Path, manifest: Manifest, name: str, files: FileStore, run: RunJob
) -> tuple[Upload, str, Generated]:
    data = archive.pack(folder / "source" / name)
    source = uploads.receive_source(data, files)
    bundle = Bundle(url=files.url_of(source.sha256), sha256=source.sha256)
    result = run(GenerateJob(course=manifest.slug, assignment=name, source=bundle))
    if isinstance(result, Refused):
        raise Invalid.field(f"source/{name}", result.reason)
    assert isinstance(result, Generated)
    return source, files.put(result.release), result


def _file_names(manifest: Manifest) -> set[str]:
    return {material.file for material in manifest.materials if material.file is not None}


def _course(session: Session, manifest: Manifest) -> Course:
    course = session.scalar(select(Course).where(Course.slug == manifest.slug))
    if course is None:
        course = Course(slug=manifest.slug)
        session.add(course)
    course.title, course.description, course.difficulty = manifest.title, manifest.description, manifest.difficulty
    course.tags, course.prerequisites, course.draft = list(manifest.tags), list(manifest.prerequisites), None
    session.flush()
    authoring.open_forum(session, course)
    return course


def _sections(course: Course, manifest: Manifest) -> list[Section]:
    """Brings the sections to the manifest's, without their materials; those that it no longer has."""
    there = {section.key: section for section in course.sections}
    for position, item in enumerate(manifest.sections):
        section = there.pop(item.key, None)
        if section is None:
            section = Section(key=item.key)
            course.sections.append(section)
        section.title, section.position = item.title, position
        section.draft = section.pending = None
    return list(there.values())


def _contents(course: Course, manifest: Manifest, contents: dict[str, str], quiz_ids: dict[str, UUID]) -> None:
    sections = {section.key: section for section in course.sections}
    # By the whole course, since a material may have moved to another section.
    there = {material.key: (section, material) for section in course.sections for material in section.materials}
    for item in manifest.sections:
        _materials(sections[item.key], item, there, contents, quiz_ids)
    for old, material in there.values():
        old.materials.remove(material)


def _materials(
    section: Section,
    manifest: SectionManifest,
    there: dict[str, tuple[Section, Material]],
    contents: dict[str, str],
    quiz_ids: dict[str, UUID],
) -> None:
    """Brings a section to its manifest; takes the materials that it has out of `there`."""
    for position, item in enumerate(manifest.materials):
        old, material = there.pop(item.key, (None, Material(key=item.key)))
        if old is not section:
            if old is not None:
                old.materials.remove(material)
            section.materials.append(material)
        material.position = position
        material.quiz_id = quiz_ids[item.quiz] if item.quiz is not None else None
        _set_material(material, item, contents)


def _set_material(material: Material, item: MaterialManifest, contents: dict[str, str]) -> None:
    material.draft = material.pending = None
    material.title, material.type, material.minutes = item.title, item.type, item.minutes
    material.url, material.assignment = item.url, item.assignment
    material.filename = item.file
    material.sha256 = contents[item.file] if item.file is not None else None
