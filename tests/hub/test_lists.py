"""What can be wrong quietly in lists: sums of progress, pages, and how many statements a page takes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from nbacademy.protocol.shape import Person
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.app import API
from nbacademy_hub.courses.tables import Material, Section
from nbacademy_hub.http.audience import Role
from nbacademy_hub.http.openapi import address, declarations
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import catalogue
from nbacademy_hub.learning import service as learning
from nbacademy_hub.learning.tables import MaterialProgress

from .addresses import names_in
from .callers import CALLERS
from .classroom import Classroom
from .crowd import Crowd
from .world import COURSE, World, caller, new_course

# Each example takes its changes back, so that they may share one database.
MANY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PENDING = st.sampled_from([None, None, "new", "removed"])
CONTENTS = st.lists(st.lists(st.tuples(PENDING, st.none() | st.floats(0, 100)), max_size=4), max_size=3)


@MANY
@given(contents=CONTENTS)
def test_progress_is_the_mean_of_what_learners_see(classroom: Classroom, contents: list[Any]) -> None:
    with classroom.database.transaction() as session:
        student, course = caller(session, "ada"), new_course(session, f"c-{uuid4().hex[:8]}")
        learning.add_member(session, student.account_id, course, "student")
        for number, marks in enumerate(contents):
            section = Section(key=f"s{number}", title="S", position=number)
            course.sections.append(section)
            for place, (pending, mark) in enumerate(marks):
                material = Material(key=f"m{number}-{place}", title="M", type="link", position=place, pending=pending)
                section.materials.append(material)
                session.flush()
                if mark is not None:
                    session.add(
                        MaterialProgress(account_id=student.account_id, material_id=material.id, percentage=mark)
                    )
        session.flush()
        found = learning.progress(session, student, course.slug)
        seen = [[mark or 0.0 for pending, mark in marks if pending != "new"] for marks in contents]
        whole = [mark for marks in seen for mark in marks]
        assert [item.percentage for item in found.sections] == [pytest.approx(mean(marks)) for marks in seen]
        assert found.percentage == pytest.approx(mean(whole))
        assert catalogue.show_course(session, student, course.slug).percentage == found.percentage
        session.rollback()


def mean(marks: list[float]) -> float:
    return sum(marks) / len(marks) if marks else 0.0


@MANY
@given(rows=st.integers(0, 25), limit=st.integers(1, 10))
def test_pages_together_hold_every_row_once_and_in_order(classroom: Classroom, rows: int, limit: int) -> None:
    prefix = uuid4().hex
    with classroom.database.transaction() as session:
        session.add_all(Account(username=f"{prefix}-{row}", name=f"{row:03}") for row in range(rows))
        session.flush()
        wanted = select(Account).where(Account.username.startswith(prefix)).order_by(Account.name)

        def show(page: Any) -> list[Person]:
            return [accounts.person(account) for (account,) in page]

        pages = [
            page_of(session, wanted, Paging(page=number, limit=limit), show) for number in range(1, rows // limit + 3)
        ]
        assert [person.name for page in pages for person in page.items] == [f"{row:03}" for row in range(rows)]
        assert {page.total for page in pages} == {rows}
        assert all(len(page.items) == limit for page in pages[: rows // limit])
        session.rollback()


LOOKING: tuple[Role, ...] = ("owner", "instructor", "guardian", "admin")
ALPHA = f"course={COURSE}"
QUERIES = {
    "attempts": ("", "quiz_id={quiz_id}&everyone=true"),
    "evaluations": ("", ALPHA, f"{ALPHA}&everyone=true"),
    "moderation/queue": ("", ALPHA),
    "regrade-requests": (ALPHA, f"{ALPHA}&everyone=true"),
    "runs": ("", ALPHA),
    "submissions": (ALPHA, f"{ALPHA}&everyone=true"),
    "users": ("", ALPHA),
}
"""What lists are asked for, where there is more than one list at an address."""
FEW, MORE = 10, 300


def lists() -> list[str]:
    """The calls that give lists, as their routes declare."""
    return [
        f"{path}?{'&'.join(filter(None, (query, limit)))}"
        for path, limit in listing()
        for query in QUERIES.get(path, ("",))
    ]


def listing() -> Iterator[tuple[str, str]]:
    """The addresses that give lists, and how a long page is asked for where there are pages."""
    for pattern, handler in API:
        declared = declarations(handler).get("get")
        if declared and isinstance(declared.gives, type) and "items" in declared.gives.model_fields:
            paged = declared.query is not None and issubclass(declared.query, Paging)
            yield address(pattern, handler), "limit=100" if paged else ""


def look(world: World, call: str, role: Role) -> tuple[int, int]:
    """How many rows somebody sees in a list, and how many statements a page of it takes."""
    client = world.client(CALLERS[role])
    client.get("/users/me")  # who calls is read once, and kept
    before = world.academy.statements()
    answer = client.get(f"/{call.format(**names_in(world))}")
    taken = world.academy.statements() - before
    found = answer.json()
    return (found.get("total", len(found["items"])) if answer.status_code == 200 else 0), taken


def test_a_page_of_a_list_takes_as_many_statements_however_long_the_list_is(own_world: World) -> None:
    crowd = Crowd(own_world)
    crowd.grow(FEW)
    few: dict[str, tuple[Role, int, int]] = {}
    for call, role in product(lists(), LOOKING):
        if call not in few and (seen := look(own_world, call, role))[0] >= FEW:
            few[call] = (role, *seen)
    assert set(few) == set(lists()), "each list is filled"
    crowd.grow(MORE)
    many = {call: look(own_world, call, role) for call, (role, *_) in few.items()}
    assert {call: taken for call, (_, taken) in many.items()} == {call: taken for call, (*_, taken) in few.items()}
    assert [call for call, (rows, _) in many.items() if rows <= few[call][1]] == []
