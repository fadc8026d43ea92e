"""Grading one submission: from two archives to a verdict in the gradebook and two archives."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from pathlib import Path

from nbgrader.converters.base import NbGraderException

from nbacademy.protocol.archive import ArchiveError, pack, unpack
from nbacademy_graders import gradebook as books
from nbacademy_graders import marks
from nbacademy_graders.autograding import JudgedExecution, SandboxAutograde
from nbacademy_graders.bundle import read_bundle, unpack_bundle
from nbacademy_graders.coursefolder import STUDENT, CourseFolder, course_folder
from nbacademy_graders.errors import GraderError, RefusedError
from nbacademy_graders.feedback import render_feedback
from nbacademy_graders.intake import read_submitted
from nbacademy_graders.joblog import JobLog
from nbacademy_graders.jobs import ApplyJob, CellScore, Feedback, FeedbackJob, Graded, GradeJob, naive_utc
from nbacademy_graders.judging import TwoBoxJudge
from nbacademy_graders.late import assign_penalties
from nbacademy_graders.publishing import Assignment, publish
from nbacademy_graders.sandbox.loop import on_loop
from nbacademy_graders.trying import placed, trial, trial_of


def grade(job: GradeJob, judge: TwoBoxJudge) -> Graded:
    """Grade a submission and, unless it is a preview, write its marks into the course's gradebook.

    Raises RefusedError if the submission (or the source) can't be read, SandboxError if no sandbox can be had,
    GraderError otherwise.
    """
    log = JobLog()
    with course_folder(job.course, job.assignment) as folder:
        with log.stage("publish"):
            assignment = publish(job.course, job.assignment, job.source)
        with log.stage("trial"):
            plan = job.plan or trial(trial_of(job), judge).cells
        with log.stage("intake"):
            _lay_out(job, assignment, folder, log)
        handed_in = [placed(plan, path.stem) for path in folder.of_student("submitted").glob("*.ipynb")]
        with on_loop(judge.sitting(handed_in, job.limits)) as sitting:
            with log.stage("gradebook"):
                _fetch_marks(job, folder)
            with log.stage("autograde"):
                execution = JudgedExecution(folder, sitting, assignment.sources, plan, job.limits, log)
                _autograde(job, folder, execution, log)
        with log.stage("gradebook"):
            store = _read_marks if job.preview else _store_marks
            score, needs_hand, cells = store(job, folder, execution.notes, log)
        with log.stage("feedback"):
            pages = render_feedback(folder, log.logger)
        autograded = _pack(folder.of_student("autograded"))
        database = zlib.compress(folder.database.read_bytes()) if job.preview else None
    return Graded(
        score=score,
        max_score=assignment.max_score,
        needs_manual_grade=needs_hand,
        cells=cells,
        autograded=autograded,
        feedback=pages,
        log=tuple(log.lines),
        seconds=log.seconds,
        marks=database,
        image_id=sitting.image_id,
    )


def apply(job: ApplyJob) -> Feedback:
    """Write a preview's marks into the course's gradebook, with the marks given by hand meanwhile.

    Raises RefusedError if an archive can't be read.
    """
    log = JobLog()
    with course_folder(job.course, job.assignment) as folder:
        unpack_bundle(job.autograded, folder.of_student("autograded"), limit_bytes=2**28, limit_files=10_000)
        folder.database.write_bytes(zlib.decompress(read_bundle(job.marks, limit_bytes=2**28)))
        _fetch_marks(job, folder)
        assign_penalties(folder, folder.graded_notebooks(), job.late, log.logger)
        score, needs_hand, cells = _store_marks(job, folder, {}, log)
        pages = render_feedback(folder, log.logger)
    most = sum(cell.max_score for cell in cells)
    return Feedback(score=score, max_score=most, needs_manual_grade=needs_hand, cells=cells, feedback=pages)


def _lay_out(job: GradeJob, assignment: Assignment, folder: CourseFolder, log: JobLog) -> None:
    """Source, sanitised submission and private gradebook, each where nbgrader looks for it."""
    folder.database.write_bytes(assignment.database)
    folder.source.mkdir(parents=True)
    unpack(assignment.source, folder.source)
    submitted = folder.of_student("submitted")
    limits = job.limits
    unpack_bundle(job.submission, submitted, limit_bytes=limits.archive_bytes, limit_files=limits.archive_files)
    present = {path.stem: path for path in sorted(submitted.glob("*.ipynb"))}
    for name, reference in assignment.notebooks.items():
        path = present.pop(name, None)
        if path is None:
            log.note(f"Notebook {name} was not handed in, so its cells scored 0.")
        else:
            path.write_text(json.dumps(read_submitted(path, reference, limits, log)))
    for path in present.values():
        log.note(f"Notebook {path.stem} is not part of the assignment and was left out.")
        path.unlink()
    if not any(submitted.glob("*.ipynb")):
        expected = ", ".join(f"{name}.ipynb" for name in assignment.notebooks)
        raise RefusedError(f"None of the assignment's notebooks was handed in; expected {expected}.")
    # Over what the student may have put there: when the work came in is ours to say.
    (submitted / "timestamp.txt").write_text(f"{naive_utc(job.submitted_at)} UTC")


def _fetch_marks(job: GradeJob | ApplyJob, folder: CourseFolder) -> None:
    """Bring the private gradebook to what the course's knows of this student: extension, and marks given by hand."""
    due = _naive(job.student_due_at or job.due_at)
    with books.private_gradebook(folder.url, job.course) as private:
        private.update_or_create_student(STUDENT)
        books.set_due(private, job.assignment, due)
        mine = books.ensure_submission(private, job.assignment, STUDENT, naive_utc(job.submitted_at))
        with books.course_gradebook(job.gradebook_url, job.course) as course:
            theirs = books.find_submission(course, job.assignment, job.student)
            if theirs is not None:
                marks.copy_hand_marks(theirs, mine)
        if job.student_due_at is not None:
            mine.extension = None
        private.db.commit()


