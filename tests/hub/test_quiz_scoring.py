"""What answers score: the rules that can be wrong quietly."""

from __future__ import annotations

import math
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nbacademy.protocol.quizzes import (
    FreeText,
    MultipleChoice,
    Numeric,
    QuizCreate,
    ShortText,
    SingleChoice,
    TrueFalse,
)
from nbacademy_hub.errors import Conflict
from nbacademy_hub.quizzes.attempts import GRACE_SECONDS, is_over
from nbacademy_hub.quizzes.paper import Asked, draw
from nbacademy_hub.quizzes.scoring import read_number, score
from nbacademy_hub.quizzes.tables import Attempt
from nbacademy_hub.quizzes.terms import check_open, deadline_of

NOON = datetime(2026, 11, 21, 12)
OPTIONS = ("red", "green", "blue", "grey")
INDICES = st.sets(st.integers(0, len(OPTIONS) - 1))


def choice(*correct: int, points: float = 2.0) -> MultipleChoice:
    return MultipleChoice(type="multiple_choice", text="Which?", options=OPTIONS, correct=correct, points=points)


def number(correct: float, **rest: object) -> Numeric:
    return Numeric.model_validate({"type": "numeric", "text": "How much?", "correct": correct, **rest})


@given(correct=INDICES.filter(bool), ticked=INDICES)
def test_partial_credit_stays_between_nothing_and_all_and_only_the_key_earns_all(
    correct: set[int], ticked: set[int]
) -> None:
    got = score(choice(*correct), tuple(ticked))
    assert got is not None
    assert 0.0 <= got <= 2.0
    assert (got == 2.0) == (ticked == correct)


@given(correct=INDICES.filter(bool), ticked=INDICES, more=st.integers(0, len(OPTIONS) - 1))
def test_ticking_one_more_helps_if_it_is_right_and_never_if_it_is_wrong(
    correct: set[int], ticked: set[int], more: int
) -> None:
    before, after = (score(choice(*correct), tuple(chosen)) for chosen in (ticked - {more}, ticked | {more}))
    assert before is not None
    assert after is not None
    assert after >= before if more in correct else after <= before


def test_ticking_everything_earns_nothing_where_half_is_wrong() -> None:
    assert score(choice(0, 1), (0, 1, 2, 3)) == 0.0


@pytest.mark.parametrize("answer", [None, True, "0", (0,), 1])
def test_of_single_choices_only_the_right_index_scores(answer: object) -> None:
    key = SingleChoice(type="single_choice", text="Which?", options=OPTIONS, correct=0)
    assert score(key, answer) == 0.0  # type: ignore[arg-type]
    assert score(key, 0) == 1.0


def test_true_is_not_one_and_no_answer_is_not_false() -> None:
    key = TrueFalse(type="true_false", text="So?", correct=False)
    assert [score(key, answer) for answer in (False, True, 0, None)] == [1.0, 0.0, 0.0, 0.0]


@given(correct=st.floats(-1e12, 1e12), tolerance=st.floats(0, 1e6), part=st.floats(-1, 1))
def test_a_number_within_the_tolerance_is_right(correct: float, tolerance: float, part: float) -> None:
    assert score(number(correct, tolerance=tolerance), repr(correct + part * tolerance)) == 1.0


@given(correct=st.floats(-1e9, 1e9), tolerance=st.floats(0, 1e6))
def test_a_number_well_beyond_the_tolerance_is_wrong(correct: float, tolerance: float) -> None:
    beyond = correct + tolerance * 1.01 + max(1e-6, abs(correct) * 1e-6)
    assert score(number(correct, tolerance=tolerance), repr(beyond)) == 0.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.81", 1.0), (" 9.81 ", 1.0), ("+9.81", 1.0), ("981e-2", 1.0), ("9.81 m", 0.0), ("9,81", 0.0), ("", 0.0),
        ("nan", 0.0), ("inf", 0.0), ("9.81.0", 0.0), ("1e999", 0.0), ("٩", 0.0), ("0x9", 0.0), ("m 9.81", 0.0),
    ],
)  # fmt: skip
def test_a_number_without_unit_is_read_as_people_write_it(text: str, expected: float) -> None:
    assert score(number(9.81), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3 mm", 1.0), ("3mm", 1.0), ("3\N{NO-BREAK SPACE}mm", 1.0), ("3 Mm", 0.0), ("3", 0.0), ("3 millimetre", 1.0)],
)
def test_a_unit_is_needed_where_there_is_one_and_its_case_counts(text: str, expected: float) -> None:
    assert score(number(3, units=("mm", "millimetre")), text) == expected


def test_minus_signs_of_every_kind_are_minus_signs() -> None:
    assert read_number("\N{MINUS SIGN}2.5 °C") == (-2.5, "°C")


