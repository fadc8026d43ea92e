"""What late work costs: by the day, with days that are free and a part that stays, as nbgrader's gradebook keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin

from nbacademy_graders import entry
from nbacademy_graders.jobs import ApplyJob, Feedback, FeedbackJob, GradeJob
from nbacademy_graders.late import DAY_SECONDS, DailyPenalty, LatePenalty, days_late

from .authoring import checks, essay, notebook, solution
from .conftest import NOW, Classroom, page, scores

DAY = timedelta(days=1)
PENALTIES = st.builds(
    LatePenalty,
    free_days=st.integers(0, 30),
    percent_per_day=st.floats(0, 100),
    floor_percent=st.floats(0, 100),
)
SCORES = st.floats(0, 1e6)
SECONDS = st.floats(0, 400 * DAY_SECONDS)


def points(late: LatePenalty, score: float, seconds: float) -> float:
    """As nbgrader asks the plugin for it."""
    plugin = DailyPenalty(config=late.config())
    return plugin.late_submission_penalty("testuser<'&\">", score, seconds) or 0.0


@pytest.mark.parametrize(
    ("seconds", "days"), [(0, 0), (0.001, 1), (1, 1), (86_399, 1), (86_400, 1), (86_401, 2), (172_800, 2), (-5, 0)]
)
def test_a_day_that_has_begun_counts_as_a_whole_one(seconds: float, days: int) -> None:
    assert days_late(seconds) == days


@pytest.mark.parametrize(
    ("late", "days", "lost"),
    [({}, 3, 0), ({"percent_per_day": 10}, 1, 1), ({"percent_per_day": 10}, 3, 3), ({"percent_per_day": 10}, 30, 10),
     ({"percent_per_day": 10, "floor_percent": 75}, 5, 2.5), ({"percent_per_day": 100}, 1, 10),
     ({"percent_per_day": 10, "free_days": 2}, 2, 0), ({"percent_per_day": 10, "free_days": 2}, 3, 1),
     ({"percent_per_day": 100, "floor_percent": 100}, 9, 0)],
)  # fmt: skip
def test_ten_points_lose_what_the_rule_says(late: dict[str, Any], days: int, lost: float) -> None:
    assert points(LatePenalty(**late), 10.0, days * DAY_SECONDS) == pytest.approx(lost)


@given(PENALTIES, SCORES, SECONDS)
def test_a_penalty_is_never_negative_and_leaves_the_floor(late: LatePenalty, score: float, seconds: float) -> None:
    lost = points(late, score, seconds)
    assert 0 <= lost <= score * (100 - late.floor_percent) / 100 * (1 + 1e-12)


@given(PENALTIES, SCORES, SECONDS, SECONDS)
def test_who_is_later_never_loses_less(late: LatePenalty, score: float, one: float, other: float) -> None:
    sooner, later = sorted((one, other))
    assert points(late, score, sooner) <= points(late, score, later)


@given(PENALTIES, SCORES, SECONDS)
def test_one_more_free_day_never_costs_more(late: LatePenalty, score: float, seconds: float) -> None:
    kinder = late.model_copy(update={"free_days": late.free_days + 1})
    assert points(kinder, score, seconds) <= points(late, score, seconds)


@given(PENALTIES, SCORES, st.floats(0, 1))
def test_within_the_free_days_nothing_is_lost(late: LatePenalty, score: float, part: float) -> None:
    assert points(late, score, part * late.free_days * DAY_SECONDS) == 0.0


@pytest.fixture
def written(open_classroom: Callable[..., Classroom]) -> Classroom:
    """Two points by tests and two by a person."""
    return open_classroom(
        notebook(solution("one", "one = 1"), checks("one-check", 2, "assert one == 1"), essay("why", 2, "Because."))
    )


def mark(classroom: Classroom, cell: str, score: float) -> None:
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        gradebook.find_grade(cell, "work", "ps1", "testuser<'&\">").manual_score = score
        gradebook.db.commit()


def exported(classroom: Classroom, place: str) -> dict[str, str]:
    """The row that nbgrader's own export has."""
    plugin = CsvExportPlugin()
    plugin.to = place
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        plugin.export(gradebook)
    with open(place, encoding="utf-8") as file:
        names, values = (line.rstrip("\n").split(",") for line in file)
    return dict(zip(names, values, strict=True))


