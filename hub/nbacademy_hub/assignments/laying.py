"""Lays what was accepted as an assignment's source into its course's nbgrader folder, where formgrader finds it.

That something is to be laid stands in the transaction that accepted it: however the service ends, nothing is forgotten.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import Session, aliased

from nbacademy_hub.courses.tables import Course
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.context import Context
from nbacademy_hub.rounds import Rounds

from .coursefolder import CourseFolder
from .tables import Assignment, AssignmentVersion

EVERY_SECONDS = 1.0


@dataclass(frozen=True)
class ToLay:
    """The newest version of an assignment, which its course's folder does not have yet."""

    assignment_id: UUID
    number: int
    course: str
    assignment: str
    source_sha256: str
    release_sha256: str


def waiting(session: Session) -> list[ToLay]:
    """What is to be laid into course folders."""
    rows = session.execute(
        select(
            Assignment.id, AssignmentVersion.number, Course.slug, Assignment.name, AssignmentVersion.source_sha256,
            AssignmentVersion.release_sha256,
        )
        .join(Course, Course.id == Assignment.course_id)
        .join(AssignmentVersion, AssignmentVersion.assignment_id == Assignment.id)
        .where(~Assignment.laid, AssignmentVersion.number == _newest())
    )  # fmt: skip
    return [ToLay(*row) for row in rows]


def lay(gradebooks: Path, files: FileStore, found: ToLay) -> None:
    """Replaces an assignment's source and student version in its course's folder."""
    folder = CourseFolder(gradebooks, found.course)
    folder.prepare()
    folder.keep_source(found.assignment, files.get(found.source_sha256), files.get(found.release_sha256))


def done(session: Session, found: ToLay) -> None:
    """A version was laid; one that came meanwhile waits for the next round."""
    still = (Assignment.id == found.assignment_id) & (_newest() == found.number)
    session.execute(update(Assignment).where(still).values(laid=True).execution_options(synchronize_session=False))


def _newest() -> ScalarSelect[int]:
    every = aliased(AssignmentVersion)
    return select(func.max(every.number)).where(every.assignment_id == Assignment.id).scalar_subquery()


class Layer(Rounds):
    """The loop beside the service."""

    def __init__(self, context: Context) -> None:
        super().__init__("layer of sources", EVERY_SECONDS, self._lay)
        self._context = context

    async def _lay(self) -> None:
        settings, files = self._context.settings, self._context.files
        for found in await self._context.transact(waiting, writes=False):
            await asyncio.to_thread(lay, settings.gradebooks, files, found)
            await self._context.transact(done, found)
