"""Marks by people: by question, on the gradebook that formgrader shows, one person at a time, without names."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from nbacademy_hub.db.base import now
from nbacademy_hub.marking.tables import MarkClaim

from .graded import Graded, graded_course, hand_in, work
from .world import HOSTILE, World, error_of

EVIL = "<script>bad()</script><img src=x onerror=bad()><b>bold</b>"
HOSTILE_OUTPUTS = (
    {"output_type": "stream", "name": "stdout", "text": EVIL},
    {"output_type": "display_data", "metadata": {}, "data": {"text/html": EVIL, "text/plain": "plain"}},
    {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": "<svg onload=bad()>"}},
    {"output_type": "display_data", "metadata": {}, "data": {"image/png": '" onerror="bad()'}},
    {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": ["\x1b[31m" + EVIL]},
)  # fmt: skip


@pytest.fixture(scope="module")
def course(world: World) -> Graded:
    """A course with three students' work; one of them is hostile."""
    hostile = work(code=EVIL, essay=f"**Why?** {EVIL} [a](javascript:bad())", outputs=HOSTILE_OUTPUTS)
    return graded_course(world, {HOSTILE: hostile, "ada": work(essay="Ada's"), "bob": work(essay="Bob's")})


@pytest.fixture
def fresh(world: World) -> Graded:
    """A course with two students' work, to be marked."""
    return graded_course(world, {f"eve-{uuid4().hex[:6]}": work(), f"dan-{uuid4().hex[:6]}": work()})


def put(course: Graded, mark: dict[str, object], who: str = "instructor", **values: object) -> dict[str, object]:
    body = {"version": mark["version"], **values}
    answer = course.client(f"{course.slug}-{who}").put(f"/courses/{course.slug}/marks/{mark['id']}", json=body)
    assert answer.status_code == 200, answer.text
    told: dict[str, object] = answer.json()
    return told


def refused(
    course: Graded, mark: dict[str, object], who: str = "instructor", **values: object
) -> tuple[int, list[str]]:
    body = {"version": mark["version"], **values}
    answer = course.client(f"{course.slug}-{who}").put(f"/courses/{course.slug}/marks/{mark['id']}", json=body)
    return answer.status_code, [detail["field"] for detail in error_of(answer)["details"]]


def test_the_cells_say_how_many_answers_wait_for_a_person(course: Graded) -> None:
    listed = course.client(f"{course.slug}-assistant").get(f"{course.path}/cells").json()
    assert listed["total"] == 2
    told = [
        (cell["grade_id"], cell["kind"], cell["max_score"], cell["answers"], cell["waiting"])
        for cell in listed["items"]
    ]
    assert told == [("mean-tests", "auto", 2.0, 3, 0), ("essay", "manual", 4.0, 3, 3)]


def test_a_mark_shows_the_students_cells_up_to_the_graded_one(course: Graded) -> None:
    (mark,) = [
        mark
        for mark in course.marks(course.world.client(f"grade:{course.slug}-assistant"), "mean-tests")
        if mark["user"]["name"] == "ada"
    ]
    assert [(cell["grade_id"], cell["cell_type"]) for cell in mark["answer"]] == [
        ("mean", "code"),
        ("mean-tests", "code"),
    ]
    assert (mark["score"], mark["max_score"], mark["kind"], mark["needs_manual_grade"]) == (2.0, 2.0, "auto", False)
    essay = course.mark_of("ada")
    assert [cell["source"] for cell in essay["answer"]] == ["Ada's"]
    assert (essay["score"], essay["needs_manual_grade"], essay["submission_id"]) == (
        None,
        True,
        course.submissions["ada"],
    )


