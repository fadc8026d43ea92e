"""The fields of the forms for settings, extensions and notifications."""

from __future__ import annotations

from collections.abc import Mapping

from nbacademy.protocol.assignments import AssignmentSettings, CourseGrading
from nbacademy.protocol.deadlines import ExtensionUpdate
from nbacademy.protocol.notifications import NotificationChoices
from nbacademy_graders.limits import Limits
from nbacademy_hub.settings import Settings

from .forms import Field, shown
from .words import CHOICES, FEEDBACK, KINDS, LATE

_LATE_HELP = "Each day that has begun after the due time counts as one."
_FLOOR_HELP = "Percent of the score that stay, however late."
_ATTEMPTS_HELP = "How often a student may hand in; 0 for no limit."
_MINUTES_HELP = "Minutes from when a student first fetches it; 0 for no limit."
_UNLIMITED_BY_0 = ("attempts_limit", "minutes_allowed")


def course_fields(grading: CourseGrading) -> tuple[Field, ...]:
    """What holds in a course for assignments that say nothing else."""
    return (
        Field("late_policy", "Late work", grading.late_policy, "select", _LATE_HELP, _options(LATE)),
        Field("late_percent_per_day", "Cost of a day, in percent", grading.late_percent_per_day, "number"),
        Field("late_floor_percent", "What is left at least", grading.late_floor_percent, "number", _FLOOR_HELP),
        Field("grace_days", "Grace days", grading.grace_days, "number", "For each student in the whole course."),
        Field("feedback", "Students see feedback", grading.feedback, "select", "", _options(FEEDBACK)),
        Field("attempts_limit", "Attempts", grading.attempts_limit, "number", _ATTEMPTS_HELP),
        Field("minutes_allowed", "Time allowed", grading.minutes_allowed, "number", _MINUTES_HELP),
    )


def assignment_fields(settings: AssignmentSettings, course: CourseGrading, platform: Settings) -> tuple[Field, ...]:
    """All settings of an assignment; where one is left empty, what the course or the platform says holds."""
    usual = Limits()
    late = (("", _as_course(LATE[course.late_policy])), *_options(LATE))
    feedback = (("", _as_course(FEEDBACK[course.feedback])), *_options(FEEDBACK))
    return (
        Field("title", "Title", settings.title),
        Field("due_at", "Due, in UTC", settings.due_at, "datetime-local", "Empty for no due time."),
        Field("late_policy", "Late work", settings.late_policy, "select", _LATE_HELP, late),
        _number("late_percent_per_day", "Cost of a day, in percent", "", settings, course),
        _number("late_floor_percent", "What is left at least", _FLOOR_HELP, settings, course),
        Field("feedback", "Students see feedback", settings.feedback, "select", "", feedback),
        _number("attempts_limit", "Attempts", _ATTEMPTS_HELP, settings, course),
        _number("minutes_allowed", "Time allowed", _MINUTES_HELP, settings, course),
        Field(
            "cell_seconds", "Seconds for a cell", settings.cell_seconds, "number",
            f"For each cell when it is graded, {platform.grading_most_cell_seconds} at most. "
            f"Empty for the platform's own: {usual.cell_seconds}.",
        ),
        Field(
            "memory_mib", "Memory in MiB", settings.memory_mib, "number",
            f"For a notebook when it is graded, 256 at least, {platform.grading_most_memory_mib} at most. "
            "Empty for the platform's own.",
        ),
    )  # fmt: skip


def extension_fields(extension: ExtensionUpdate) -> tuple[Field, ...]:
    """What an extension grants."""
    keep = "Empty to leave it as it is."
    return (
        Field("due_at", "Due, in UTC", extension.due_at, "datetime-local", keep),
        Field("attempts_limit", "Attempts", extension.attempts_limit, "number", f"{_ATTEMPTS_HELP} {keep}"),
        Field("minutes_allowed", "Time allowed", extension.minutes_allowed, "number", f"{_MINUTES_HELP} {keep}"),
        Field("note", "Note", extension.note, help="For the staff: why."),
    )


def choice_fields(choices: NotificationChoices) -> tuple[Field, ...]:
    """How somebody is told of each kind of thing."""
    return tuple(
        Field(kind, label, getattr(choices, kind), "select", "", _options(CHOICES)) for kind, label in KINDS.items()
    )


def _number(name: str, label: str, about: str, settings: AssignmentSettings, course: CourseGrading) -> Field:
    value = getattr(course, name)
    words = "no limit" if value == 0 and name in _UNLIMITED_BY_0 else shown(value)
    says = f"Empty for what the course says: {words}."
    return Field(name, label, getattr(settings, name), "number", f"{about} {says}".strip())


def _as_course(words: str) -> str:
    return f"as the course says: {words}"


def _options(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())
