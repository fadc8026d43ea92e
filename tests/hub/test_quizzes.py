"""Quizzes over HTTP: what instructors write, what students are sent and may answer, and what they get."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from nbacademy_hub.db.base import now
from nbacademy_hub.quizzes.attempts import GRACE_SECONDS
from nbacademy_hub.quizzes.tables import Attempt

from .quizroom import BOTH, ESSAY, RED, WORD, YES, G, begin, make, put, right_answers
from .world import COURSE, World, error_of

SECRETS = ("correct", "accepted", "tolerance", "explanation", "Paris", "9.81")


def test_an_open_attempt_holds_nothing_of_the_key_and_a_closed_one_shows_it_with_its_explanation(world: World) -> None:
    quiz, student = make(world, RED, BOTH, YES, G, WORD), world.newcomer()
    attempt = begin(student, quiz)
    texts = [
        student.get(f"/quizzes/{quiz}").text, student.get(f"/attempts/{attempt['id']}").text, str(attempt),
        put(student, attempt, right_answers(attempt), final=False).text,
        student.get(f"/courses/{COURSE}/quizzes?limit=100").text,
        student.get(f"/users/{attempt['person']['id']}/export").text,
    ]  # fmt: skip
    assert '"quiz_attempts"' in texts[-1]
    assert [secret for secret in SECRETS for text in texts if secret in text] == []
    closed = put(student, attempt, {}).json()
    assert (closed["state"], closed["score"], closed["max_score"], closed["passed"]) == ("graded", 6.0, 6.0, True)
    shown = {review["key"]: review["explanation_html"] for review in closed["review"]}
    assert shown == {"red": None, "b; d": None, "true": None, "9.81 m/s^2": None, "Paris": "<p>It <em>is</em>.</p>\n"}


@pytest.mark.parametrize(("when", "due", "shows"), [("never", None, False), ("after_due", 1, False)])
def test_a_key_is_shown_to_students_only_when_the_quiz_says_so_and_always_to_staff(
    world: World, when: str, due: int | None, shows: bool
) -> None:
    due_at = (now() + timedelta(hours=due)).isoformat() if due else None
    quiz, student = make(world, WORD, show_answers=when, due_at=due_at), world.newcomer()
    attempt = begin(student, quiz)
    (review,) = put(student, attempt, {}).json()["review"]
    assert (review["key"] is not None) is shows
    assert review["score"] == 0.0
    assert world.assistant.get(f"/attempts/{attempt['id']}").json()["review"][0]["key"] == "Paris"


def test_options_and_questions_stand_in_an_order_of_each_attempt_which_stays(world: World) -> None:
    many = {**BOTH, "options": [str(number) for number in range(20)]}
    quiz = make(world, *[many] * 5, attempts_limit=0)
    attempts = [begin(world.newcomer(), quiz) for _ in range(4)]
    assert len({str([question["options"] for question in attempt["questions"]]) for attempt in attempts}) == 4
    plain = make(world, many, RED, shuffle=False)
    questions = begin(world.newcomer(), plain)["questions"]
    assert [question["options"][:2] for question in questions] == [["0", "1"], ["red", "green"]]


def test_an_attempt_is_resumed_with_what_was_saved_and_handed_in_once(world: World) -> None:
    quiz, student = make(world, RED, WORD, attempts_limit=1), world.newcomer()
    attempt = begin(student, quiz)
    red, word = (
        next(q["id"] for q in attempt["questions"] if q["type"] == kind) for kind in ("single_choice", "short_text")
    )
    assert put(student, attempt, {red: 1}, final=False).json()["state"] == "open"
    assert put(student, attempt, {word: "Paris"}, final=False).status_code == 200
    resumed = begin(student, quiz)
    assert (resumed["id"], resumed["questions"]) == (attempt["id"], attempt["questions"])
    assert resumed["answers"] == {red: 1, word: "Paris"}
    assert put(student, attempt, {red: None}).json()["answers"][red] is None
    again = put(student, attempt, {word: "Paris"})
    assert (again.status_code, error_of(again)["message"]) == (409, "This attempt was handed in already.")
    used = student.post(f"/quizzes/{quiz}/attempts")
    assert (used.status_code, "once" in error_of(used)["message"]) == (409, True)


def test_the_services_clock_ends_an_attempt_and_what_was_saved_by_then_counts(world: World) -> None:
    quiz, student = make(world, WORD, minutes_allowed=1), world.newcomer()
    attempt = begin(student, quiz)
    put(student, attempt, right_answers(attempt), final=False)
    with world.database.transaction() as session:
        over = now() - timedelta(seconds=GRACE_SECONDS + 1)
        session.execute(update(Attempt).where(Attempt.id == UUID(attempt["id"])).values(deadline_at=over))
    late = put(student, attempt, {attempt["questions"][0]["id"]: "Rome"})
    assert (late.status_code, "time" in error_of(late)["message"]) == (409, True)
    following = begin(student, quiz)
    assert following["number"] == 2
    closed = student.get(f"/attempts/{attempt['id']}").json()
    assert (closed["state"], closed["score"]) == ("graded", 1.0)
    assert closed["submitted_at"] == closed["deadline_at"]


def test_what_is_due_cannot_be_begun(world: World) -> None:
    quiz = make(world, WORD, due_at="2026-01-01T00:00:00Z")
    refused = world.newcomer().post(f"/quizzes/{quiz}/attempts")
    assert (refused.status_code, "2026-01-01 00:00 UTC" in error_of(refused)["message"]) == (409, True)
    empty = world.newcomer().post(f"/quizzes/{make(world)}/attempts")
    assert (empty.status_code, error_of(empty)["message"]) == (409, "This quiz has no questions yet.")


WRONG: list[tuple[dict[str, Any], Any]] = [
    (RED, 3), (RED, -1), (RED, "red"), (RED, True), (RED, [0]), (BOTH, [4]), (BOTH, 1), (BOTH, ["a"]), (YES, 1),
    (YES, "true"), (G, 9.81), (WORD, 7), (ESSAY, ["x"]), (ESSAY, "x" * 20_001), (WORD, {"a": 1}), (WORD, "\0"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), WRONG, ids=[f"{q['type']}-{str(a)[:9]!a}" for q, a in WRONG])
def test_what_can_be_no_answer_is_refused_by_name_and_nothing_is_saved(
    world: World, question: dict[str, Any], answer: Any
) -> None:
    student = world.newcomer()
    attempt = begin(student, make(world, question))
    refused = put(student, attempt, {attempt["questions"][0]["id"]: answer})
    assert refused.status_code == 422, refused.text
    assert error_of(refused)["details"][0]["field"].startswith("answers")
    assert student.get(f"/attempts/{attempt['id']}").json()["state"] == "open"


def test_an_answer_to_a_question_of_another_quiz_is_refused(world: World) -> None:
    student = world.newcomer()
    attempt = begin(student, make(world, WORD))
    assert put(student, attempt, {str(uuid4()): "Paris"}).status_code == 422


def test_what_an_author_changes_later_changes_no_attempt(world: World) -> None:
    quiz, student = make(world, RED, WORD), world.newcomer()
    attempt = begin(student, quiz)
    keys = world.instructor.get(f"/quizzes/{quiz}").json()["keys"]
    changed = {"question": {**RED, "correct": 2, "text": "Another"}, "position": 2}
    assert world.instructor.put(f"/questions/{keys[0]['id']}", json=changed).status_code == 200
    assert world.instructor.delete(f"/questions/{keys[1]['id']}").status_code == 204
    world.publish_quizzes()
    assert put(student, attempt, right_answers(attempt)).json()["score"] == 2.0
    left = world.instructor.get(f"/quizzes/{quiz}").json()["keys"]
    assert [(item["position"], item["question"]["text"]) for item in left] == [(1, "Another")]
    assert world.instructor.delete(f"/quizzes/{quiz}").status_code == 409


def test_a_person_grades_free_text_and_only_then_there_is_a_score(world: World) -> None:
    quiz, student = make(world, ESSAY, YES), world.newcomer()
    attempt = begin(student, quiz)
    handed_in = put(student, attempt, right_answers(attempt)).json()
    assert (handed_in["state"], handed_in["score"], handed_in["passed"]) == ("needs_manual_grade", None, None)
    essay = next(question["id"] for question in attempt["questions"] if question["type"] == "free_text")
    grade = f"/attempts/{attempt['id']}/grade"
    most = world.assistant.put(grade, json={"question_id": essay, "score": 3.5})
    assert (most.status_code, error_of(most)["details"][0]["field"]) == (422, "score")
    given = world.assistant.put(grade, json={"question_id": essay, "score": 2.5, "comment": "Nearly"}).json()
    assert (given["state"], given["score"]) == ("graded", 3.5)
    mine = student.get(f"/attempts?quiz_id={quiz}&passed=true").json()
    assert [(item["score"], item["passed"]) for item in mine["items"]] == [(3.5, True)]
    assert student.get(f"/attempts?quiz_id={quiz}&passed=false").json()["total"] == 0
    assert student.get(f"/quizzes/{quiz}").json()["best_percent"] == pytest.approx(87.5)


def test_an_attempt_is_its_students_and_the_staffs(world: World) -> None:
    quiz, student = make(world, ESSAY), world.newcomer()
    attempt = begin(student, quiz)
    path = f"/attempts/{attempt['id']}"
    for other in (world.classmate, world.outsider, world.foreigner):
        assert other.get(path).status_code == 404
        assert other.put(path, json={"answers": {}}).status_code == 404
    assert world.instructor.get(path).status_code == 200
    assert world.instructor.put(path, json={"answers": {}}).status_code == 403
    assert world.classmate.get(f"/attempts?quiz_id={quiz}&everyone=true").status_code == 403
    assert world.assistant.get(f"/attempts?quiz_id={quiz}&everyone=true").json()["total"] == 1


def test_beginning_twice_at_once_is_one_attempt_and_handing_in_twice_at_once_one_hand_in(world: World) -> None:
    quiz, student = make(world, WORD), world.newcomer()
    with ThreadPoolExecutor(8) as threads:
        begun = [
            answer.result() for answer in [threads.submit(student.post, f"/quizzes/{quiz}/attempts") for _ in range(8)]
        ]
    assert {answer.status_code for answer in begun} <= {201, 409}
    (attempt,) = {answer.json()["id"]: answer.json() for answer in begun if answer.status_code == 201}.values()
    with ThreadPoolExecutor(8) as threads:
        ended = [answer.result() for answer in [threads.submit(put, student, attempt, {}) for _ in range(8)]]
    assert sorted(answer.status_code for answer in ended) == [200, *[409] * 7]


@pytest.mark.parametrize(
    "change",
    [{"correct": 3}, {"correct": -1}, {"options": ["a"]}, {"options": ["a", "a"]}, {"points": -1}, {"type": "essay"},
     {"text": ""}, {"points": float("1e9")}, {"hint": "?"}],
)  # fmt: skip
def test_a_question_that_can_be_none_is_refused_by_name(world: World, change: dict[str, Any]) -> None:
    quiz = make(world)
    refused = world.instructor.post(f"/quizzes/{quiz}/questions", json={"question": {**RED, **change}})
    assert refused.status_code == 422, refused.text
    assert error_of(refused)["details"][0]["field"].startswith("question")
