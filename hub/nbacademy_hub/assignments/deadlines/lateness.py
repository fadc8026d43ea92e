"""How late a submission is and what that costs: as evidence, and as graders take it off."""

from __future__ import annotations

from nbacademy.protocol.evidence import LateTerms
from nbacademy_graders.late import LatePenalty
from nbacademy_hub.assignments.tables import Submission

from .grace import Grace
from .terms import Terms


def late_terms(terms: Terms, submission: Submission, grace: Grace) -> LateTerms:
    """What holds for a submission's lateness, and what it costs."""
    free = grace.left_for(submission.account_id, submission.assignment_id, submission.submitted_at)
    return LateTerms(
        due_at=terms.due_at, seconds_late=terms.seconds_late(submission.submitted_at),
        **terms.penalty(free).model_dump(),
    )  # fmt: skip


def penalty_of(late: LateTerms) -> LatePenalty:
    """The penalty as graders take it off."""
    return LatePenalty(**late.model_dump(include=set(LatePenalty.model_fields)))


def lost_percent(late: LateTerms) -> float:
    """How much of the score is lost, in percent."""
    return penalty_of(late).lost_percent(late.seconds_late)
