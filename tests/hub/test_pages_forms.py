"""Forms on the staff's pages: what they change, and what they say when something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from nbacademy_hub.assignments.regrades.tables import Regrade

from .staffroom import INNOCENT, Staffroom, staffroom
from .world import World


@pytest.fixture
def room(world: World) -> Staffroom:
    return staffroom(world)


SETTINGS = {
    "title": "Means", "due_at": "2100-05-04T12:30", "late_policy": "linear", "late_percent_per_day": "12.5",
    "late_floor_percent": "", "feedback": "", "attempts_limit": "3", "minutes_allowed": "0",
}  # fmt: skip


def test_settings_are_saved_with_times_in_utc_and_what_is_empty_is_as_the_course_says(room: Staffroom) -> None:
    room.saved(
        "{course}/settings", late_policy="none", late_percent_per_day="10", late_floor_percent="25", grace_days="2",
        feedback="immediately", attempts_limit="0", minutes_allowed="45",
    )  # fmt: skip
    page = room.saved("{ps1}/settings", **SETTINGS)
    assert "Saved." in page.text
    assert 'value="2100-05-04T12:30:00"' in page.text
    assert "Empty for what the course says: 25." in page.text
    assert "as the course says: as soon as it is graded" in page.text
    told = room.browser("instructor").get(f"/courses/{room.course.slug}/assignments/ps1").json()
    assert told["due_at"] == "2100-05-04T12:30:00Z"
    assert told["settings"] == {
        "title": "Means", "due_at": "2100-05-04T12:30:00Z", "late_policy": "linear", "late_percent_per_day": 12.5,
        "late_floor_percent": None, "feedback": None, "attempts_limit": 3, "minutes_allowed": 0,
        "cell_seconds": None, "memory_mib": None,
    }  # fmt: skip
    shown = room.get("{ps1}").text
    assert '<time datetime="2100-05-04T12:30:00+00:00">4 May 2100, 12:30 UTC</time>' in shown
    assert "12.5 % a day, at least 25 % stay" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("late_percent_per_day", "101"), ("late_percent_per_day", "much"), ("late_percent_per_day", "nan"),
     ("due_at", "tomorrow"), ("due_at", "2100-13-01T00:00"), ("attempts_limit", "-1"), ("attempts_limit", "1.5"),
     ("late_policy", "harsh"), ("title", "x" * 201), ("title", "a\0b"), ("notes", "unknown")],
)  # fmt: skip
def test_what_is_wrong_in_a_form_is_said_and_what_was_entered_stays(room: Staffroom, field: str, value: str) -> None:
    page = room.post("{ps1}/settings", **{**SETTINGS, "attempts_limit": "7", field: value})
    assert page.status_code == 422
    assert f"Not saved. {field}: " in page.text
    assert field in ("attempts_limit", "notes") or 'name="attempts_limit" type="number" value="7"' in page.text
    assert (
        room.browser("instructor").get(f"/courses/{room.course.slug}/assignments/ps1").json()["attempts_limit"] is None
    )


def test_a_field_sent_twice_is_refused(room: Staffroom) -> None:
    page = room.post("{ps1}/settings", title=["One", "Two"])
    assert page.status_code == 422
    assert "title: given more than once" in page.text


@pytest.mark.parametrize("path", ["{course}/settings", "{ps1}/settings"])
def test_assistants_read_settings_but_change_none(room: Staffroom, path: str) -> None:
    page = room.get(path, "assistant")
    assert "Only instructors change these." in page.text
    assert "<form" not in page.text
    assert room.post(path, "assistant").status_code in (403, 422)
    assert "are for instructors" in room.get("{ps1}", "assistant").text


def test_an_extension_is_granted_to_a_person_found_by_name_and_taken_back(room: Staffroom) -> None:
    found = room.get("{ps1}/extensions?q=" + INNOCENT.upper()).text
    assert f">{INNOCENT}</option>" in found
    assert room.ids["account"] not in found
    page = room.saved("{ps1}/extensions", whom=f"student {room.ids['account']}", due_at="2100-03-01T10:00", note="Ill")
    assert "1 Mar 2100, 10:00 UTC" in page.text
    assert "Ill" in page.text
    page = room.saved("{ps1}/extensions/remove", whom=f"student {room.ids['account']}")
    assert "1 Mar 2100" not in page.text
    assert "Nobody has an extension" in room.saved("{ps1}/extensions/remove", whom=f"group {room.ids['group']}").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"whom": "student {account}"}, "due_at: grant something"),
     ({"whom": "student {account}", "due_at": "1999-01-01T00:00"}, "is no later than the due time of all"),
     ({"whom": "", "attempts_limit": "2"}, "whom: choose a student or a group"),
     ({"attempts_limit": "2"}, "whom: choose a student or a group"),
     ({"whom": "student {account}", "attempts_limit": "many"}, "attempts_limit: ")],
)  # fmt: skip
def test_an_extension_that_makes_no_sense_is_refused(room: Staffroom, fields: dict[str, str], said: str) -> None:
    page = room.post("{ps1}/extensions", **{name: value.format(**room.ids) for name, value in fields.items()})
    assert page.status_code == 422
    assert said in page.text
    assert "<form" in page.text


def test_a_group_is_made_filled_and_removed(room: Staffroom) -> None:
    page = room.saved("{course}/groups", name="Night owls")
    path = page.url.path.removeprefix("/services/academy/")
    page = room.saved(path, name="Early birds", members=[room.ids["account"]])
    assert "Early birds" in page.text
    assert f'value="{room.ids["account"]}" checked' in page.text
    assert room.post("{course}/groups", name="Early birds").status_code == 409
    page = room.saved(f"{path}/remove")
    assert "Early birds" not in page.text
    assert room.get(path).status_code == 404


def test_submissions_are_found_by_assignment_state_and_student(room: Staffroom) -> None:
    def shown(query: str) -> int:
        return room.get("{course}/submissions?" + query).text.count("/services/academy/submissions/")

    assert shown("") == 2
    assert shown("assignment=ps1&status=needs_manual_grade&student=&sort=student") == 2
    assert shown(f"student={INNOCENT.upper()}") == 1
    assert shown("student=%25") == 0
    assert shown("newest=true&limit=2000") == 2
    assert room.get("{course}/submissions?limit=2001").status_code == 422
    assert "No submission matches." in room.get("{course}/submissions?status=failed").text
    assert 'type="checkbox"' not in room.get("{course}/submissions").text
    assert room.get("{course}/submissions?assignment=ps1").text.count('type="checkbox"') == 2


def test_grading_without_sandboxes_is_refused_with_the_reason(room: Staffroom) -> None:
    for path, fields in (
        ("{ps1}/grade", {"only": "changed"}), ("{ps1}/grade", {"preview": "true"}),
        ("{ps1}/grade-chosen", {"submission_ids": room.ids["submission"]}), ("regrades/{regrade}/publish", {}),
    ):  # fmt: skip
        page = room.post(path, **fields)
        assert page.status_code == 503
        assert "Grading needs a Docker engine: these tests do without." in page.text
        assert page.headers["Retry-After"]


def test_none_ticked_does_not_stand_for_all(room: Staffroom) -> None:
    page = room.post("{ps1}/grade-chosen")
    assert page.status_code == 422
    assert "submission_ids: " in page.text


def test_feedback_is_released_from_the_overview(room: Staffroom) -> None:
    page = room.saved("{ps1}/release-feedback")
    assert "Feedback is being rendered and released: 2." in page.text
    assert 'id="release-feedback-ps1"' in page.text


def test_a_preview_shows_who_loses_and_is_dropped_after_a_question(room: Staffroom) -> None:
    page = room.get("regrades/{regrade}")
    assert "−0.5" in page.text
    assert "mean-tests: 2 → 1.5" in page.text
    assert room.get("regrades/{regrade}?changed=true").status_code == 200
    assert "Drop it?" in room.get("regrades/{regrade}/drop").text
    assert "Publish it?" in room.get("regrades/{regrade}/publish").text
    assert room.get("regrades/{regrade}").status_code == 200
    assert "is dropped" in room.saved("regrades/{regrade}/drop").text
    assert room.get("regrades/{regrade}").status_code == 404


def test_a_published_preview_can_not_be_dropped(room: Staffroom) -> None:
    with room.course.world.database.transaction() as session:
        session.get_one(Regrade, UUID(room.ids["regrade"])).published_at = datetime(2026, 11, 1, tzinfo=UTC)
    page = room.post("regrades/{regrade}/drop")
    assert page.status_code == 409
    assert "This was published on" in page.text
    assert "Publish …" not in room.get("regrades/{regrade}").text


def test_a_request_is_answered_decided_and_opened_again(room: Staffroom) -> None:
    assert "<strong>Please</strong>" in room.get("regrade-requests/{request}").text
    page = room.saved("regrade-requests/{request}/messages", "assistant", text="We **look** at it.")
    assert "<strong>look</strong>" in page.text
    page = room.saved("regrade-requests/{request}", state="declined", resolution="The formula is wrong.")
    assert "The formula is wrong." in page.text
    assert room.post("regrade-requests/{request}/messages", text="More").status_code == 409
    assert "Open it again" in page.text
    assert "There is no open request." in room.get("{course}/regrade-requests?state=open").text
    assert "Accept" in room.saved("regrade-requests/{request}", state="open").text
    page = room.post("regrade-requests/{request}/messages", text="")
    assert page.status_code == 422
    assert "Not saved. text: " in page.text