def test_nothing_that_a_student_wrote_runs_where_it_is_marked(course: Graded) -> None:
    shown = [cell for grade_id in ("mean-tests", "essay") for cell in course.mark_of(HOSTILE, grade_id)["answer"]]
    assert shown[0]["source"] == EVIL, "the source is plain text as it was written"
    html = "".join(cell["html"] for cell in shown)
    assert "<b>bold</b>" in html
    assert "<strong>Why?</strong>" in html
    for danger in ("<script", "<img src=x", "<svg", 'href="javascript', "\x1b"):
        assert danger not in html


def test_a_mark_stands_in_nbgraders_gradebook_and_in_the_submission(fresh: Graded) -> None:
    name = next(iter(fresh.submissions))
    told = put(fresh, fresh.mark_of(name), score=3.5, extra_credit=1, comment="Well <argued>")
    assert (told["score"], told["manual_score"], told["comment"], told["needs_manual_grade"]) == (
        4.5,
        3.5,
        "Well <argued>",
        False,
    )
    kept = fresh.nbgrader(name)
    assert (kept["manual_score"], kept["extra_credit"], kept["needs_manual_grade"]) == (3.5, 1.0, False)
    assert kept["comment"] == "Well <argued>"
    row = fresh.submission(name)
    assert (row.status, row.score, row.feedback_released) == ("graded", 6.5, False)
    assert {cell["grade_id"]: (cell["score"], cell["note"]) for cell in row.cells} == {
        "essay": (4.5, None), "mean-tests": (2.0, "a note"),
    }  # fmt: skip


def test_what_is_left_out_stays_and_null_takes_back(fresh: Graded) -> None:
    name = next(iter(fresh.submissions))
    told = put(fresh, fresh.mark_of(name), score=3, comment="Good")
    told = put(fresh, told, extra_credit=0.5)
    assert (told["manual_score"], told["comment"], told["extra_credit"]) == (3.0, "Good", 0.5)
    told = put(fresh, told, score=None, comment=None, extra_credit=None)
    assert (told["score"], told["comment"], told["needs_manual_grade"]) == (None, None, True)
    assert fresh.submission(name).status == "needs_manual_grade"


def test_a_mark_given_meanwhile_in_formgrader_is_not_overwritten(fresh: Graded) -> None:
    name = next(iter(fresh.submissions))
    seen = fresh.mark_of(name)
    fresh.formgrader(name, 1.0)
    assert refused(fresh, seen, score=4) == (409, [])
    assert fresh.nbgrader(name)["manual_score"] == 1.0
    assert fresh.mark_of(name)["score"] == 1.0
    assert put(fresh, fresh.mark_of(name), score=4)["score"] == 4.0


def test_of_marks_at_the_same_time_one_is_written(fresh: Graded) -> None:
    seen = fresh.mark_of(next(iter(fresh.submissions)))
    client = fresh.client(f"{fresh.slug}-instructor")
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(
            lambda score: (
                client.put(
                    f"/courses/{fresh.slug}/marks/{seen['id']}", json={"version": seen["version"], "score": score}
                ).status_code
            ),
            [score / 4 for score in range(1, 9)],
        )
    assert sorted(answers) == [200] + [409] * 7


@pytest.mark.parametrize(
    ("values", "field"),
    [({"score": 4.25}, "score"), ({"score": -1}, "score"), ({"extra_credit": -0.1}, "extra_credit"),
     ({"score": "much"}, "score"), ({"comment": " "}, "comment"), ({"comment": "x" * 20_001}, "comment"),
     ({"rubric_comment_ids": [str(UUID(int=1))]}, "rubric_comment_ids")],
)  # fmt: skip
def test_a_wrong_mark_is_refused_and_its_field_named(course: Graded, values: dict[str, object], field: str) -> None:
    assert refused(course, course.mark_of("bob"), **values) == (422, [field])
    assert course.nbgrader("bob")["manual_score"] is None