def test_a_percentage_is_of_the_key_and_binary_noise_is_nobodys_mistake() -> None:
    assert score(number(-200, tolerance_percent=1), "-198") == 1.0
    assert score(number(-200, tolerance_percent=1), "-197.9") == 0.0
    assert score(number(0.3), repr(0.1 + 0.2)) == 1.0
    assert math.isclose(score(number(0, tolerance=0.5), "0.5") or 0, 1.0)


@pytest.mark.parametrize(
    ("answer", "loose", "strict"),
    [
        ("Straße", 1.0, 1.0),
        ("STRASSE", 1.0, 0.0),
        ("  stra\u00dfe\n", 1.0, 0.0),
        ("ｓtrasse", 1.0, 0.0),
        ("Strass", 0, 0),
    ],
)
def test_short_texts_are_compared_as_people_read_them(answer: str, loose: float, strict: float) -> None:
    for sensitive, expected in ((False, loose), (True, strict)):
        key = ShortText(type="short_text", text="Say", accepted=("Straße",), case_sensitive=sensitive)
        assert score(key, answer) == expected


def test_accents_written_in_two_ways_are_the_same() -> None:
    key = ShortText(type="short_text", text="Say", accepted=("caf\u00e9",))
    assert score(key, "cafe\u0301") == 1.0


def test_a_free_text_waits_for_a_person_and_an_empty_one_does_not() -> None:
    key = FreeText(type="free_text", text="Why?")
    assert (score(key, "Because."), score(key, "  "), score(key, None)) == (None, 0.0, 0.0)


@given(seed=st.text(max_size=20), ticked=INDICES)
def test_a_shuffled_paper_scores_what_was_chosen_not_where_it_stood(seed: str, ticked: set[int]) -> None:
    key = choice(0, 2)
    (asked,) = draw([(uuid5(UUID(int=0), seed), key)], seed)
    shown = asked.show().options
    answer = tuple(shown.index(OPTIONS[index]) for index in ticked)
    assert asked.score(answer) == score(key, tuple(ticked))
    assert asked.chosen(answer) == ticked
    assert {shown.index(OPTIONS[index]) for index in (0, 2)} == set(asked.right())


MOMENTS = st.datetimes(NOON - timedelta(days=9), NOON + timedelta(days=9)).map(lambda at: at.replace(tzinfo=UTC))


@given(deadline=MOMENTS, at=MOMENTS, closed=st.none() | MOMENTS)
def test_time_is_up_once_the_grace_after_the_deadline_is_over_unless_it_was_handed_in_before(
    deadline: datetime, at: datetime, closed: datetime | None
) -> None:
    late = (at - deadline).total_seconds() > GRACE_SECONDS
    assert is_over(Attempt(deadline_at=deadline), at) is late
    # As the service closes what nobody has handed in.
    assert is_over(Attempt(deadline_at=deadline, closed_at=deadline), at) is late
    assert is_over(Attempt(deadline_at=deadline, closed_at=closed), at) is (late and closed in (None, deadline))
    assert not is_over(Attempt(), at)


@given(started=MOMENTS, due=st.none() | MOMENTS, minutes=st.integers(0, 10_000))
def test_an_attempt_ends_after_its_minutes_and_when_the_quiz_is_due_whichever_comes_first(
    started: datetime, due: datetime | None, minutes: int
) -> None:
    ends = deadline_of(QuizCreate(title="Q", due_at=due, minutes_allowed=minutes), started)
    own = started + timedelta(minutes=minutes)
    assert (ends is None) == (due is None and not minutes)
    assert ends is None or (ends in (due, own) and (due is None or ends <= due) and (not minutes or ends <= own))
    with nullcontext() if due is None or started <= due else pytest.raises(Conflict, match="was open until"):
        check_open(QuizCreate(title="Q", due_at=due, minutes_allowed=minutes), 0, started)


@given(limit=st.integers(0, 5), behind=st.integers(0, 6))
def test_nobody_begins_more_often_than_a_quiz_may_be_taken(limit: int, behind: int) -> None:
    with pytest.raises(Conflict, match="may be taken") if 0 < limit <= behind else nullcontext():
        check_open(QuizCreate(title="Q", attempts_limit=limit), behind, NOON.replace(tzinfo=UTC))


@given(seed=st.text(max_size=20))
def test_a_paper_is_the_same_each_time_it_is_drawn(seed: str) -> None:
    questions = [(uuid5(UUID(int=0), str(index)), choice(0)) for index in range(8)]
    assert draw(questions, seed) == draw(questions, seed)
    assert {asked.id for asked in draw(questions, seed)} == {question_id for question_id, _ in questions}
    assert draw(questions, None) == [Asked(id=one, key=key, order=(0, 1, 2, 3)) for one, key in questions]
