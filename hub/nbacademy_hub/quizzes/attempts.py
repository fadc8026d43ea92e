"""Attempts at quizzes: begun, saved, handed in, graded. The service's clock decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol import quizzes as shapes
from nbacademy.protocol.quizzes import Answer, AttemptGrade, AttemptState, AttemptUpdate, QuizCreate
from nbacademy.protocol.shape import Page, Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses import drafts
from nbacademy_hub.courses.tables import Course, Section
from nbacademy_hub.db.base import now
from nbacademy_hub.errors import Conflict, Forbidden, Invalid, NotFound
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership
from nbacademy_hub.learning import service as learning

from . import paper as papers
from . import questions, service
from .paper import Asked, Result
from .tables import Attempt, Quiz
from .terms import check_open, deadline_of

_PAPER: TypeAdapter[list[Asked]] = TypeAdapter(list[Asked])
_RESULTS: TypeAdapter[dict[UUID, Result]] = TypeAdapter(dict[UUID, Result])
GRACE_SECONDS = 5
"""How much later than its deadline the last save of an attempt may arrive: networks take time."""


class AttemptQuery(Paging):
    """The caller's own attempts; with `everyone`, for staff, those of all of one quiz."""

    quiz_id: UUID | None = None
    passed: bool | None = None
    state: AttemptState | None = None
    everyone: bool = False


def begin(session: Session, caller: Caller, quiz_id: UUID) -> shapes.AttemptDetail:
    """Begins an attempt, or goes on with the one that is open. Raises Conflict when none is left, or it is over.

    Students get the quiz as it was published last, staff as they have edited it since.
    """
    quiz, course = service.find_quiz(session, caller, quiz_id)
    close_overdue(session, quiz.id)
    mine = session.scalars(
        select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.account_id == caller.account_id)
        .order_by(Attempt.number)
    ).all()  # fmt: skip
    if mine and mine[-1].state == "open":
        return _detail(session, caller, mine[-1], quiz, course)
    started = now()
    staff = membership.is_staff(session, caller, course.id)
    terms = drafts.current(quiz) if staff else quiz
    asked = [
        (question.id, questions.key_of(question, staff=staff)) for question in drafts.seen(quiz.questions, staff=staff)
    ]
    if not asked:
        raise Conflict("This quiz has no questions yet.")
    check_open(terms, len(mine), started)
    seed = f"{quiz.id}/{caller.account_id}/{len(mine) + 1}" if terms.shuffle else None
    attempt = _begun(terms, papers.draw(asked, seed), started)
    attempt.quiz_id, attempt.account_id, attempt.number = quiz.id, caller.account_id, len(mine) + 1
    session.add(attempt)
    session.flush()
    return _detail(session, caller, attempt, quiz, course)


def _begun(terms: Quiz | QuizCreate, paper: list[Asked], started: datetime) -> Attempt:
    return Attempt(
        asked=_PAPER.dump_python(paper, mode="json"), max_score=sum(asked.key.points for asked in paper),
        started_at=started, deadline_at=deadline_of(terms, started), answers={}, results={},
    )  # fmt: skip


def save(session: Session, caller: Caller, attempt_id: UUID, values: AttemptUpdate) -> shapes.AttemptDetail:
    """Saves answers to the caller's open attempt, and hands it in if they are final.

    Raises Conflict if it was handed in already or its time is up (what was saved before is graded then), Invalid for an
    answer that can be none.
    """
    attempt, quiz, course = _attempt(session, caller, attempt_id, lock=True)
    if attempt.account_id != caller.account_id:
        raise Forbidden("This is somebody else's attempt.")
    at = now()
    if is_over(attempt, at):
        raise Conflict("The time for this attempt is up; what was saved by then is graded.")
    if attempt.closed_at is not None:
        raise Conflict("This attempt was handed in already.")
    paper = {asked.id: asked for asked in paper_of(attempt)}
    for question_id, answer in values.answers.items():
        if question_id not in paper:
            raise Invalid.field(f"answers.{question_id}", "there is no such question in this attempt")
        paper[question_id].check(answer)
    attempt.answers = {**attempt.answers, **_stored(values.answers)}
    if values.final:
        _close(attempt, at)
        tell_progress(session, attempt)
    session.flush()
    return _detail(session, caller, attempt, quiz, course)


