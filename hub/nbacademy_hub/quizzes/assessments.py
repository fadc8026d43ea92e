"""Code assessments: a material that shows a quiz of one program, which is handed in at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.quizzes import AttemptDetail, AttemptUpdate, CodeSubmission
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid
from nbacademy_hub.learning import catalogue

from . import attempts


def hand_in(session: Session, caller: Caller, material_id: UUID, values: CodeSubmission) -> AttemptDetail:
    """Begins an attempt, or goes on with the open one, and hands it in; it is judged as those of any quiz are.

    Raises Conflict where the material asks for no program, or for more, Invalid for a language that it does not want.
    """
    material = catalogue.show_material(session, caller, material_id)
    if material.quiz_id is None:
        raise Conflict("This material asks for no program.")
    attempt = attempts.begin(session, caller, material.quiz_id)
    if [question.type for question in attempt.questions] != ["code"]:
        raise Conflict("This quiz asks for more than one program: take it as a quiz.")
    (question,) = attempt.questions
    if values.language != question.language:
        raise Invalid.field("language", f"has to be {question.language}")
    return attempts.save(session, caller, attempt.id, AttemptUpdate(answers={question.id: values.code}))
