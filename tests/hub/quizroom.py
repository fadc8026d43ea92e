"""Quizzes to be taken: questions of every type, and what one does with a quiz over HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.tables import Section

from .world import COURSE, World

RED = {"type": "single_choice", "text": "**Which?**", "options": ["red", "green", "blue"], "correct": 0}
BOTH = {
    "type": "multiple_choice",
    "text": "Which two?",
    "options": ["a", "b", "c", "d"],
    "correct": [1, 3],
    "points": 2,
}
YES = {"type": "true_false", "text": "So?", "correct": True}
G = {"type": "numeric", "text": "g?", "correct": 9.81, "tolerance": 0.01, "units": ["m/s^2", "m/s²"]}
WORD = {"type": "short_text", "text": "The capital of France?", "accepted": ["Paris"], "explanation": "It *is*."}
ESSAY = {"type": "free_text", "text": "Why?", "points": 3}


def section_of(world: World) -> str:
    with world.database.transaction() as session:
        course = courses.find(session, COURSE)
        return str(session.query(Section).filter_by(course_id=course.id, key="first").one().id)


def make(world: World, *questions: dict[str, Any], **values: Any) -> str:
    """A new quiz with these questions; its id."""
    teacher = world.instructor
    quiz = teacher.post(f"/sections/{section_of(world)}/quizzes", json={"title": "Q", **values})
    assert quiz.status_code == 201, quiz.text
    for question in questions:
        added = teacher.post(f"/quizzes/{quiz.json()['id']}/questions", json={"question": question})
        assert added.status_code == 201, added.text
    world.publish_quizzes()
    return str(quiz.json()["id"])


def begin(student: httpx.Client, quiz: str) -> dict[str, Any]:
    answer = student.post(f"/quizzes/{quiz}/attempts")
    assert answer.status_code == 201, answer.text
    attempt: dict[str, Any] = answer.json()
    return attempt


def put(student: httpx.Client, attempt: dict[str, Any], answers: dict[str, Any], **rest: Any) -> httpx.Response:
    return student.put(f"/attempts/{attempt['id']}", json={"answers": answers, **rest})


def right_answers(attempt: dict[str, Any]) -> dict[str, Any]:
    """What is right, by question id, found by the shown texts of the options."""

    def of(question: dict[str, Any]) -> Any:
        at = question["options"].index
        match question["type"]:
            case "single_choice":
                return at("red")
            case "multiple_choice":
                return [at("d"), at("b")]
            case "true_false":
                return True
            case "numeric":
                return "9.8 m/s²"
            case "short_text":
                return " PARIS "
            case _:
                return "Because."

    return {question["id"]: of(question) for question in attempt["questions"]}
