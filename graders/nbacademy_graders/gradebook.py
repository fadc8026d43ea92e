"""nbgrader's gradebook: the course's own, visited briefly, and a private one for each job.

A job's converters work on a private gradebook made from the job's source, so that they hold up nobody and a job stays
a function of its inputs. Marks are carried from the course's gradebook before and back after, each in one short visit
under a lock.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import nbgrader.api
from alembic.script import ScriptDirectory
from nbgrader.api import (
    Base,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Engine, Index, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

from nbacademy_graders.errors import GraderError
from nbacademy_graders.sanitise import clean_name

#: Seconds to wait for another writer of an SQLite gradebook, such as formgrader.
BUSY_SECONDS = 60

#: Gradebooks whose engines are kept.
KEPT_ENGINES = 16

#: nbgrader has no index by which one student's marks are found: without these, formgrader's lists of a large class take
#: seconds.
INDEXES = tuple(
    Index(f"ix_{column.table.name}_{column.name}", column)
    for column in (
        SubmittedNotebook.__table__.c.assignment_id,
        Grade.__table__.c.notebook_id,
        Comment.__table__.c.notebook_id,
    )
)

_COLUMNS = {
    GradeCell: ("max_score", "cell_type"),
    SolutionCell: (),
    TaskCell: ("max_score", "cell_type"),
    SourceCell: ("cell_type", "locked", "source", "checksum"),
}


@functools.lru_cache(maxsize=KEPT_ENGINES)
def _engine(url: str, **_: object) -> Engine:
    """One engine for each gradebook: nbgrader opens one a dozen times for a submission, and a new engine would compile
    all of its statements anew, which takes longer than running them."""
    # A file may be another one by the next time: no connection to it is kept.
    pool = {"poolclass": NullPool} if url.startswith("sqlite") else {}
    return create_engine(url, **pool)


nbgrader.api.create_engine = _engine


@contextmanager
def course_gradebook(url: str, course: str) -> Iterator[Gradebook]:
    """The gradebook at `url`, made if it is missing, with every other job kept out meanwhile."""
    with _alone(url):
        make_tables(_patient(url))
        with Gradebook(_patient(url), course) as gradebook:
            yield gradebook


@contextmanager
def private_gradebook(url: str, course: str) -> Iterator[Gradebook]:
    """A gradebook that only this job knows."""
    make_tables(url)
    with Gradebook(url, course) as gradebook:
        yield gradebook


def make_tables(url: str) -> None:
    """Make a gradebook's tables if there are none.

    nbgrader would do so itself, but by a subprocess that looks for `alembic` on PATH, where a service has no virtual
    environment.
    """
    with _engine(url).begin() as connection:
        if inspect(connection).get_table_names():
            # It may be formgrader that made them.
            for index in INDEXES:
                index.create(connection, checkfirst=True)
            return
        Base.metadata.create_all(bind=connection)
        head = ScriptDirectory(ALEMBIC_DIR).get_current_head()
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})


def _patient(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and "timeout" not in parsed.query:
        parsed = parsed.update_query_dict({"timeout": str(BUSY_SECONDS)})
    return parsed.render_as_string(hide_password=False)


@contextmanager
def _alone(url: str) -> Iterator[None]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with open(f"{parsed.database}.lock", "w", opener=_not_by_link) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.islink(str(parsed.database)):
                raise GraderError("The course's gradebook is a link: it must be a file of its own.")
            yield
    else:
        key = int.from_bytes(hashlib.sha256(url.encode()).digest()[:8], "big", signed=True)
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                # Ends with the connection, so a worker that dies leaves no lock behind.
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
                yield
        finally:
            engine.dispose()


def _not_by_link(path: str, flags: int) -> int:
    # The course's own server may write here: a link of its making must not have us empty a file elsewhere.
    return os.open(path, (flags & ~os.O_TRUNC) | os.O_NOFOLLOW, 0o666)


def copy_assignment(source: Gradebook, target: Gradebook, assignment: str) -> None:
    """Make the notebooks and cells of an assignment in `target` those of `source`; what is already so is not touched.

    A cell that is no more takes its marks with it; other marks stay.
    """
    there = target.update_or_create_assignment(assignment)
    here = source.find_assignment(assignment)
    known = {notebook.name: notebook for notebook in there.notebooks}
    for notebook in here.notebooks:
        twin = known.pop(notebook.name, None) or target.add_notebook(notebook.name, assignment)
        twin.kernelspec = notebook.kernelspec
        _copy_cells(notebook, twin, target)
    for notebook in known.values():
        _remove_notebook(notebook, target)
    target.db.commit()
    target.db.expire_all()


def _cells(notebook: Notebook) -> dict[tuple[type, str], BaseCell | SourceCell]:
    cells = [*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells, *notebook.source_cells]
    return {(type(cell), cell.name): cell for cell in cells}


def _copy_cells(notebook: Notebook, twin: Notebook, target: Gradebook) -> None:
    known = _cells(twin)
    for (kind, name), cell in _cells(notebook).items():
        values = {column: getattr(cell, column) for column in _COLUMNS[kind]}
        there = known.pop((kind, name), None)
        if there is None:
            target.db.add(kind(name=name, notebook_id=twin.id, **values))
        else:
            for column, value in values.items():
                setattr(there, column, value)
    for cell in known.values():
        _remove_cell(cell, target)
    target.db.flush()
    target.db.expire(twin)


def _remove_cell(cell: BaseCell | SourceCell, target: Gradebook) -> None:
    if not isinstance(cell, SourceCell):
        target.db.query(Grade).filter(Grade.cell_id == cell.id).delete()
        target.db.query(Comment).filter(Comment.cell_id == cell.id).delete()
    target.db.delete(cell)


def _remove_notebook(notebook: Notebook, target: Gradebook) -> None:
    for cell in _cells(notebook).values():
        _remove_cell(cell, target)
    target.db.query(SubmittedNotebook).filter(SubmittedNotebook.notebook_id == notebook.id).delete()
    target.db.delete(notebook)


def set_due(gradebook: Gradebook, assignment: str, due: datetime | None) -> None:
    """Set when an assignment is due (naive UTC), None for never."""
    gradebook.find_assignment(assignment).duedate = due
    gradebook.db.commit()


def ensure_student(gradebook: Gradebook, student: str, name: str) -> None:
    """The student, under the name that formgrader shows. The caller commits."""
    first, _, last = clean_name(name).strip().rpartition(" ")
    gradebook.db.merge(Student(id=student, first_name=first or None, last_name=last or None))


def ensure_submission(
    gradebook: Gradebook, assignment: str, student: str, submitted: datetime | None
) -> SubmittedAssignment:
    """The student's submission with a place for every mark; `submitted` (naive UTC) is written if it is given.

    The caller commits: each commit waits for the disk.
    """
    entry = gradebook.find_assignment(assignment)
    submission = find_submission(gradebook, assignment, student)
    if submission is None:
        # By ids: nbgrader's own add_submission makes half-joined objects, of which SQLAlchemy warns.
        submission = SubmittedAssignment(assignment_id=entry.id, student_id=student)
        gradebook.db.add(submission)
    submission.timestamp = submitted or submission.timestamp
    gradebook.db.flush()
    there = {notebook.notebook_id: notebook for notebook in submission.notebooks}
    for notebook in entry.notebooks:
        _make_places(gradebook, notebook, there.get(notebook.id) or _add_notebook(gradebook, notebook, submission))
    gradebook.db.flush()
    gradebook.db.expire_all()
    return submission


def _add_notebook(gradebook: Gradebook, notebook: Notebook, submission: SubmittedAssignment) -> SubmittedNotebook:
    submitted = SubmittedNotebook(notebook_id=notebook.id, assignment_id=submission.id)
    gradebook.db.add(submitted)
    gradebook.db.flush()
    return submitted


def _make_places(gradebook: Gradebook, notebook: Notebook, submitted: SubmittedNotebook) -> None:
    graded = {grade.cell_id for grade in submitted.grades}
    commented = {comment.cell_id for comment in submitted.comments}
    for cell in [*notebook.grade_cells, *notebook.task_cells]:
        if cell.id not in graded:
            gradebook.db.add(Grade(cell_id=cell.id, notebook_id=submitted.id))
    for cell in [*notebook.solution_cells, *notebook.task_cells]:
        if cell.id not in commented:
            gradebook.db.add(Comment(cell_id=cell.id, notebook_id=submitted.id))


def find_submission(gradebook: Gradebook, assignment: str, student: str) -> SubmittedAssignment | None:
    """The student's submission, None if there is none yet."""
    try:
        return gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
