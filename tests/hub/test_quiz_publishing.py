"""Quizzes are published with their course: until then what staff edit is theirs, and no attempt changes once begun."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, select, text

from nbacademy.protocol.quizzes import QuizCreate
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.courses.tables import Section
from nbacademy_hub.db.engine import Database
from nbacademy_hub.quizzes.tables import Attempt, Question, Quiz

from .quizroom import RED, WORD, YES, begin, put
from .test_courses import Author
from .test_migrations import downgrade
from .test_races import at_once
from .world import COURSE, World, new_course


class QuizAuthor(Author):
    """An educator whose new course has a quiz of two questions; nothing is published."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.place = self.section()
        self.quiz = str(self.post(f"sections/{self.place}/quizzes", title="First", shuffle=False)["id"])
        self.red, self.word = (self.ask(question) for question in (RED, WORD))

    def ask(self, question: dict[str, Any], **where: Any) -> str:
        return str(self.post(f"quizzes/{self.quiz}/questions", question=question, **where)["id"])

    def put(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.client.put(f"/{path}", json=body)
        assert answer.status_code == 200, answer.text
        changed: dict[str, Any] = answer.json()
        return changed

    def edit(self) -> None:
        """Another title and limit, one question changed, one gone, one new at the beginning."""
        self.put(f"quizzes/{self.quiz}", title="Second", shuffle=False, attempts_limit=2, pass_percent=100)
        self.put(f"questions/{self.word}", question={**WORD, "text": "The capital of Italy?", "accepted": ["Rome"]})
        assert self.client.delete(f"/questions/{self.red}").status_code == 204
        self.ask({**YES, "points": 5}, position=1)


def asked(attempt: dict[str, Any]) -> list[str]:
    return [question["text"] for question in attempt["questions"]]


def about(client: httpx.Client, quiz: str) -> tuple[Any, ...]:
    """What somebody is told of a quiz, by itself and in the list of its course."""
    by_itself = client.get(f"/quizzes/{quiz}").json()
    listed = client.get(f"/courses/{by_itself['course_slug']}/quizzes").json()["items"]
    assert [{**one, "keys": by_itself["keys"]} for one in listed] == [by_itself]
    return tuple(by_itself[name] for name in ("title", "questions", "max_score", "attempts_limit", "pending"))


def test_students_take_a_quiz_as_it_was_published_until_it_is_published_again(world: World) -> None:
    author = QuizAuthor(world)
    author.publish()
    one, other = author.student(), author.student()
    begun = begin(one, author.quiz)
    author.edit()
    assert about(one, author.quiz) == ("First", 2, 2.0, 0, None)
    assert about(author.client, author.quiz) == ("Second", 2, 6.0, 2, "changed")
    assert asked(begin(author.client, author.quiz)) == ["So?", "The capital of Italy?"]
    before = begin(other, author.quiz)
    assert asked(before) == asked(begun) == ["**Which?**", "The capital of France?"]
    author.publish()
    assert about(one, author.quiz) == ("Second", 2, 6.0, 2, None)
    assert about(author.client, author.quiz) == ("Second", 2, 6.0, 2, None)
    assert begin(one, author.quiz) == begun, "what has begun stays as it was"
    handed_in = put(one, begun, {begun["questions"][1]["id"]: "Paris"}).json()
    assert (handed_in["score"], handed_in["max_score"], asked(handed_in)) == (1.0, 2.0, asked(begun))
    assert asked(begin(one, author.quiz)) == ["So?", "The capital of Italy?"]


def test_what_waits_to_be_published_is_named_to_staff_and_a_version_keeps_what_it_froze(world: World) -> None:
    author = QuizAuthor(world)
    keys = author.client.get(f"/quizzes/{author.quiz}").json()["keys"]
    assert [(key["position"], key["pending"]) for key in keys] == [(1, "new"), (2, "new")]
    (first,) = author.publish()["quizzes"]
    author.edit()
    keys = author.client.get(f"/quizzes/{author.quiz}").json()["keys"]
    assert [(key["position"], key["pending"]) for key in keys] == [(1, "new"), (2, "changed")]
    page = author.client.get(f"{world.academy.origin}/services/academy/quizzes/{author.quiz}").text
    assert "Until then students take it as it was published last" in page
    (second,) = author.publish()["quizzes"]
    assert [[one["question"]["text"] for one in quiz["questions"]] for quiz in (first, second)] == [
        ["**Which?**", "The capital of France?"], ["So?", "The capital of Italy?"],
    ]  # fmt: skip
    kept = author.client.get(f"/courses/{author.slug}/versions/1").json()["quizzes"]
    assert (kept, kept[0]["title"], kept[0]["questions"][1]["question"]["accepted"]) == ([first], "First", ["Paris"])


def test_of_a_new_quiz_students_see_nothing_and_one_that_is_taken_out_goes_unless_somebody_took_it(
    world: World,
) -> None:
    author = QuizAuthor(world)
    author.publish()
    student = author.student()
    made = str(author.post(f"sections/{author.place}/quizzes", title="New")["id"])
    assert student.get(f"/quizzes/{made}").status_code == 404
    assert student.post(f"/quizzes/{made}/attempts").status_code == 404
    assert student.get(f"/courses/{author.slug}/quizzes").json()["total"] == 1
    author.publish()
    for quiz in (made, author.quiz):
        assert author.client.delete(f"/quizzes/{quiz}").status_code == 204
        assert author.client.get(f"/quizzes/{quiz}").status_code == 404
        assert student.get(f"/quizzes/{quiz}").status_code == 200
    attempt = begin(student, author.quiz)
    author.publish()
    assert [student.get(f"/quizzes/{quiz}").status_code for quiz in (made, author.quiz)] == [404, 200]
    assert author.client.get(f"/attempts/{attempt['id']}").status_code == 200


def test_a_quiz_that_is_edited_published_taken_and_deleted_at_once_meets_no_fault(world: World) -> None:
    author = QuizAuthor(world)
    author.publish()
    student = author.student()
    found = at_once(
        lambda: author.client.post(f"/courses/{author.slug}/publish", json={}),
        lambda: author.client.put(f"/questions/{author.red}", json={"question": RED, "position": 2}),
        lambda: author.client.delete(f"/questions/{author.word}"),
        lambda: author.client.delete(f"/quizzes/{author.quiz}"),
        lambda: student.post(f"/quizzes/{author.quiz}/attempts"),
    )
    assert set(found) <= {200, 201, 204, 404, 409}
    with world.database.transaction(writes=False) as session:
        attempts = session.scalar(select(func.count()).where(Attempt.quiz_id == UUID(author.quiz)))
        assert attempts == int(student.get(f"/quizzes/{author.quiz}").status_code == 200)


def test_the_old_schema_shows_nobody_what_was_not_published(migrated: Database) -> None:
    with migrated.transaction() as session:
        course, account = new_course(session, COURSE), accounts.ensure(session, "ada")
        section = Section(course_id=course.id, key="one", title="One", position=0)
        session.add(section)
        session.flush()
        for pending in (None, "new"):
            quiz = Quiz(section_id=section.id, title="Q", pending=pending, draft=QuizCreate(title="D").model_dump())
            quiz.questions = [
                Question(position=number, content=RED, pending=waits) for number, waits in enumerate((None, "new"))
            ]
            session.add(quiz)
            session.flush()
            session.add(Attempt(quiz_id=quiz.id, account_id=account.id, number=1, asked=[], max_score=1.0))
    downgrade(migrated.engine.url.render_as_string(hide_password=False), "20261122_indexes")
    with migrated.engine.connect() as connection:
        tables = ("quizzes", "quiz_questions", "quiz_attempts")
        assert [len(connection.execute(text(f"SELECT id FROM {table}")).all()) for table in tables] == [1, 1, 1]
