"""The policies that assignments ask for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.evaluations import PolicyTask
from nbacademy_hub.assignments import service as assignments
from nbacademy_hub.assignments.tables import Assignment
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import NotFound
from nbacademy_hub.learning import membership

from .tables import AssignmentPolicy


def get_task(session: Session, caller: Caller, course_name: str, name: str) -> PolicyTask:
    """The policy that an assignment asks for, for members. Raises NotFound where it asks for none."""
    assignment, _ = assignments.for_member(session, caller, course_name, name)
    return asked_by(session, assignment)


def put_task(session: Session, caller: Caller, course_name: str, name: str, values: PolicyTask) -> PolicyTask:
    """Has an assignment ask for a policy, from now on. Instructors only; what was handed in keeps its own terms."""
    set_task(session, _for_instructor(session, caller, course_name, name), values)
    return values


def delete_task(session: Session, caller: Caller, course_name: str, name: str) -> None:
    """Has an assignment ask for no policy any more. Instructors only."""
    set_task(session, _for_instructor(session, caller, course_name, name), None)


def asked_by(session: Session, assignment: Assignment) -> PolicyTask:
    """The policy that an assignment asks for. Raises NotFound where it asks for none."""
    row = session.get(AssignmentPolicy, assignment.id)
    if row is None:
        raise NotFound(f"{assignment.name} asks for no policy.")
    return PolicyTask.model_validate(row.terms)


def set_task(session: Session, assignment: Assignment, values: PolicyTask | None) -> None:
    """Brings what an assignment asks for to this; None for no policy."""
    row = session.get(AssignmentPolicy, assignment.id)
    if values is not None:
        session.merge(AssignmentPolicy(assignment_id=assignment.id, terms=values.model_dump(mode="json")))
    elif row is not None:
        session.delete(row)
    session.flush()


def _for_instructor(session: Session, caller: Caller, course_name: str, name: str) -> Assignment:
    course = membership.instructor(session, caller, course_name)
    assignment = assignments.find_in(session, course, name)
    if assignment is None:
        raise NotFound(f"There is no assignment {name} in {course.slug}.")
    return assignment
