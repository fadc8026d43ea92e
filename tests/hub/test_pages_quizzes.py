"""The pages of quizzes: what they tell of questions, and marking by hand through them."""

from __future__ import annotations

import pytest

from nbacademy.protocol.quiz_analysis import QuestionAnalysis
from nbacademy_hub.pages.scatter import scatter

from .staffroom import Staffroom, staffroom
from .world import World


@pytest.fixture(scope="module")
def room(world: World) -> Staffroom:
    return staffroom(world)


def test_what_waits_for_a_person_is_counted_marked_and_gone(room: Staffroom) -> None:
    listed = room.get("{course}/quizzes").text
    assert room.path("/quizzes/{quiz}/attempts?state=needs_manual_grade").split("academy/")[1].strip("/") in listed
    refused = room.post("attempts/{attempt}", question_id=room.ids["question"], score="3.5")
    assert (refused.status_code, "at most 3 points" in refused.text) == (422, True)
    saved = room.saved(
        "attempts/{attempt}", "assistant", question_id=room.ids["question"], score="2.5", comment="Nearly"
    )
    assert "Nothing waits for a person." in room.get("quizzes/{quiz}/attempts?state=needs_manual_grade").text
    assert "The mark is saved." in saved.text
    attempt = room.get("attempts/{attempt}").text
    assert "2.5 of 3" in attempt
    assert "Nearly" in attempt
    assert "83 %" in room.get("{course}/quizzes").text


def test_the_picture_has_easy_questions_on_the_right_and_telling_ones_at_the_top() -> None:
    values = {"question_id": "00000000-0000-0000-0000-000000000001", "text": "?", "answers": 9}
    told = [(1.0, 1.0), (0.0, -1.0), (0.5, None)]
    questions = [QuestionAnalysis(**values, difficulty=mean, discrimination=told_by) for mean, told_by in told]
    drawing = scatter(questions)
    assert [(dot.x, dot.y, dot.number) for dot in drawing.dots] == [(320.0, 0.0, 1), (0.0, 160.0, 2)]
    assert drawing.words.endswith("question 1: 100 %, +1.00; question 2: 0 %, -1.00")
    assert scatter([]).words.endswith("too few attempts yet")
