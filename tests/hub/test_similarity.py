"""Who wrote alike: what counts as the same code, what does not, and that a large class holds up nobody."""

from __future__ import annotations

import json
import random
import time
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import update

from nbacademy_hub.files import FileStore
from nbacademy_hub.similarity.code import Code
from nbacademy_hub.similarity.comparison import Task, compare
from nbacademy_hub.similarity.fingerprints import grams, prints
from nbacademy_hub.similarity.tables import SimilarityCheck

from .graded import Graded, graded_course, hand_in, work
from .world import World, zip_of

GAE = """def advantages(rewards, values, last, gamma=0.99, decay=0.95):
    result = [0.0] * len(rewards)
    running = 0.0
    for step in reversed(range(len(rewards))):
        after = last if step == len(rewards) - 1 else values[step + 1]
        delta = rewards[step] + gamma * after - values[step]
        running = delta + gamma * decay * running
        result[step] = running
    return result
"""
RENAMED = '''def compute(r, v, boot, g=0.9, lam=0.5):
    """My very own idea."""
    # I thought of this all by myself
    out = [1.5] * len(r)

    acc = 7
    for t in reversed(range(len(r))):
        nxt = boot if t == len(r) - 1 else v[t + 1]  # bootstrap
        d = r[t] + g * nxt - v[t]
        acc = d + g * lam * acc
        out[t] = acc
    return out
'''
OTHER = """import numpy as np

class Estimator:
    def __init__(self, gamma, decay):
        self.gamma, self.decay = gamma, decay

    def __call__(self, rewards, values):
        deltas = rewards + self.gamma * np.append(values[1:], 0.0) - values
        weights = (self.gamma * self.decay) ** np.arange(len(deltas))
        return np.array([np.sum(deltas[i:] * weights[: len(deltas) - i]) for i in range(len(deltas))])
"""


def shared(first: str, second: str) -> float:
    """The share of the first one's fingerprints that the second has."""
    here, there = (prints([Code("ps1", 0, source)]) for source in (first, second))
    return len(here.keys() & there.keys()) / len(here)


def generated(chance: random.Random, statements: int = 25) -> str:
    """A program that nobody else writes, of the kind that students write."""
    forms = (
        "{a} = {b} + {c} * {n}", "for {a} in range({n}):\n    {b} += {a} ** {n}", "print({a}, 'text', {b})",
        "{a} = [{b} for {b} in {c} if {b} > {n}]", "{a} = {b}({c}, {n})[{n}:]", "{a}, {b} = {b}, {a} % {n}",
        "if {a} < {n}:\n    {b} = max({a}, {c})\nelse:\n    {b} = -{n}", "assert {a} != {b}, {c}",
        "while {a} and not {b}:\n    {a} -= {n}", "{a}.{b}[{c}] = {{{n}: {c}}}",
        "def {a}({b}, *, {c}={n}):\n    return {b} @ {c}", "with open({a}) as {b}:\n    {c} = {b}.read({n})",
    )  # fmt: skip
    names = ["alpha", "beta", "gamma", "delta"]
    return "\n".join(
        chance.choice(forms).format(
            a=chance.choice(names), b=chance.choice(names), c=chance.choice(names), n=chance.randint(0, 9)
        )
        for _ in range(statements)
    )


def check(course: Graded, client: httpx.Client) -> dict[str, Any]:
    """The report when the check has ended."""
    begun = client.post(f"{course.path}/similarity")
    assert begun.status_code == 202, begun.text
    assert begun.json()["state"] == "running"
    deadline = time.monotonic() + 120
    while (report := client.get(f"{course.path}/similarity").json())["check"]["state"] == "running":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    found: dict[str, Any] = report
    assert found["check"]["state"] == "done", found
    return found


def test_names_numbers_texts_comments_and_layout_make_no_difference() -> None:
    assert shared(GAE, RENAMED) == 1.0
    assert shared(RENAMED, GAE) == 1.0


def test_another_solution_of_the_same_task_is_another() -> None:
    assert shared(GAE, OTHER) < 0.1
    assert shared(OTHER, GAE) < 0.1


def test_a_stretch_within_other_code_is_found_where_it_stands() -> None:
    chance = random.Random(1)
    whole = f"{generated(chance)}\n{RENAMED}\n{generated(chance)}"
    assert shared(GAE, whole) > 0.8
    places = [place for gram in grams([Code("a", 0, GAE)]) for place in prints([Code("a", 3, whole)]).get(gram, [])]
    lines = whole.splitlines()
    assert places
    assert all(place.cell == 3 for place in places)
    assert min(place.first_line for place in places) >= lines.index(RENAMED.splitlines()[0]) + 1


@pytest.mark.parametrize(
    "source", ["", "x", "%matplotlib inline\n!ls -la\n?x", "def f(:\n  '''", "\0\x1b\ud800", "(" * 5000]
)
def test_what_is_no_program_has_fingerprints_or_none_but_is_no_fault(source: str) -> None:
    assert isinstance(prints([Code("ps1", 0, source)]), dict)


@pytest.fixture(scope="module")
def course(world: World) -> Graded:
    """Six students: two wrote alike, one of them in another cell's place; all have what they were given."""
    chance = random.Random(7)
    sources = {"kim": GAE, "lee": RENAMED} | {name: generated(chance) for name in ("max", "ned", "oli", "pam")}
    marker = uuid4().hex[:6]
    return graded_course(world, {f"{name}-{marker}": work(source) for name, source in sources.items()})