def _naive(moment: datetime | None) -> datetime | None:
    return naive_utc(moment) if moment else None


def _autograde(job: GradeJob, folder: CourseFolder, execution: JudgedExecution, log: JobLog) -> None:
    try:
        SandboxAutograde(folder, execution, log.logger, job.late.config()).start()
    except NbGraderException as error:
        # What nbgrader says may quote cells, hidden tests among them, and the student is told our reason.
        raise GraderError("nbgrader could not grade this submission; the grader's log says why.") from error


def _read_marks(
    job: GradeJob, folder: CourseFolder, notes: dict[tuple[str, str], str], log: JobLog
) -> tuple[float, bool, tuple[CellScore, ...]]:
    """The scores in the private gradebook, which has the marks given by hand too."""
    with books.private_gradebook(folder.url, job.course) as private:
        mine = private.find_submission(job.assignment, STUDENT)
        _note_lateness(mine.total_seconds_late, log)
        return marks.total(mine), bool(mine.needs_manual_grade), marks.cell_scores(mine, notes)


def _store_marks(
    job: GradeJob | ApplyJob, folder: CourseFolder, notes: dict[tuple[str, str], str], log: JobLog
) -> tuple[float, bool, tuple[CellScore, ...]]:
    """Write the private gradebook's outcome into the course's; the scores as they stand there."""
    with (
        books.private_gradebook(folder.url, job.course) as private,
        books.course_gradebook(job.gradebook_url, job.course) as course,
    ):
        mine = private.find_submission(job.assignment, STUDENT)
        books.copy_assignment(private, course, job.assignment)
        books.set_due(course, job.assignment, _naive(job.due_at))
        books.ensure_student(course, job.student, job.student_name)
        theirs = books.ensure_submission(course, job.assignment, job.student, naive_utc(job.submitted_at))
        if job.student_due_at is not None:
            theirs.extension = job.student_due_at - job.due_at if job.due_at else None
        marks.copy_auto_marks(mine, theirs, keep_review=True)
        course.db.commit()
        course.db.expire_all()
        _note_lateness(mine.total_seconds_late, log)
        return marks.total(theirs), bool(theirs.needs_manual_grade), marks.cell_scores(theirs, notes)


def _note_lateness(seconds: float, log: JobLog) -> None:
    if seconds > 0:
        log.note(f"Handed in {seconds / 60:.0f} minutes late.")


def feedback(job: FeedbackJob) -> Feedback:
    """Render feedback with the marks that stand in the course's gradebook now.

    Raises RefusedError if the gradebook does not know the submission or the archive can't be read.
    """
    log = JobLog()
    with course_folder(job.course, job.assignment) as folder:
        unpack_bundle(job.autograded, folder.of_student("autograded"), limit_bytes=2**28, limit_files=10_000)
        with (
            books.private_gradebook(folder.url, job.course) as private,
            books.course_gradebook(job.gradebook_url, job.course) as course,
        ):
            theirs = books.find_submission(course, job.assignment, job.student)
            if theirs is None:
                raise RefusedError("This submission has not been graded yet.")
            books.copy_assignment(course, private, job.assignment)
            books.set_due(private, job.assignment, course.find_assignment(job.assignment).duedate)
            private.update_or_create_student(STUDENT)
            mine = books.ensure_submission(private, job.assignment, STUDENT, theirs.timestamp)
            marks.copy_hand_marks(theirs, mine)
            marks.copy_auto_marks(theirs, mine, keep_review=False)
            private.db.commit()
            if job.late is not None:
                assign_penalties(folder, folder.graded_notebooks(), job.late, log.logger)
                private.db.expire_all()
                marks.copy_penalties(mine, theirs)
                course.db.commit()
                course.db.expire_all()
            score, most, needs_hand = marks.total(theirs), float(theirs.max_score), bool(theirs.needs_manual_grade)
            cells = marks.cell_scores(theirs, {})
        pages = render_feedback(folder, log.logger)
    return Feedback(score=score, max_score=most, needs_manual_grade=needs_hand, cells=cells, feedback=pages)


def _pack(folder: Path) -> bytes:
    try:
        return pack(folder, limit_bytes=2**30, limit_files=10_000)
    except ArchiveError as error:
        raise GraderError(f"The graded submission cannot be packed: {error}") from error
