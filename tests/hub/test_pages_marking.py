"""Marking by question on its pages: claimed, without names, one after the other, and never over another's mark."""

from __future__ import annotations

import re

import pytest

from .staffroom import INNOCENT, Staffroom, staffroom
from .world import HOSTILE, World


@pytest.fixture
def room(world: World) -> Staffroom:
    return staffroom(world)


def version_on(text: str) -> str:
    found = re.search(r'name="version" value="([^"]+)"', text)
    assert found
    return found[1]


def test_an_answer_is_claimed_marked_and_the_next_one_follows(room: Staffroom) -> None:
    assert '<strong class="needs_manual_grade">2</strong>' in room.get("{ps1}/marking").text
    first = room.saved("{ps1}/cells/essay/marking")
    assert "This answer is yours to mark." in first.text
    assert "Answer 1 of 2, 2 wait for a person" in first.text
    path = first.url.path.removeprefix("/services/academy/")
    second = room.saved(path, version=version_on(first.text), score="3.5", extra_credit="", comment="Good", then="next")
    assert "Answer 2 of 2, 1 wait for a person" in second.text
    assert second.url.path != first.url.path
    last = room.saved(
        second.url.path.removeprefix("/services/academy/"), version=version_on(second.text), score="1", then="next"
    )
    assert "No answer to this cell is waiting" in last.text
    assert "3.5 of 4" in room.get(path).text


def test_names_stay_hidden_all_the_way(room: Staffroom) -> None:
    hidden = [
        room.get("{ps1}/cells/essay/marking?anonymous=true"), room.get("{course}/marks/{mark}?anonymous=true"),
        room.saved("{ps1}/cells/mean-tests/marking?anonymous=true"),
    ]  # fmt: skip
    for page in hidden:
        assert f">{INNOCENT}<" not in page.text
        assert "testuser&lt;&#x27;&amp;&quot;&gt;-" not in page.text.replace("&#39;", "&#x27;")
        assert "/submissions/" not in page.text
    for path in re.findall(r'href="(/services/academy/courses/[^"]*(?:marks|cells)/[^"]*)"', hidden[1].text):
        assert "anonymous=true" in path
    assert "Student " in hidden[1].text


def test_who_else_marks_is_shown_and_their_answer_can_not_be_taken(room: Staffroom) -> None:
    taken = room.saved("{course}/marks/{mark}/claim", "helper")
    assert "Yours to mark until" in taken.text
    page = room.get("{course}/marks/{mark}")
    assert re.search(r"-helper marks this answer until .*UTC", page.text)
    assert 'name="score"' not in page.text
    refused = room.post("{course}/marks/{mark}", version="x", score="1")
    assert refused.status_code == 409
    assert "take another one" in refused.text
    assert room.post("{course}/marks/{mark}/claim").status_code == 409
    assert "Also marking:" in room.saved("{ps1}/cells/essay/marking").text
    assert "none" not in room.saved("{course}/marks/{mark}/let-go", "helper").url.query.decode()
    assert 'name="score"' in room.get("{course}/marks/{mark}").text


def test_of_a_mark_given_meanwhile_both_values_are_shown(room: Staffroom) -> None:
    seen = version_on(room.get("{course}/marks/{mark}").text)
    room.course.formgrader(room.ids["student"], 1.25)
    page = room.post("{course}/marks/{mark}", version=seen, score="3.75", comment="Mine", extra_credit="")
    assert page.status_code == 409
    assert "This answer was marked meanwhile, here or in formgrader" in page.text
    assert '<dd id="now">1.25 of 4' in page.text
    assert 'value="3.75"' in page.text
    assert ">Mine</textarea>" in page.text
    room.saved("{course}/marks/{mark}", version=version_on(page.text), score="3.75", comment="Mine", extra_credit="")
    assert room.course.nbgrader(room.ids["student"])["manual_score"] == 3.75


@pytest.mark.parametrize(
    ("field", "value"),
    [("score", "4.5"), ("score", "-1"), ("score", "lots"), ("extra_credit", "inf"), ("version", ""),
     ("rubric_comment_ids", "x")],
)  # fmt: skip
def test_a_wrong_mark_is_refused_and_named(room: Staffroom, field: str, value: str) -> None:
    fields = {"version": version_on(room.get("{course}/marks/{mark}").text), "comment": "Kept", field: value}
    page = room.post("{course}/marks/{mark}", **fields)
    assert page.status_code == 422
    assert f"{field}" in page.text
    assert ">Kept</textarea>" in page.text


def test_comments_are_kept_reused_and_forgotten(room: Staffroom) -> None:
    page = room.get("{course}/marks/{mark}")
    room.saved(
        "{course}/marks/{mark}", version=version_on(page.text), score="2", comment="Say why.", keep="yes",
        rubric_comment_ids=[room.ids["comment"]],
    )  # fmt: skip
    listed = room.get("{ps1}/cells/essay/marking").text
    assert "Say why." in listed
    assert "used 1 times" in listed
    assert room.course.nbgrader(room.ids["student"])["comment"] == f"Say why.\n\n<b>{HOSTILE}"
    left = room.saved("{ps1}/cells/essay/comments/{comment}/remove")
    assert "Say why." in left.text
    assert "&lt;b&gt;testuser" not in left.text
    assert "Once more." in room.saved("{ps1}/cells/essay/comments", text="Once more.", points="1.5").text


def test_a_cell_of_tests_takes_a_score_but_no_comment(room: Staffroom) -> None:
    mark = room.course.mark_of(room.ids["student"], "mean-tests")
    path = "{course}/marks/" + mark["id"]
    page = room.get(path)
    assert 'name="comment"' not in page.text
    assert "Empty for what the tests gave." in page.text
    room.saved(path, version=version_on(page.text), score="0.5")
    page = room.saved(path, version=version_on(room.get(path).text), score="")
    assert '<dd id="now">2 of 2' in page.text


def test_a_submissions_cell_leads_to_its_mark(room: Staffroom) -> None:
    submission = room.get("submissions/{submission}").text
    found = re.search(r'href="/services/academy/([^"]*/cells/essay/marking[^"]*)"', submission)
    assert found
    page = room.get(found[1].replace("&amp;", "&"))
    assert page.text.count("/marks/") == 1
    assert room.ids["mark"] in page.text