def test_a_check_finds_those_who_wrote_alike_and_shows_them_side_by_side(course: Graded) -> None:
    client = course.client(f"{course.slug}-assistant")
    assert client.get(f"{course.path}/similarity").status_code == 404
    report = check(course, client)
    assert (report["check"]["submissions"], report["total"]) == (6, 1)
    assert "never a verdict" in report["hint"]
    (pair,) = report["items"]
    assert {pair[side]["user"]["name"].split("-")[0] for side in ("first", "second")} == {"kim", "lee"}
    assert pair["overlap"] == 1.0
    shown = client.get(f"/similarity/{pair['id']}").json()
    sources = {
        side: {(cell["notebook"], cell["cell"]): cell["source"].splitlines() for cell in shown[f"{side}_cells"]}
        for side in ("first", "second")
    }
    assert shown["segments"]
    for segment in shown["segments"]:
        for side in ("first", "second"):
            place = segment[side]
            lines = sources[side][place["notebook"], place["cell"]]
            assert 1 <= place["first_line"] <= place["last_line"] <= len(lines)
            assert (place["notebook"], place["cell"]) == ("ps1", 1)
    assert sorted(map(tuple, sources["first"].values())) != sorted(map(tuple, sources["second"].values()))


def test_what_the_staff_handed_in_and_what_was_given_are_no_pair(world: World) -> None:
    given = json.loads(work())["cells"][2]["source"]
    assert given
    course = graded_course(world, {f"quinn-{uuid4().hex[:6]}": work(GAE)})
    hand_in(course, f"{course.slug}-assistant", work(GAE))
    report = check(course, course.client(f"{course.slug}-instructor"))
    assert (report["check"]["submissions"], report["total"]) == (1, 0)


def test_only_the_newest_submission_of_each_is_compared_and_a_new_check_replaces_the_old(world: World) -> None:
    marker = uuid4().hex[:6]
    course = graded_course(world, {f"{name}-{marker}": work(GAE) for name in ("rob", "sue")})
    client = course.client(f"{course.slug}-instructor")
    pair = check(course, client)["items"][0]["id"]
    hand_in(course, f"sue-{marker}", work(OTHER))
    report = check(course, client)
    assert (report["check"]["submissions"], report["total"]) == (2, 0)
    assert client.get(f"/similarity/{pair}").status_code == 404


def test_a_check_that_runs_is_not_begun_twice_and_one_whose_service_died_can_be(world: World) -> None:
    course = graded_course(world, {})
    client = course.client(f"{course.slug}-instructor")
    first = check(course, client)["check"]
    with world.database.transaction() as session:
        session.execute(update(SimilarityCheck).where(SimilarityCheck.id == UUID(first["id"])).values(state="running"))
    again = client.post(f"{course.path}/similarity").json()
    assert again["started_at"] == first["started_at"]
    with world.database.transaction() as session:
        row = session.get_one(SimilarityCheck, UUID(first["id"]))
        row.started_at = row.started_at.replace(year=2025)
    assert client.get(f"{course.path}/similarity").json()["check"]["state"] == "failed"
    assert check(course, client)["check"]["started_at"] > first["started_at"]


def test_pairs_of_another_course_are_not_there(course: Graded, world: World) -> None:
    client = course.client(f"{course.slug}-assistant")
    pair = check(course, client)["items"][0]["id"]
    assert world.foreigner.get(f"/similarity/{pair}").status_code == 404
    assert world.client(f"learn:{course.slug}-assistant").get(f"/similarity/{pair}").status_code == 403
    student = next(iter(course.submissions))
    assert course.client(student).get(f"/similarity/{pair}").status_code == 404
    assert course.client(student).post(f"{course.path}/similarity").status_code == 403


def test_a_class_of_600_takes_seconds_and_common_code_makes_no_pairs(tmp_path: Any) -> None:
    files, chance = FileStore(f"file://{tmp_path}"), random.Random(3)
    everybodys = generated(chance, 10)
    sources = [f"{everybodys}\n{generated(chance, 40)}" for _ in range(600)]
    copied = [(10, 500), (20, 501), (30, 502)]
    for original, copy in copied:
        sources[copy] = sources[original].replace("alpha", "omega").replace("\n", "  # mine\n", 5)
    submissions = {
        UUID(int=number): files.put(zip_of({"ps1.ipynb": work(source)})) for number, source in enumerate(sources)
    }
    began = time.process_time()
    found = compare(Task(files_url=files.url, templates=(), submissions=submissions))
    assert time.process_time() - began < 60
    best = {(pair.first_id.int, pair.second_id.int) for pair in found.pairs[:3]}
    assert best == set(copied)
    assert len(found.pairs) < 10, [(pair.first_id.int, pair.second_id.int, pair.overlap) for pair in found.pairs]


def test_while_a_class_is_compared_the_service_answers(world: World) -> None:
    chance = random.Random(5)
    course = graded_course(
        world, {f"busy-{number}-{uuid4().hex[:4]}": work(generated(chance, 400)) for number in range(12)}
    )
    client = course.client(f"{course.slug}-instructor")
    assert client.post(f"{course.path}/similarity").status_code == 202
    slowest = 0.0
    while client.get(f"{course.path}/similarity").json()["check"]["state"] == "running":
        began = time.monotonic()
        client.get("/users/me")
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 2.0
