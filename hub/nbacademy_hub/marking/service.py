"""Marks: shown by question, given by one person at a time, and followed by the submission's score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy.protocol.marking import AnswerCell, Claim, Mark, MarkPut
from nbacademy.protocol.shape import Page, Person, Shape
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Course
from nbacademy_hub.errors import Invalid, NotFound
from nbacademy_hub.files import FileStore
from nbacademy_hub.gradebook.book import reading
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from . import answers, book, claims, comments, questions
from .book import Entry
from .writing import Outcome

MARKED = frozenset({"graded", "needs_manual_grade"})


class AnonymousQuery(Shape):
    """`anonymous` leaves out whose answer it is."""

    anonymous: bool = False


class ClaimQuery(AnonymousQuery):
    """`notebook` as for any cell."""

    notebook: str | None = None


class MarkQuery(Paging):
    """Which marks of a cell: those that need a person or don't, or a submission's. `notebook` as for any cell."""

    needs: bool | None = None
    anonymous: bool = False
    notebook: str | None = None
    submission_id: UUID | None = None


class Work(NamedTuple):
    """A student's submission whose grading the gradebook has, and whose it is."""

    submission_id: UUID
    person: Person
    autograded_sha256: str


class Marking(NamedTuple):
    """The course whose gradebook is to be written, and the kept comments to be added to the mark's."""

    course_slug: str
    phrases: tuple[str, ...]


class Candidates(NamedTuple):
    """Of which cell an answer is to be claimed, and which answers come into question."""

    question: questions.Question
    mark_ids: tuple[UUID, ...]


def list_marks(
    session: Session, caller: Caller, course_name: str, name: str, grade_id: str, query: MarkQuery,
    gradebooks: Path, files: FileStore,
) -> Page[Mark]:  # fmt: skip
    """A page of the answers to a cell with what they got, for the course's staff."""
    question = questions.find(session, caller, course_name, name, grade_id, query.notebook)
    student = _student(session, question, query)
    wanted = book.entries(question.place, needs=query.needs, student=student)

    def show(rows: Sequence[Any]) -> list[Mark]:
        entries = [book.entry_of(row) for row in rows]
        return _show(session, question.assignment_id, entries, files, anonymous=query.anonymous)

    with reading(gradebooks, question.course_slug) as opened:
        return page_of(opened, wanted, query, show)


def get_mark(
    session: Session, caller: Caller, course_name: str, mark_id: UUID, query: AnonymousQuery,
    gradebooks: Path, files: FileStore,
) -> Mark:  # fmt: skip
    """One answer with what it got, for the course's staff. Raises NotFound."""
    course = membership.staff(session, caller, course_name)
    entry = _entry(gradebooks, course.slug, mark_id)
    (mark,) = _show(session, _assignment_id(session, course, entry), [entry], files, anonymous=query.anonymous)
    return mark


def prepare(
    session: Session, caller: Caller, course_name: str, mark_id: UUID, values: MarkPut, gradebooks: Path
) -> Marking:
    """What is to be known before a mark is written, for the course's staff.

    Raises NotFound, Conflict when somebody else has claimed the answer, Invalid for comments of another cell.
    """
    course = membership.staff(session, caller, course_name)
    entry = _entry(gradebooks, course.slug, mark_id)
    claims.check(session, caller, mark_id)
    assignment_id = _assignment_id(session, course, entry)
    return Marking(course.slug, tuple(comments.texts(session, assignment_id, entry.place, values.rubric_comment_ids)))


def candidates(
    session: Session, caller: Caller, course_name: str, name: str, grade_id: str, notebook: str | None,
    mark_id: UUID | None, gradebooks: Path,
) -> Candidates:  # fmt: skip
    """The answers to a cell of which one may be claimed: the given one, or all that wait. Raises NotFound."""
    question = questions.find(session, caller, course_name, name, grade_id, notebook)
    if mark_id is not None:
        if _entry(gradebooks, question.course_slug, mark_id).place != question.place:
            raise NotFound("There is no such mark of this cell.")
        return Candidates(question, (mark_id,))
    with reading(gradebooks, question.course_slug) as opened:
        return Candidates(question, tuple(book.waiting(opened, question.place)))