def _stored(answers: Mapping[UUID, Answer]) -> dict[str, Any]:
    return {str(key): list(value) if isinstance(value, tuple) else value for key, value in answers.items()}


def is_over(attempt: Attempt, at: datetime) -> bool:
    """Whether its time is up: not handed in by then, though it may have been closed since."""
    if attempt.deadline_at is None or attempt.closed_at not in (None, attempt.deadline_at):
        return False
    return at > attempt.deadline_at + timedelta(seconds=GRACE_SECONDS)


def is_any_overdue(session: Session) -> bool:
    """Whether there is something for `close_overdue` to do."""
    late = now() - timedelta(seconds=GRACE_SECONDS)
    overdue = (Attempt.state == "open") & (Attempt.deadline_at < late)
    return session.scalar(select(Attempt.id).where(overdue).limit(1)) is not None


def close_overdue(session: Session, quiz_id: UUID | None = None) -> None:
    """Hands in what is open beyond its deadline, with the answers that were saved; of one quiz, or of all."""
    late = now() - timedelta(seconds=GRACE_SECONDS)
    wanted = select(Attempt).where(Attempt.state == "open", Attempt.deadline_at < late).with_for_update()
    for attempt in session.scalars(wanted.where(Attempt.quiz_id == quiz_id) if quiz_id else wanted):
        assert attempt.deadline_at is not None
        _close(attempt, attempt.deadline_at)
    session.flush()


def _close(attempt: Attempt, at: datetime) -> None:
    attempt.closed_at = at
    record(attempt, papers.grade(paper_of(attempt), papers.read_answers(attempt.answers)))


def record(attempt: Attempt, results: dict[UUID, Result]) -> None:
    """What the answers of an attempt got; whether that is all, and what it makes."""
    attempt.results = _RESULTS.dump_python(results, mode="json")
    scores = [result.score for result in results.values()]
    waiting = {asked.key.type for asked in paper_of(attempt) if results[asked.id].score is None}
    attempt.state = "judging" if "code" in waiting else "needs_manual_grade" if waiting else "graded"
    attempt.score = None if waiting else sum(score for score in scores if score is not None)
    attempt.booked = False


def tell_progress(session: Session, attempt: Attempt) -> None:
    """A quiz of code alone is done as far as its score says, once that is known; any other when it was handed in."""
    percentage = learning.DONE
    if all(asked.key.type == "code" for asked in paper_of(attempt)):
        if attempt.score is None:
            return
        percentage *= attempt.score / attempt.max_score if attempt.max_score else 1.0
    learning.reach_quiz(session, attempt.account_id, attempt.quiz_id, percentage)


def grade_by_hand(session: Session, caller: Caller, attempt_id: UUID, values: AttemptGrade) -> shapes.AttemptDetail:
    """Gives points and a comment for one answer of an attempt that was handed in. Staff only."""
    attempt, quiz, course = _attempt(session, caller, attempt_id, lock=True)
    membership.staff(session, caller, str(course.id))
    if attempt.closed_at is None:
        raise Conflict("This attempt was not handed in yet.")
    asked = {asked.id: asked for asked in paper_of(attempt)}.get(values.question_id)
    if asked is None:
        raise Invalid.field("question_id", "there is no such question in this attempt")
    if values.score > asked.key.points:
        raise Invalid.field("score", f"at most {asked.key.points:g} points")
    results = results_of(attempt)
    results[asked.id] = Result(score=values.score, by_hand=True, comment=values.comment)
    record(attempt, results)
    tell_progress(session, attempt)
    session.flush()
    return _detail(session, caller, attempt, quiz, course)


def show(session: Session, caller: Caller, attempt_id: UUID) -> shapes.AttemptDetail:
    """An attempt, for its student and the course's staff."""
    attempt, quiz, course = _attempt(session, caller, attempt_id)
    return _detail(session, caller, attempt, quiz, course)


