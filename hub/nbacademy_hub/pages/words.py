"""How pages say things: times, points, states, and what has just been done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, get_args

from nbacademy.protocol.accounts import PlatformRole
from nbacademy.protocol.similarity import HINT

STATUS: Mapping[str, str] = MappingProxyType({
    "queued": "waiting", "running": "running", "graded": "graded", "needs_manual_grade": "needs manual grade",
    "failed": "failed",
})  # fmt: skip
"""The states of a submission."""

JOBS: Mapping[str, str] = MappingProxyType({
    "grade": "grading", "feedback": "feedback", "preview": "preview", "apply": "publishing a preview",
    "trial": "trial of the tests",
})  # fmt: skip
"""What a job of the queue does."""

LATE: Mapping[str, str] = MappingProxyType({
    "none": "accepted, and marked late", "hard": "not accepted", "linear": "costs a share for each day",
    "grace_days": "grace days first, then a share for each day",
})  # fmt: skip
"""What becomes of late work."""

FEEDBACK: Mapping[str, str] = MappingProxyType({
    "immediately": "as soon as it is graded", "on_release": "when staff release it", "after_due": "after the due time",
})  # fmt: skip
"""When students see feedback."""

KINDS: Mapping[str, str] = MappingProxyType({
    "reply": "Replies to you", "mention": "Mentions of you", "solution": "Your posts that solved a question",
    "grade": "Grades and feedback", "regrade": "Answers to your requests", "deadline": "Deadlines",
    "announcement": "Announcements of your courses", "role": "Your role",
})  # fmt: skip
"""Of what people are told."""

CHOICES: Mapping[str, str] = MappingProxyType({
    "in_app": "in the platform", "digest": "also by mail, once a day at most", "none": "not at all",
})  # fmt: skip
"""How people are told of something."""

PENDING: Mapping[str, str] = MappingProxyType({"new": "not published yet", "changed": "changed, not published yet"})
"""Of what waits for its course to be published."""

SAID: Mapping[str, str] = MappingProxyType({
    "grading": "Queued for grading: {count}. This page shows the scores as they come.",
    "nothing": "There is nothing to grade: nobody has handed in, or nothing changed since.",
    "no-feedback": "There is no feedback to release: nothing is graded yet.",
    "feedback": "Feedback is being rendered and released: {count}.",
    "saved": "Saved.",
    "removed": "Removed.",
    "published": "The preview is being published. Marks given by hand stay.",
    "dropped": "The preview is dropped; nobody's score changed.",
    "marked": "The mark is saved.",
    "claimed": "This answer is yours to mark.",
    "let-go": "You let the answer go; others may take it.",
    "none-waiting": "No answer to this cell is waiting for a person.",
    "replied": "Your reply is sent.",
    "mailed": "A link was mailed to this address.",
    "linked": "From now on you can sign in there, too.",
    "comparing": "The comparison has started.",
    "joined": "You have joined the course.",
})  # fmt: skip
"""What a page says after a form, by the name in its address."""

_COUNT = re.compile(r"^[0-9]{1,6}$")


def said(name: str, count: str) -> str | None:
    """The sentence of this name; an address can make a page say nothing else."""
    sentence = SAID.get(name)
    return sentence.format(count=int(count) if _COUNT.match(count) else "") if sentence else None


def when(at: datetime | None) -> str:
    """A time as HTML, in UTC."""
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{at.day} {at:%b %Y, %H:%M} UTC</time>'


def points(value: float | None) -> str:
    """Points with two decimals at most."""
    return "–" if value is None else f"{round(value, 2):g}"


def signed(value: float | None) -> str:
    """By how much something changes."""
    if value is None:
        return "–"
    return "±0" if round(value, 2) == 0 else f"{'+' if value > 0 else '−'}{abs(round(value, 2)):g}"


def percent(share: float | None) -> str:
    """A share of 1 in percent."""
    return "–" if share is None else f"{share * 100:.0f} %"


def duration(seconds: float | None) -> str:
    """About how long."""
    if seconds is None:
        return "unknown"
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"


ROLES = get_args(PlatformRole)
"""The platform's roles."""

NAMESPACE: dict[str, Any] = {
    "when": when, "points": points, "signed": signed, "percent": percent, "duration": duration, "STATUS": STATUS,
    "JOBS": JOBS, "LATE": LATE, "FEEDBACK": FEEDBACK, "HINT": HINT, "ROLES": ROLES,
    "PENDING": PENDING,
}  # fmt: skip
"""What templates know of this."""
