"""What waits for a person's hand in the courses that somebody teaches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from nbacademy_hub.assignments.newest import is_newest
from nbacademy_hub.assignments.tables import Assignment, Submission
from nbacademy_hub.caller import Caller
from nbacademy_hub.courses.tables import Section
from nbacademy_hub.learning.membership import STAFF
from nbacademy_hub.learning.tables import Enrollment
from nbacademy_hub.quizzes.tables import Attempt, Quiz

from .tables import RegradeRequest


@dataclass(frozen=True)
class Waiting:
    """How many submissions (the newest of each student) and attempts at quizzes have answers that a person marks, and
    how many regrade requests are open."""

    submissions: int = 0
    attempts: int = 0
    requests: int = 0


def waiting_for(session: Session, caller: Caller) -> dict[UUID, Waiting]:
    """By the ids of the courses whose staff the caller is; where nothing waits, a course is left out."""
    work = select(Assignment.course_id, func.count()).join(Submission, Submission.assignment_id == Assignment.id)
    taken = select(Section.course_id, func.count()).join(Quiz, Quiz.section_id == Section.id).join(Attempt)
    asked = work.join(RegradeRequest, RegradeRequest.submission_id == Submission.id)
    counts = {
        "submissions": work.where(Submission.status == "needs_manual_grade", is_newest()),
        "attempts": taken.where(Attempt.state == "needs_manual_grade"),
        "requests": asked.where(RegradeRequest.state == "open"),
    }
    found: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for name, counted in counts.items():
        for course_id, count in session.execute(_taught(counted, caller)):
            found[course_id][name] = count
    return {course_id: Waiting(**named) for course_id, named in found.items()}


def _taught(counted: Select[UUID, int], caller: Caller) -> Select[UUID, int]:
    """A count by course, of those alone whose staff the caller is."""
    course_id = counted.selected_columns[0]
    taught = select(Enrollment.course_id).where(Enrollment.account_id == caller.account_id, Enrollment.role.in_(STAFF))
    return counted.where(course_id.in_(taught)).group_by(course_id)