def test_the_gradebook_and_nbgraders_export_have_the_penalty(written: Classroom, tmp_path: Any) -> None:
    late = LatePenalty(percent_per_day=25)
    work = written.answers({"one": "one = 1"})
    result = written.grade(work, due_at=NOW - 1.5 * DAY, late=late)
    assert (result.score, result.max_score) == (1.0, 4.0)
    assert "Handed in 2160 minutes late." in result.log
    row = exported(written, str(tmp_path / "grades.csv"))
    assert (float(row["raw_score"]), float(row["late_submission_penalty"]), float(row["score"])) == (2.0, 1.0, 1.0)
    assert "late" in page(result).lower()


def test_marks_given_by_hand_lose_their_part_too(written: Classroom) -> None:
    late = LatePenalty(percent_per_day=25)
    first = written.grade(written.answers({"one": "one = 1"}), due_at=NOW - 0.5 * DAY, late=late)
    mark(written, "why", 2.0)
    bundle = written.desk.bundle_of(first.autograded)
    names = {"course": "course", "assignment": "ps1", "student": "testuser<'&\">"}
    job = FeedbackJob(**names, autograded=bundle, gradebook_url=written.desk.gradebook_url, late=late)
    again = entry.run(job)
    assert isinstance(again, Feedback)
    assert (first.score, again.score) == (1.5, 3.0)


def test_an_extension_of_ones_own_counts_and_is_nbgraders_too(written: Classroom) -> None:
    late = LatePenalty(percent_per_day=25)
    work = written.answers({"one": "one = 1"})
    result = written.grade(work, due_at=NOW - DAY, student_due_at=NOW + DAY, late=late)
    assert result.score == 2.0
    with Gradebook(written.desk.gradebook_url, "course") as gradebook:
        submission = gradebook.find_submission("ps1", "testuser<'&\">")
        assert (submission.extension, submission.total_seconds_late) == (2 * DAY, 0)
    assert written.grade(work, due_at=NOW - DAY, student_due_at=NOW - DAY, late=late).score == 1.5


def previewed(classroom: Classroom, work: Any, **values: Any) -> tuple[GradeJob, Any]:
    job = classroom.job(work, preview=True, **values)
    return job, entry.run(job)


def test_a_preview_knows_the_marks_given_by_hand_and_changes_nothing(written: Classroom) -> None:
    written.grade(written.answers({"one": "one = 2"}))
    mark(written, "why", 1.5)
    _, result = previewed(written, written.answers({"one": "one = 1"}))
    assert (result.score, scores(result)) == (3.5, {"one-check": 2.0, "why": 1.5})
    with Gradebook(written.desk.gradebook_url, "course") as gradebook:
        assert gradebook.find_submission("ps1", "testuser<'&\">").score == 1.5


def test_a_preview_that_is_applied_counts_with_the_marks_given_since(written: Classroom) -> None:
    late = LatePenalty(percent_per_day=50)
    written.grade(written.answers({"one": "one = 2"}))
    job, result = previewed(written, written.answers({"one": "one = 1"}), due_at=NOW - DAY, late=late)
    assert result.score == 1.0
    mark(written, "why", 2.0)
    values = job.model_dump(include=set(ApplyJob.model_fields))
    desk = written.desk
    applied = entry.run(
        ApplyJob(**values, autograded=desk.bundle_of(result.autograded), marks=desk.bundle_of(result.marks))
    )
    assert isinstance(applied, Feedback)
    assert (applied.score, applied.max_score, scores(applied)) == (2.0, 4.0, {"one-check": 2.0, "why": 2.0})
    with Gradebook(written.desk.gradebook_url, "course") as gradebook:
        kept = gradebook.find_submission("ps1", "testuser<'&\">")
        assert (kept.score, kept.late_submission_penalty) == (4.0, 2.0)
