"""What becomes of attempts: code that is run, scores in the gradebook, progress, and what they tell of questions."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

import nbacademy
from nbacademy.protocol.execution import Execution
from nbacademy_hub.courses.tables import Material
from nbacademy_hub.gradebook.spreadsheet import nbgrader_csv
from nbacademy_hub.quizzes import booking, judging

from ..e2e.waiting import wait_for
from .quizroom import ESSAY, RED, WORD, YES, begin, make, put, right_answers, section_of
from .test_courses import Author
from .world import COURSE, World, error_of


@pytest.fixture
def analysed(world: World) -> dict[str, Any]:
    quiz = make(world, RED, WORD, shuffle=True)
    for good in (True, True, True, False, False):
        student = world.newcomer()
        attempt = begin(student, quiz)
        answers = right_answers(attempt)
        if not good:
            wrong = {q["id"]: q["options"].index("green") if q["options"] else "Rome" for q in attempt["questions"]}
            answers = wrong
        put(student, attempt, answers)
    staff_try = begin(world.assistant, quiz)
    put(world.assistant, staff_try, {})
    return world.assistant.get(f"/quizzes/{quiz}/analysis").json()


def test_an_analysis_tells_difficulty_discrimination_and_distractors_of_students(analysed: dict[str, Any]) -> None:
    assert (analysed["attempts"], analysed["mean_percent"]) == (5, 60.0)
    red, word = analysed["questions"]
    assert (red["difficulty"], word["difficulty"]) == (0.6, 0.6)
    assert red["discrimination"] == pytest.approx(1.0)
    assert [(option["text"], option["chosen"], option["top"], option["bottom"]) for option in red["options"]] == [
        ("red", 3, 1, 0), ("green", 2, 0, 1), ("blue", 0, 0, 0),
    ]  # fmt: skip


def test_a_notebook_finds_a_quiz_by_its_name_and_hints_at_a_near_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(world, WORD, title="Capitals of Europe")
    monkeypatch.setenv("NBACADEMY_API_URL", world.academy.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "learn:classmate")
    widget = nbacademy.quiz("Capitals of Europe")
    assert (widget.quiz_id, repr(widget)) == (made, "<quiz 'Capitals of Europe'>")
    assert nbacademy.quiz("Capitals of Europe", course=COURSE).quiz_id == made
    with pytest.raises(nbacademy.QuizNotFoundError, match="did you mean 'Capitals of Europe'"):
        nbacademy.quiz("Capital of Europe")
    make(world, WORD, title="Capitals of Europe")
    with pytest.raises(nbacademy.QuizNotFoundError, match=f"course='{COURSE}', course='{COURSE}'"):
        nbacademy.quiz("Capitals of Europe")


def test_a_quiz_that_is_handed_in_is_done_where_the_course_shows_it(world: World) -> None:
    quiz, student = make(world, WORD), world.newcomer()
    with world.database.transaction() as session:
        material = Material(
            section_id=UUID(section_of(world)), key=f"shows-{quiz}", title="Q", type="quiz", position=99,
            quiz_id=UUID(quiz),
        )  # fmt: skip
        session.add(material)
        session.flush()
        material_id = str(material.id)
    shown = student.get(f"/materials/{material_id}").json()
    assert (shown["quiz_id"], shown["percentage"]) == (quiz, 0.0)
    put(student, begin(student, quiz), {})
    assert student.get(f"/materials/{material_id}").json()["percentage"] == 100.0
    with world.database.transaction() as session:
        session.delete(session.get_one(Material, UUID(material_id)))


CODE = {
    "type": "code", "text": "Double it.", "points": 4, "starter": "def double(x):\n    ...\n",
    "tests": [{"code": "print(double(2))", "expected": "hush-one"}, {"stdin": "x", "expected": "hush-two"}],
}  # fmt: skip


def test_code_waits_for_its_tests_which_nobody_sees_and_earns_its_part_of_the_points(world: World) -> None:
    quiz, student = make(world, CODE, ESSAY, shuffle=False, show_answers="never"), world.newcomer()
    attempt = begin(student, quiz)
    assert (attempt["questions"][0]["starter"], attempt["questions"][0]["language"]) == (CODE["starter"], "python")
    code, essay = (question["id"] for question in attempt["questions"])
    handed_in = put(student, attempt, {code: "def double(x): return 2 * x", essay: "Because."})
    assert (handed_in.json()["state"], handed_in.json()["score"]) == ("judging", None)
    with world.database.transaction() as session:
        assert judging.is_any_waiting(session)
        claimed = judging.claim(session)
        assert claimed is not None
        assert judging.claim(session) is None
    (program,) = claimed.programs.values()
    assert [case.expected for case in program.test_cases] == ["hush-one", "hush-two"]
    results = [{"passed": True, "status": "ok"}, {"passed": False, "status": "error", "stderr": "hush", "hint": "hush"}]
    tests = [{"stdout": "", "stderr": "", **result} for result in results]
    ran = {**tests[1], "tests": tests, "peak_memory_bytes": 1, "cpu_seconds": 1, "wall_seconds": 1, "passed": False}
    with world.database.transaction() as session:
        judging.record(session, claimed.attempt_id, {UUID(code): Execution.model_validate(ran)})
    judged = student.get(f"/attempts/{attempt['id']}")
    assert (judged.json()["state"], judged.json()["review"][0]["score"]) == ("needs_manual_grade", 2.0)
    assert judged.json()["review"][0]["comment"] == "1 of 2 tests passed."
    assert "hush" not in judged.text + handed_in.text + str(attempt)


def test_the_best_attempt_of_a_student_stands_in_nbgraders_gradebook_and_its_export(world: World) -> None:
    quiz, name = make(world, ESSAY, YES), f"ada-{uuid4().hex[:6]}"
    student = world.newcomer(name=name)
    for points in (3.0, 1.0):
        attempt = begin(student, quiz)
        put(student, attempt, right_answers(attempt))
        essay = next(question["id"] for question in attempt["questions"] if question["type"] == "free_text")
        world.assistant.put(f"/attempts/{attempt['id']}/grade", json={"question_id": essay, "score": points})
    column = f"quiz-{UUID(quiz).hex[:8]}"
    assert exported(world, name) == {column: (4.0, 4.0)}
    own = {"assignment": column, "title": "Q", "score": 4.0, "max_score": 4.0}
    assert student.get(f"/courses/{COURSE}/grades").json() == {"items": [own]}
    assert world.newcomer().get(f"/courses/{COURSE}/grades").json() == {"items": []}
    at = f"{world.academy.origin}/services/academy/"
    assert f"courses/{COURSE}/grades" in student.get(at).text
    assert '<td>Q</td><td class="number">4 <' in student.get(f"{at}courses/{COURSE}/grades").text
    address = f"/courses/{COURSE}/gradebook"
    rows = list(csv.DictReader(world.assistant.get(f"{address}?format=csv").text.splitlines()))
    mine, others = [row for row in rows if row["username"].startswith(name)], [row[column] for row in rows]
    assert [(row[column], float(row["total"])) for row in mine] == [("4.0", 4.0)]
    assert {row["max_total"] for row in rows} == {mine[0]["max_total"]}
    assert others.count("") == len(rows) - 1, "who did not try has nothing"
    page = world.assistant.get(address).json()
    assert all(column in row["quizzes"] for row in page["items"])
    shown = world.assistant.get(f"{world.academy.origin}/services/academy/courses/{COURSE}/gradebook").text
    assert f'<th class="number">{column}</th>' in shown
    world.instructor.post(f"/quizzes/{quiz}/questions", json={"question": {**RED, "points": 4}})
    assert exported(world, name) == {column: (4.0, 4.0)}, "it is not published yet"
    world.publish_quizzes()
    assert set(exported(world, name).values()) == {(8.0, 8.0)}


def exported(world: World, name: str) -> dict[str, tuple[float, float]]:
    """What nbgrader's export says of a student's quizzes, once the service has brought everything there."""

    def all_booked() -> bool:
        with world.database.transaction(writes=False) as session:
            return not booking.is_any_unbooked(session)

    wait_for(all_booked)
    rows = csv.DictReader(nbgrader_csv(world.academy.folder / "nbgrader", COURSE).splitlines())
    mine = [row for row in rows if row["student_id"].startswith(name) and row["score"] != "0.0"]
    return {row["assignment"]: (float(row["score"]), float(row["max_score"])) for row in mine}


def test_a_program_is_handed_in_where_a_material_asks_for_one_and_its_score_is_its_progress(world: World) -> None:
    author = Author(world)
    section = author.section()
    quiz = author.post(f"sections/{section}/quizzes", title="Double", show_answers="never")["id"]
    author.post(f"quizzes/{quiz}/questions", question=CODE)
    material = author.link(section, "Double", type="quiz", url=None, quiz_id=quiz)
    plain = author.link(section)
    author.publish()
    student = author.student()

    def hand_in(where: str, **values: Any) -> httpx.Response:
        return student.post(f"/materials/{where}/submissions", json={"code": "def double(x): return 2 * x", **values})

    assert hand_in(plain).status_code == 409
    refused = hand_in(material, language="bash")
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "language")
    attempt = hand_in(material)
    assert (attempt.status_code, attempt.json()["state"]) == (202, "judging"), attempt.text
    assert student.get(f"/progress?course_id={author.slug}").json()["materials"] == []
    judge(world, attempt.json())
    assert student.get(f"/attempts/{attempt.json()['id']}").json()["score"] == 2
    assert student.get(f"/progress?course_id={author.slug}").json()["materials"][0]["percentage"] == 50


def judge(world: World, attempt: dict[str, Any]) -> None:
    """As if the graders had run the code: it passes one test of two."""
    tests = [{"stdout": "", "stderr": "", "passed": passed, "status": "ok"} for passed in (True, False)]
    ran = {**tests[1], "tests": tests, "peak_memory_bytes": 1, "cpu_seconds": 1, "wall_seconds": 1, "passed": False}
    code = UUID(attempt["questions"][0]["id"])
    with world.database.transaction() as session:
        judging.record(session, UUID(attempt["id"]), {code: Execution.model_validate(ran)})