def list_attempts(session: Session, caller: Caller, query: AttemptQuery) -> Page[shapes.Attempt]:
    """Attempts, newest first."""
    wanted = (
        select(Attempt, Quiz, Course).join(Quiz, Quiz.id == Attempt.quiz_id)
        .join(Section, Section.id == Quiz.section_id).join(Course, Course.id == Section.course_id)
    )  # fmt: skip
    if query.everyone:
        if query.quiz_id is None:
            raise Invalid.field("quiz_id", "name the quiz whose attempts you want")
        _, course = service.find_quiz(session, caller, query.quiz_id)
        if not membership.reads_all(session, caller, course.id):
            raise Forbidden(f"This is for the staff of {course.slug}, in the browser or with a personal token.")
    else:
        wanted = wanted.where(Attempt.account_id == caller.account_id)
    if query.quiz_id is not None:
        wanted = wanted.where(Attempt.quiz_id == query.quiz_id)
    if query.state is not None:
        wanted = wanted.where(Attempt.state == query.state)
    if query.passed is not None:
        passed = Attempt.score * 100.0 >= Quiz.pass_percent * Attempt.max_score
        wanted = wanted.where(Attempt.score.is_not(None), passed if query.passed else ~passed)
    wanted = wanted.order_by(Attempt.started_at.desc(), Attempt.id)

    def shown(rows: Sequence[Any]) -> list[shapes.Attempt]:
        people = accounts.people(session, {attempt.account_id for attempt, _, _ in rows})
        return [shapes.Attempt(**_values(attempt, quiz, course, people)) for attempt, quiz, course in rows]

    return page_of(session, wanted, query, shown)


def latest_graded(session: Session, quiz_id: UUID, students: Iterable[UUID]) -> list[Attempt]:
    """The last attempt of each of these students that is graded."""
    wanted = select(func.max(Attempt.number), Attempt.account_id).where(
        Attempt.quiz_id == quiz_id, Attempt.state == "graded", Attempt.account_id.in_(list(students))
    )
    last = wanted.group_by(Attempt.account_id).subquery()
    return list(
        session.scalars(
            select(Attempt).join(last, (last.c[1] == Attempt.account_id) & (last.c[0] == Attempt.number))
            .where(Attempt.quiz_id == quiz_id)
        )
    )  # fmt: skip


def _attempt(session: Session, caller: Caller, attempt_id: UUID, *, lock: bool = False) -> tuple[Attempt, Quiz, Course]:
    wanted = select(Attempt).where(Attempt.id == attempt_id)
    attempt = session.scalar(wanted.with_for_update() if lock else wanted)
    missing = NotFound("There is no such attempt.")
    if attempt is None:
        raise missing
    try:
        quiz, course = service.find_quiz(session, caller, attempt.quiz_id)
    except (NotFound, Forbidden) as error:
        raise missing from error
    if attempt.account_id != caller.account_id and not membership.reads_all(session, caller, course.id):
        raise missing
    return attempt, quiz, course


def paper_of(attempt: Attempt) -> list[Asked]:
    """The questions of an attempt, in their order."""
    return _PAPER.validate_python(attempt.asked)


def results_of(attempt: Attempt) -> dict[UUID, Result]:
    """What the answers of an attempt that was handed in got."""
    return _RESULTS.validate_python(attempt.results)


def _detail(session: Session, caller: Caller, attempt: Attempt, quiz: Quiz, course: Course) -> shapes.AttemptDetail:
    paper = paper_of(attempt)
    review = None
    if attempt.closed_at is not None:
        results = results_of(attempt)
        shows = _shows_keys(quiz) or membership.is_staff(session, caller, course.id)
        review = tuple(papers.review(asked, results[asked.id], shows_key=shows) for asked in paper)
    values = _values(attempt, quiz, course, accounts.people(session, {attempt.account_id}))
    return shapes.AttemptDetail(
        **values, questions=tuple(asked.show() for asked in paper), answers=papers.read_answers(attempt.answers),
        review=review,
    )  # fmt: skip


def _shows_keys(quiz: Quiz) -> bool:
    if quiz.show_answers == "after_due":
        return quiz.due_at is not None and now() > quiz.due_at
    return quiz.show_answers == "after_attempt"


def _values(attempt: Attempt, quiz: Quiz, course: Course, people: dict[UUID, Person]) -> dict[str, Any]:
    passed = None if attempt.score is None else attempt.score * 100.0 >= quiz.pass_percent * attempt.max_score
    return {
        "id": attempt.id, "quiz_id": quiz.id, "course_slug": course.slug, "person": people[attempt.account_id],
        "number": attempt.number, "state": attempt.state, "started_at": attempt.started_at,
        "deadline_at": attempt.deadline_at, "submitted_at": attempt.closed_at, "score": attempt.score,
        "max_score": attempt.max_score, "passed": passed,
    }  # fmt: skip