def test_scores_that_are_no_numbers_are_refused(course: Graded) -> None:
    mark = course.mark_of("bob")
    for number in ("NaN", "Infinity", "1e999"):
        body = f'{{"version": "{mark["version"]}", "score": {number}}}'
        answer = course.client(f"{course.slug}-instructor").put(
            f"/courses/{course.slug}/marks/{mark['id']}", content=body
        )
        assert answer.status_code == 422, answer.text


def test_a_cell_of_tests_can_be_marked_but_has_no_place_for_a_comment(fresh: Graded) -> None:
    name = next(iter(fresh.submissions))
    assert refused(fresh, fresh.mark_of(name, "mean-tests"), comment="No") == (422, ["comment"])
    assert put(fresh, fresh.mark_of(name, "mean-tests"), score=0)["score"] == 0.0
    assert fresh.submission(name).score == 0.0


def test_anonymous_marks_have_a_pseudonym_for_all_of_a_students_cells_and_no_name(course: Graded) -> None:
    client = course.client(f"{course.slug}-assistant")
    named, nameless = course.marks(client), course.marks(client, query="&anonymous=true")
    told = json.dumps([{**mark, "answer": ()} for mark in nameless])
    for name, submission in course.submissions.items():
        assert json.dumps(name)[1:-1] not in told
        assert submission not in told
    assert {mark["user"] for mark in nameless} == {mark["submission_id"] for mark in nameless} == {None}
    pseudonyms = {mark["user"]["name"]: mark["pseudonym"] for mark in named}
    assert len(set(pseudonyms.values())) == 3
    tests = course.marks(client, "mean-tests")
    assert {mark["user"]["name"]: mark["pseudonym"] for mark in tests} == pseudonyms
    (one,) = [mark for mark in nameless if mark["pseudonym"] == pseudonyms["ada"]]
    for answer in (
        client.get(f"/courses/{course.slug}/marks/{one['id']}?anonymous=true"),
        client.post(f"{course.path}/cells/essay/claims?anonymous=true", json={"mark_id": one["id"], "minutes": 1}),
    ):
        assert (answer.json()["user"], answer.json()["submission_id"]) == (None, None)
    client.delete(f"/courses/{course.slug}/marks/{one['id']}/claim")
    refusal = client.get(f"{course.path}/cells/essay/marks?anonymous=true&submission_id={course.submissions['ada']}")
    assert refusal.status_code == 422


def test_marks_are_listed_by_whether_they_need_a_person_and_in_pages(fresh: Graded) -> None:
    client = fresh.client(f"{fresh.slug}-assistant")
    put(fresh, fresh.marks(client)[0], score=1)
    assert [len(fresh.marks(client, query=f"&needs={needs}")) for needs in ("true", "false")] == [1, 1]
    pages = [client.get(f"{fresh.path}/cells/essay/marks?limit=1&page={page}").json() for page in (1, 2, 3)]
    assert [len(page["items"]) for page in pages] == [1, 1, 0]
    assert pages[0]["total"] == 2
    assert pages[0]["items"][0]["id"] != pages[1]["items"][0]["id"]


def test_two_who_claim_the_next_answer_get_two_answers_and_a_third_is_told_who_is_at_work(fresh: Graded) -> None:
    address = f"{fresh.path}/cells/essay/claims"
    first, second = (fresh.client(f"{fresh.slug}-{who}").post(address, json={}) for who in ("assistant", "helper"))
    assert (first.status_code, second.status_code) == (201, 201), first.text
    assert first.json()["id"] != second.json()["id"]
    assert first.json()["claim"]["user"]["name"] == f"{fresh.slug}-assistant"
    third = fresh.client(f"{fresh.slug}-instructor").post(address, json={})
    assert third.status_code == 409
    assert error_of(third)["details"][0]["message"] in {f"{fresh.slug}-assistant", f"{fresh.slug}-helper"}