def follow(
    session: Session, caller: Caller, course_name: str, mark_id: UUID, values: MarkPut, outcome: Outcome
) -> None:
    """Brings a submission to what the gradebook says after a mark, and lets the claim go. Feedback is not released."""
    course = membership.staff(session, caller, course_name)
    claims.release(session, mark_id)
    comments.count_use(session, values.rubric_comment_ids)
    submission = session.scalar(
        select(Submission).join(Assignment, Assignment.id == Submission.assignment_id)
        .join(Account, Account.id == Submission.account_id)
        .where(Assignment.course_id == course.id, Assignment.name == outcome.assignment)
        .where(Account.username == outcome.student, Submission.autograded_sha256.is_not(None))
        .order_by(Submission.graded_at.desc()).limit(1)
    )  # fmt: skip
    if submission is None or submission.status not in MARKED:
        return
    notes = {(cell["notebook"], cell["grade_id"]): cell.get("note") for cell in submission.cells}
    submission.status = "needs_manual_grade" if outcome.needs_manual_grade else "graded"
    submission.score, submission.max_score = outcome.score, outcome.max_score
    submission.cells = [
        cell.model_dump(mode="json") | {"note": notes.get((cell.notebook, cell.grade_id))} for cell in outcome.cells
    ]


def _student(session: Session, question: questions.Question, query: MarkQuery) -> str | None:
    """The user name of the student whose submission is asked for."""
    if query.submission_id is None:
        return None
    if query.anonymous:
        raise Invalid.field("submission_id", "tells whose answer it is: not together with anonymous")
    username = session.scalar(
        select(Account.username).join(Submission, Submission.account_id == Account.id)
        .where(Submission.id == query.submission_id, Submission.assignment_id == question.assignment_id)
    )  # fmt: skip
    if username is None:
        raise Invalid.field("submission_id", f"no submission of {question.place.assignment}")
    return username


def _entry(gradebooks: Path, slug: str, mark_id: UUID) -> Entry:
    with reading(gradebooks, slug) as opened:
        entry = book.entry(opened, mark_id)
    if entry is None:
        raise NotFound("There is no such mark.")
    return entry


def _assignment_id(session: Session, course: Course, entry: Entry) -> UUID:
    found = session.scalar(
        select(Assignment.id).where(Assignment.course_id == course.id, Assignment.name == entry.place.assignment)
    )
    if found is None:
        raise NotFound("There is no such mark.")
    return found


def _show(
    session: Session, assignment_id: UUID, entries: Sequence[Entry], files: FileStore, *, anonymous: bool
) -> list[Mark]:
    works = _works(session, assignment_id, {entry.student for entry in entries})
    held = claims.held(session, {entry.id for entry in entries})
    return [_mark(entry, works.get(entry.student), held.get(entry.id), files, anonymous) for entry in entries]


def _works(session: Session, assignment_id: UUID, usernames: Iterable[str]) -> dict[str, Work]:
    """By user name the submissions that were graded last: theirs are the marks in the gradebook."""
    rows = session.execute(
        select(Submission.id, Submission.autograded_sha256, Account)
        .join(Account, Account.id == Submission.account_id)
        .where(Submission.assignment_id == assignment_id, Account.username.in_(usernames))
        .where(Submission.autograded_sha256.is_not(None)).order_by(Submission.graded_at)
    )  # fmt: skip
    return {
        account.username: Work(row_id, accounts.person(account), sha256) for row_id, sha256, account in rows if sha256
    }


def _mark(entry: Entry, work: Work | None, claim: Claim | None, files: FileStore, anonymous: bool) -> Mark:
    answer: tuple[AnswerCell, ...] = ()
    if work is not None:
        answer = answers.read(files, work.autograded_sha256, entry.place.notebook, entry.place.grade_id)
    named = None if anonymous else work
    return Mark(
        id=entry.id, assignment=entry.place.assignment, notebook=entry.place.notebook, grade_id=entry.place.grade_id,
        kind=entry.kind, pseudonym=entry.pseudonym, user=named.person if named else None,
        submission_id=named.submission_id if named else None, version=entry.version, score=entry.score,
        auto_score=entry.auto_score, manual_score=entry.manual_score, extra_credit=entry.extra_credit,
        max_score=entry.max_score, needs_manual_grade=entry.needs_manual_grade, comment=entry.comment,
        claim=claim, answer=answer,
    )  # fmt: skip
