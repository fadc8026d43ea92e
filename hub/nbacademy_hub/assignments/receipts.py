"""The receipt: what was handed in and what its grade rests on, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from nbacademy.protocol.assignments import Submission
from nbacademy.protocol.evidence import Evidence, LateTerms
from nbacademy_graders.late import days_late

from .deadlines.lateness import lost_percent

_MIB = 1024 * 1024


def lines(submission: Submission, evidence: Evidence | None) -> tuple[str, ...]:
    """The receipt's sentences."""
    return tuple(_lines(submission, evidence))


def _lines(submission: Submission, evidence: Evidence | None) -> Iterator[str]:
    yield (
        f"Version {submission.version} of {submission.assignment} was received on "
        f"{submission.submitted_at:%Y-%m-%d at %H:%M:%S} UTC: {submission.size_bytes} bytes, "
        f"SHA-256 {submission.sha256}."
    )
    if evidence is None:
        return
    yield (
        f"It was graded on {evidence.graded_at:%Y-%m-%d at %H:%M:%S} UTC by version {evidence.source_version} of the "
        f"assignment's tests, in {evidence.seconds_spent:.1f} seconds, with nbacademy {evidence.grader_version}."
    )
    if evidence.image_id is not None:
        yield f"Its code ran in sandboxes of the image {evidence.image or 'of the worker'}, {evidence.image_id}."
    yield from _limits(evidence.limits)
    yield from _judged(evidence)
    yield from _late(evidence.late)


def _limits(limits: dict[str, float | None]) -> Iterator[str]:
    allowed = [
        f"{value:g} seconds {what}"
        for name, what in (("cell_seconds", "for a cell"), ("notebook_seconds", "for a notebook"))
        if (value := limits.get(name)) is not None
    ]
    memory = limits.get("memory_bytes")
    if memory is not None:
        allowed.append(f"{memory / _MIB:.0f} MiB of memory")
    if allowed:
        yield f"Its code had {', '.join(allowed)}."


def _judged(evidence: Evidence) -> Iterator[str]:
    outside = sum(where == "outside" for where in evidence.judged.values())
    if evidence.judged:
        yield f"{outside} of {len(evidence.judged)} test cells were judged outside of the place where its code ran."


def _late(late: LateTerms) -> Iterator[str]:
    days = days_late(late.seconds_late)
    if not days or late.due_at is None:
        return
    words = f"It was due on {late.due_at:%Y-%m-%d at %H:%M:%S} UTC and came {days} started day{'s'[: days > 1]} late"
    free = min(days, late.free_days)
    if free:
        words += f"; {free} of the grace days count for it"
    lost = lost_percent(late)
    yield words + (f"; {lost:g} % of the score are taken off." if lost else "; nothing is taken off.")