def test_many_who_claim_at_once_never_get_the_same_answer(world: World) -> None:
    course = graded_course(world, {f"crowd-{number}": work() for number in range(6)})
    people = [f"{course.slug}-{who}" for who in ("instructor", "assistant", "helper")] + ["admin"]
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda name: course.client(name).post(f"{course.path}/cells/essay/claims", json={}), people)
        )
    assert [answer.status_code for answer in answers] == [201] * 4, [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 4


def test_a_claim_is_renewed_by_its_owner_keeps_others_out_and_ends_with_the_mark(fresh: Graded) -> None:
    address = f"{fresh.path}/cells/essay/claims"
    helper = fresh.client(f"{fresh.slug}-helper")
    claimed = helper.post(address, json={"minutes": 1}).json()
    again = helper.post(address, json={"mark_id": claimed["id"], "minutes": 60}).json()
    assert again["claim"]["until"] > claimed["claim"]["until"]
    status, fields = refused(fresh, claimed, who="assistant", score=1)
    assert (status, fields) == (409, ["claim.user", "claim.until"])
    other = fresh.client(f"{fresh.slug}-assistant").post(address, json={"mark_id": claimed["id"]})
    assert other.status_code == 409
    assert put(fresh, claimed, who="helper", score=1)["claim"] is None
    assert put(fresh, fresh.mark_of(_student(fresh, claimed)), who="assistant", score=2)["score"] == 2.0


def test_a_claim_ends_by_the_clock(fresh: Graded) -> None:
    address = f"{fresh.path}/cells/essay/claims"
    claimed = fresh.client(f"{fresh.slug}-helper").post(address, json={}).json()
    with fresh.world.database.transaction() as session:
        ended = now() - timedelta(seconds=1)
        session.execute(update(MarkClaim).where(MarkClaim.mark_id == UUID(claimed["id"])).values(until=ended))
    taken = fresh.client(f"{fresh.slug}-assistant").post(address, json={"mark_id": claimed["id"]})
    assert taken.status_code == 201
    assert taken.json()["claim"]["user"]["name"] == f"{fresh.slug}-assistant"


def test_a_claim_can_be_let_go_by_its_owner_only(fresh: Graded) -> None:
    claimed = fresh.client(f"{fresh.slug}-helper").post(f"{fresh.path}/cells/essay/claims", json={}).json()
    address = f"/courses/{fresh.slug}/marks/{claimed['id']}/claim"
    assert [fresh.client(f"{fresh.slug}-{who}").delete(address).status_code for who in ("assistant", "helper")] == [
        404,
        204,
    ]
    assert fresh.mark_of(_student(fresh, claimed))["claim"] is None


def test_when_nothing_waits_there_is_nothing_to_claim(fresh: Graded) -> None:
    answer = fresh.client(f"{fresh.slug}-helper").post(f"{fresh.path}/cells/mean-tests/claims", json={})
    assert answer.status_code == 404


def test_kept_comments_go_into_marks_and_are_counted(fresh: Graded) -> None:
    client, address = fresh.client(f"{fresh.slug}-assistant"), f"{fresh.path}/cells/essay/rubric-comments"
    made = [client.post(address, json={"text": text, "points": 1}) for text in ("No source.", "Too short <b>")]
    assert [answer.status_code for answer in made] == [201, 201]
    ids = [answer.json()["id"] for answer in made]
    for name in fresh.submissions:
        told = put(fresh, fresh.mark_of(name), score=1, comment="Well,", rubric_comment_ids=ids[1:])
        assert told["comment"] == "Well,\n\nToo short <b>"
    kept = client.get(address).json()["items"]
    assert [(comment["text"], comment["uses"]) for comment in kept] == [("Too short <b>", 2), ("No source.", 0)]
    cells = client.get(f"{fresh.path}/cells").json()["items"]
    assert [cell["rubric_comments"] for cell in cells] == [0, 2]
    changed = client.put(f"/rubric-comments/{ids[0]}", json={"text": "Sources!"}).json()
    assert (changed["text"], changed["points"]) == ("Sources!", None)
    assert client.delete(f"/rubric-comments/{ids[0]}").status_code == 204
    assert client.delete(f"/rubric-comments/{ids[0]}").status_code == 404


def test_a_kept_comment_of_another_cell_or_course_is_refused(fresh: Graded, course: Graded) -> None:
    client = fresh.client(f"{fresh.slug}-assistant")
    other = client.post(f"{fresh.path}/cells/mean-tests/rubric-comments", json={"text": "Other"}).json()["id"]
    mark = fresh.mark_of(next(iter(fresh.submissions)))
    assert refused(fresh, mark, score=1, rubric_comment_ids=[other]) == (422, ["rubric_comment_ids"])
    stranger = course.client(f"{course.slug}-instructor")
    assert stranger.put(f"/rubric-comments/{other}", json={"text": "Mine"}).status_code == 404
    assert stranger.delete(f"/rubric-comments/{other}").status_code == 404


def test_marks_of_another_course_are_not_there(fresh: Graded, course: Graded) -> None:
    mark, stranger = fresh.mark_of(next(iter(fresh.submissions))), course.client(f"{course.slug}-instructor")
    address, body = f"/courses/{course.slug}/marks/{mark['id']}", {"version": mark["version"], "score": 1}
    assert stranger.get(address).status_code == 404
    assert stranger.put(address, json=body).status_code == 404
    assert stranger.put(f"/courses/{fresh.slug}/marks/{mark['id']}", json=body).status_code == 403
    assert stranger.post(f"{course.path}/cells/essay/claims", json={"mark_id": mark["id"]}).status_code == 404
    mine = next(iter(fresh.submissions.values()))
    assert stranger.get(f"{course.path}/cells/essay/marks?submission_id={mine}").status_code == 422


def test_a_notebook_servers_token_may_not_mark(course: Graded) -> None:
    server = course.world.client(f"learn:{course.slug}-instructor")
    mark = course.mark_of("ada")
    body = {"version": mark["version"], "score": 1}
    assert server.put(f"/courses/{course.slug}/marks/{mark['id']}", json=body).status_code == 403
    assert server.get(f"{course.path}/cells/essay/marks").status_code == 403
    assert course.nbgrader("ada")["manual_score"] is None


def test_what_was_marked_is_kept_when_a_newer_version_is_graded(fresh: Graded) -> None:
    name = next(iter(fresh.submissions))
    put(fresh, fresh.mark_of(name), score=3)
    hand_in(fresh, name, work(essay="Another one"))
    mark = fresh.mark_of(name)
    assert (mark["answer"][-1]["source"], mark["manual_score"]) == ("Another one", 3.0)


def test_a_gradebook_that_is_a_link_is_not_followed(world: World, course: Graded) -> None:
    other = graded_course(world, {f"link-{uuid4().hex[:6]}": work()})
    path = world.academy.folder / "nbgrader" / other.slug / "gradebook.db"
    path.unlink()
    path.symlink_to(world.academy.folder / "nbgrader" / course.slug / "gradebook.db")
    client = other.client(f"{other.slug}-instructor")
    mark = course.mark_of("ada")
    body = {"version": mark["version"], "score": 1}
    assert client.get(f"{other.path}/cells").status_code == 503
    assert client.put(f"/courses/{other.slug}/marks/{mark['id']}", json=body).status_code == 503


def test_a_damaged_gradebook_is_said_to_be_unavailable(world: World) -> None:
    other = graded_course(world, {f"damaged-{uuid4().hex[:6]}": work()})
    path = world.academy.folder / "nbgrader" / other.slug / "gradebook.db"
    path.write_bytes(b"no database at all" * 100)
    assert other.client(f"{other.slug}-instructor").get(f"{other.path}/cells").status_code == 503


def _student(course: Graded, mark: dict[str, object]) -> str:
    return next(name for name in course.submissions if course.mark_of(name)["id"] == mark["id"])
