"""Who is let into a course: by oneself, by a code, or by the staff's roster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.db.base import now
from nbacademy_hub.learning.tables import Invitation

from .test_conventions import group
from .test_courses import Author
from .test_races import at_once
from .world import World, error_of


def invite(author: Author, **values: Any) -> str:
    return str(author.post(f"courses/{author.slug}/invitations", **values)["code"])


def join(author: Author, who: httpx.Client, code: str | None = None) -> httpx.Response:
    return who.post("/enrollments", json={"course_id": author.slug, "code": code})


def test_a_code_opens_a_closed_course_in_the_role_that_it_gives(world: World) -> None:
    author, student, helper = Author(world, self_enrollment=False), world.newcomer(None), world.newcomer(None)
    helping = invite(author, role="assistant")
    # An assistant is needed before anything is published.
    assert join(author, helper, helping).json()["role"] == "assistant"
    author.publish()
    assert join(author, student).status_code == 403
    code = invite(author)
    assert join(author, student, f" {code[:6]}-{code[6:].lower()} ").json()["role"] == "student"
    assert join(author, student, code).status_code == 409
    assert helper.post(f"/courses/{author.slug}/invitations", json={"role": "assistant"}).status_code == 403
    listed = helper.get(f"/courses/{author.slug}/invitations").json()["items"]
    assert [(item["role"], item["uses"]) for item in listed] == [("student", 1), ("assistant", 1)]


def test_a_code_that_is_over_used_up_taken_back_or_another_courses_is_refused(world: World) -> None:
    author, other = Author(world), Author(world)
    author.publish()
    gone = author.post(f"courses/{author.slug}/invitations")
    assert author.client.delete(f"/invitations/{gone['id']}").status_code == 204
    once = invite(author, uses_limit=1)
    assert join(author, world.newcomer(None), once).status_code == 201
    late = author.post(f"courses/{author.slug}/invitations", expires_at=(now() + timedelta(days=1)).isoformat())
    with world.database.transaction() as session:
        found = session.query(Invitation).filter_by(code=late["code"]).one()
        found.expires_at = now() - timedelta(seconds=1)
    for code in (gone["code"], once, late["code"], invite(other), "", "x\0", "é"):
        refused = join(author, world.newcomer(None), code)
        assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "code"), code
    past = author.client.post(f"/courses/{author.slug}/invitations", json={"expires_at": "2020-01-01T00:00:00Z"})
    assert (past.status_code, error_of(past)["details"][0]["field"]) == (422, "expires_at")


def test_of_many_who_come_with_the_last_use_of_a_code_one_joins(world: World) -> None:
    author = Author(world)
    author.publish()
    code = invite(author, uses_limit=1)
    people = [world.newcomer(None) for _ in range(3)]
    found = at_once(*[lambda who=who: join(author, who, code) for who in people])
    assert found[201] == 1
    assert set(found) == {201, 409, 422}


def roster(author: Author, text: str, client: httpx.Client | None = None, **query: Any) -> dict[str, Any]:
    answer = (client or author.client).post(f"/courses/{author.slug}/roster", content=text.encode(), params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def people(world: World, count: int) -> list[str]:
    """Names of new accounts."""
    ids = [world.spare_user() for _ in range(count)]
    return [str(world.admin.get(f"/users/{one}").json()["username"]) for one in ids]


def test_a_roster_enrols_who_has_an_account_and_names_each_faulty_line(world: World) -> None:
    author = Author(world)
    one, two, three = people(world, 3)
    with world.database.transaction() as session:
        accounts.ensure(session, three).email = f"{three}@example.org"
    text = (
        f"Name, Username ,ROLE\nA,{one},\nB,{two.upper()},assistant\n\nC,nobody,\nD,{one},student\n"
        f'E,{author.name},student\nF,"x\0y",\nG,course-{author.slug},\nH,{three},king\n,,x\n'
    )
    tried = roster(author, text, dry_run=True)
    assert (tried["added"], tried["unchanged"], tried["faulty"]) == (2, 0, 7)
    assert world.admin.get(f"/users?course={author.slug}").json()["total"] == 1
    done = roster(author, text)
    assert done == {**tried, "dry_run": False}
    assert [fault["line"] for fault in done["faults"]] == [5, 6, 7, 8, 9, 10, 11]
    assert "stands in line 2" in done["faults"][1]["message"]
    assert "instructor already" in done["faults"][2]["message"]
    again = roster(author, f"\ufeffemail;role\n{three}@Example.org;student\n")
    assert (again["added"], again["faulty"]) == (1, 0)
    assert roster(author, text)["unchanged"] == 2
    roles = {"nbgrader": group(world, f"nbgrader-{author.slug}"), "formgrade": group(world, f"formgrade-{author.slug}")}
    assert author.name in roles["formgrade"] <= roles["nbgrader"]


def test_an_assistant_adds_students_and_no_assistants(world: World) -> None:
    author, helper = Author(world), world.newcomer(None)
    join(author, helper, invite(author, role="assistant"))
    one, two = people(world, 2)
    found = roster(author, f"username,role\n{one},student\n{two},assistant\n", helper)
    assert (found["added"], [fault["line"] for fault in found["faults"]]) == (1, [3])


@pytest.mark.parametrize(
    "content", [b"", b"name\nx\n", b"\xff\xfe\x00", b"username\n" + b"x" * 200_000],
    ids=["empty", "no people", "no text", "long"],
)  # fmt: skip
def test_what_is_no_roster_is_refused(world: World, content: bytes) -> None:
    author = Author(world)
    answer = author.client.post(f"/courses/{author.slug}/roster", content=content)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (422, "roster")
