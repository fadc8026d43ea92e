"""What holds for a student's work: every policy at every moment, and of several extensions the kindest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbacademy.protocol.assignments import CourseGrading
from nbacademy_graders.late import DAY_SECONDS, DailyPenalty
from nbacademy_hub.assignments.deadlines.grace import Grace, Use
from nbacademy_hub.assignments.deadlines.terms import Terms
from nbacademy_hub.errors import Conflict

DUE = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = st.integers(-100 * DAY_SECONDS, 100 * DAY_SECONDS).map(lambda seconds: DUE + timedelta(seconds=seconds))
GRADINGS = st.builds(
    CourseGrading,
    late_policy=st.sampled_from(["none", "hard", "linear", "grace_days"]),
    late_percent_per_day=st.floats(0, 100),
    late_floor_percent=st.floats(0, 100),
)
TERMS = st.builds(
    Terms,
    grading=GRADINGS,
    extended_due_at=st.none() | MOMENTS,
    fetched_at=st.none() | MOMENTS,
    attempts_limit=st.integers(0, 5),
    minutes_allowed=st.integers(0, 10_000),
)


def terms(policy: str = "none", **values: Any) -> Terms:
    given: dict[str, Any] = {"extended_due_at": DUE, "fetched_at": None, "attempts_limit": 0, "minutes_allowed": 0}
    return Terms(grading=CourseGrading(late_policy=policy), **{**given, **values})  # type: ignore[arg-type]


def is_open(terms: Terms, at: datetime, attempts: int = 0) -> bool:
    try:
        terms.check_open("ps1", attempts, at)
    except Conflict:
        return False
    return True


def lost(terms: Terms, submitted_at: datetime, free_days: int = 0) -> float:
    """Of 100 points."""
    plugin = DailyPenalty(config=terms.penalty(free_days).config())
    return plugin.late_submission_penalty("student", 100.0, terms.seconds_late(submitted_at)) or 0.0


@pytest.mark.parametrize(
    ("policy", "late", "is_taken", "points"),
    [("none", HOUR, True, 0), ("none", 30 * DAY, True, 0), ("hard", -HOUR, True, 0), ("hard", 0 * HOUR, True, 0),
     ("hard", HOUR, False, 100), ("linear", 0 * HOUR, True, 0), ("linear", HOUR, True, 10), ("linear", DAY, True, 10),
     ("linear", DAY + HOUR, True, 20), ("linear", 30 * DAY, True, 100), ("grace_days", DAY, True, 0),
     ("grace_days", 2 * DAY, True, 0), ("grace_days", 2 * DAY + HOUR, True, 10), ("grace_days", 9 * DAY, True, 70)],
)  # fmt: skip
def test_late_work_is_taken_and_costs_as_the_policy_says(
    policy: str, late: timedelta, is_taken: bool, points: float
) -> None:
    holds = terms(policy)
    assert is_open(holds, DUE + late) == is_taken
    assert lost(holds, DUE + late, free_days=2) == pytest.approx(points)


@pytest.mark.parametrize(
    ("fetched", "due", "closes"),
    [(None, DUE, None), (DUE - 5 * HOUR, DUE - 4 * HOUR, DUE - 4 * HOUR), (DUE - HOUR / 2, DUE, DUE + HOUR / 2)],
)
def test_the_time_allowed_runs_from_the_first_fetch_and_is_due_no_later_than_for_all(
    fetched: datetime | None, due: datetime, closes: datetime | None
) -> None:
    holds = terms(minutes_allowed=60, fetched_at=fetched)
    assert (holds.due_at, holds.closes_at) == (due, closes)


def test_what_was_not_fetched_cannot_be_handed_in_where_the_time_is_limited() -> None:
    with pytest.raises(Conflict, match="Fetch ps1 first: from then on you have 60 minutes"):
        terms(minutes_allowed=60).check_open("ps1", 0, DUE - DAY)


@pytest.mark.parametrize(
    ("values", "attempts", "message"),
    [({"policy": "hard"}, 0, "closed: it was taken until 2026-03-01 12:00:00 UTC, its due time"),
     ({"minutes_allowed": 60, "fetched_at": DUE - 5 * HOUR}, 0, "08:00:00 UTC, 60 minutes after you fetched it"),
     ({"attempts_limit": 1}, 1, "may be handed in once, and you have done so"),
     ({"attempts_limit": 3}, 3, "may be handed in 3 times, and you have done so")],
)  # fmt: skip
def test_a_refusal_says_what_is_over(values: dict[str, Any], attempts: int, message: str) -> None:
    with pytest.raises(Conflict, match=message):
        terms(**values).check_open("ps1", attempts, DUE + HOUR)


@given(TERMS, MOMENTS, st.integers(0, 6))
def test_what_is_taken_in_time_costs_nothing_and_what_is_closed_stays_closed(
    holds: Terms, at: datetime, attempts: int
) -> None:
    if holds.due_at is None or at <= holds.due_at:
        assert lost(holds, at) == 0.0
    if is_open(holds, at, attempts) and holds.grading.late_policy == "hard":
        assert lost(holds, at) == 0.0
    if not is_open(holds, at, attempts):
        assert not is_open(holds, at + DAY, attempts)
        assert not is_open(holds, at, attempts + 1)


@given(TERMS, MOMENTS, st.integers(0, 10))
def test_a_score_keeps_its_floor_however_late_the_work_is(holds: Terms, at: datetime, free_days: int) -> None:
    floor = holds.grading.late_floor_percent if holds.grading.late_policy in {"linear", "grace_days"} else 0.0
    assert 0.0 <= lost(holds, at, free_days) <= 100.0 - floor + 1e-9


@given(TERMS)
def test_nobody_is_due_later_than_the_due_time_and_never_after_it_closes(holds: Terms) -> None:
    if holds.extended_due_at is not None:
        assert holds.due_at is not None
        assert holds.due_at <= holds.extended_due_at
    if holds.closes_at is not None and holds.due_at is not None:
        assert holds.due_at <= holds.closes_at


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), unique_by=lambda use: use[0]), st.integers(0, 30))
def test_grace_days_are_used_in_order_and_never_more_than_there_are(uses: list[tuple[int, int]], budget: int) -> None:
    student = uuid4()
    made = [Use(uuid4(), DUE + moment * HOUR, days) for moment, days in uses]
    grace = Grace(budget, {student: made})
    granted = [min(use.days, grace.left_for(student, use.assignment_id, use.submitted_at)) for use in made]
    assert sum(granted) <= budget
    assert sum(granted) == min(budget, sum(use.days for use in made))
    assert grace.left(student) == budget - sum(granted)
    assert grace.left(uuid4()) == budget
