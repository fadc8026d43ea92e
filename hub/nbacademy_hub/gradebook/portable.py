"""A course as a plain nbgrader course folder, with which stock nbgrader goes on: what an educator can leave with."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.files import FileStore
from nbacademy_hub.learning import membership

from .book import copy

CONFIG = """# An nbgrader course: https://nbgrader.readthedocs.io
c = get_config()
c.CourseDirectory.course_id = "{slug}"
"""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Released(NamedTuple):
    """An assignment's version that students have, before the release the newest one."""

    name: str
    source_sha256: str
    release_sha256: str


class Work(NamedTuple):
    """A student's newest submission of an assignment, and what grading made of it so far."""

    username: str
    assignment: str
    submitted_at: datetime
    sha256: str
    autograded_sha256: str | None
    feedback_sha256: str | None


class Contents(NamedTuple):
    """All that goes into the folder, as blobs of the file store."""

    slug: str
    assignments: tuple[Released, ...]
    works: tuple[Work, ...]


def contents(session: Session, caller: Caller, course_name: str) -> Contents:
    """What there is of a course, for its instructors."""
    course = membership.instructor(session, caller, course_name)
    return Contents(course.slug, tuple(_released(session, course.id)), tuple(_works(session, course.id)))


def pack(contents: Contents, files: FileStore, gradebooks: Path) -> IO[bytes]:
    """The folder as a zip, in a temporary file without a name, at its start. No file is held in memory whole."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(_entry("nbgrader_config.py"), CONFIG.format(slug=contents.slug))
        for assignment in contents.assignments:
            _add(folder, f"source/{assignment.name}", files, assignment.source_sha256)
            _add(folder, f"release/{assignment.name}", files, assignment.release_sha256)
        for work in contents.works:
            _add_work(folder, work, files)
        with tempfile.TemporaryDirectory() as beside:
            copy(gradebooks, contents.slug, Path(beside, "gradebook.db"))
            folder.write(Path(beside, "gradebook.db"), "gradebook.db")
    file.seek(0)
    return file


def _released(session: Session, course_id: UUID) -> Iterator[Released]:
    every = aliased(AssignmentVersion)
    newest = select(func.max(every.number)).where(every.assignment_id == Assignment.id).scalar_subquery()
    rows = session.execute(
        select(Assignment.name, AssignmentVersion.source_sha256, AssignmentVersion.release_sha256)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .where(Assignment.course_id == course_id)
        .where(AssignmentVersion.number == func.coalesce(Assignment.released, newest)).order_by(Assignment.name)
    )  # fmt: skip
    return (Released(*row) for row in rows)


def _works(session: Session, course_id: UUID) -> Iterator[Work]:
    last = (
        select(Submission.assignment_id, Submission.account_id, func.max(Submission.version).label("version"))
        .group_by(Submission.assignment_id, Submission.account_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(
            Account.username, Assignment.name, Submission.submitted_at, Submission.sha256,
            Submission.autograded_sha256, Submission.feedback_sha256,
        ).join(Submission, Submission.account_id == Account.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .join(last, and_(
            last.c.assignment_id == Submission.assignment_id, last.c.account_id == Submission.account_id,
            last.c.version == Submission.version,
        )).where(Assignment.course_id == course_id).order_by(Assignment.name, Account.username)
    )  # fmt: skip
    return (Work(*row) for row in rows)


def _add_work(folder: zipfile.ZipFile, work: Work, files: FileStore) -> None:
    if PurePosixPath(work.username).name != work.username or work.username in {".", ".."}:
        return  # no name of a folder, so nobody whom nbgrader could know
    place = f"{work.username}/{work.assignment}"
    _add(folder, f"submitted/{place}", files, work.sha256, without="timestamp.txt")
    time = work.submitted_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
    folder.writestr(_entry(f"submitted/{place}/timestamp.txt"), time)
    if work.autograded_sha256 is not None:
        _add(folder, f"autograded/{place}", files, work.autograded_sha256)
    if work.feedback_sha256 is not None:
        _add(folder, f"feedback/{place}", files, work.feedback_sha256)


def _add(folder: zipfile.ZipFile, place: str, files: FileStore, sha256: str, *, without: str = "") -> None:
    with files.open(sha256) as file, zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or entry.filename == without:
                continue
            target = _entry(f"{place}/{entry.filename}")
            target.file_size = entry.file_size
            with archive.open(entry) as read, folder.open(target, "w") as written:
                shutil.copyfileobj(read, written)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry
