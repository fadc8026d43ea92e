"""The service records what workers report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from nbacademy_hub.db.engine import Database
from nbacademy_hub.training.showing import LOST_AFTER
from nbacademy_hub.training.tables import TrainingRun

from ..service import Academy
from .conftest import COURSE, STUDENT
from .events import batch, event, report

Announce = Callable[..., dict[str, Any]]


def test_an_announced_run_is_there_and_only_its_first_answer_has_the_secret(
    announce: Announce, student: httpx.Client
) -> None:
    run = announce(course_id=COURSE, hyperparameters={"gamma": 0.98, "policy_kwargs": {"net_arch": [64, 64]}})
    again = student.get(f"/runs/{run['id']}").json()
    assert run.pop("ingest_token")
    assert "ingest_token" not in again
    assert again["status"] == "starting"
    assert again["course_slug"] == COURSE
    assert again["user"]["name"] == STUDENT
    assert again["hyperparameters"] == {"gamma": 0.98, "policy_kwargs": {"net_arch": [64, 64]}}


def test_the_same_idempotency_key_gives_the_same_run_with_a_token_that_works(student: httpx.Client) -> None:
    body = {"algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 1000, "seed": 1}
    first, second = (student.post("/runs", json=body, headers={"Idempotency-Key": "k1"}).json() for _ in range(2))
    assert first["id"] == second["id"]
    assert report(student, second, batch(0, 2)).status_code == 200
    other = student.post("/runs", json=body | {"seed": 2}, headers={"Idempotency-Key": "k1"})
    assert other.status_code == 409


def test_a_batch_sent_twice_or_in_part_again_is_recorded_once(announce: Announce, student: httpx.Client) -> None:
    run = announce()
    assert report(student, run, batch(0, 5)).json() == {"next_sequence": 5, "command": None}
    assert report(student, run, batch(0, 5)).json()["next_sequence"] == 5
    assert report(student, run, batch(3, 5)).json()["next_sequence"] == 8
    series = student.get(f"/runs/{run['id']}/metrics").json()["series"][0]
    assert series["values"] == [float(number) for number in range(8)]


def test_a_gap_is_refused_with_the_number_that_is_waited_for(announce: Announce, student: httpx.Client) -> None:
    run = announce()
    report(student, run, batch(0, 3))
    refusal = report(student, run, batch(4, 1))
    assert refusal.status_code == 409
    assert refusal.json()["error"]["code"] == "SEQUENCE_GAP"
    assert refusal.json()["error"]["details"] == [{"field": "next_sequence", "message": "3"}]


def test_a_worker_that_was_replaced_can_not_write_any_more(announce: Announce, student: httpx.Client) -> None:
    run = announce()
    report(student, run, batch(0, 1, epoch=1))
    refusal = report(student, run, batch(1, 1, epoch=0))
    assert (refusal.status_code, refusal.json()["error"]["code"]) == (409, "STALE_EPOCH")


def test_what_is_not_a_number_is_recorded_as_missing(announce: Announce, student: httpx.Client) -> None:
    run = announce()
    values = '{"train/explained_variance": NaN, "a": -Infinity, "b": 1}'
    text = f'{{"events": [{{"sequence": 0, "step": 1, "seconds": 0.1, "kind": "metrics", "values": {values}}}]}}'
    assert report(student, run, text).status_code == 200
    found = {each["name"]: each["values"] for each in student.get(f"/runs/{run['id']}/metrics").json()["series"]}
    assert found == {"train/explained_variance": [None], "a": [None], "b": [1.0]}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"step": -1}, "events.0.step"),
        ({"sequence": 1.5}, "events.0.sequence"),
        ({"kind": "party"}, "events.0.kind"),
        ({"values": {"<b>": 1}}, "events.0.values.<b>.[key]"),
        ({"values": {str(number): 1 for number in range(65)}}, "events.0.values"),
        ({"text": "x" * 4001}, "events.0.text"),
        ({"colour": "red"}, "events.0.colour"),
        ({"kind": "status"}, "events.0"),
    ],
)
def test_a_wrong_event_is_refused_by_the_name_of_its_field(
    announce: Announce, student: httpx.Client, wrong: dict[str, Any], field: str
) -> None:
    run = announce()
    refusal = report(student, run, {"events": [event(0) | wrong]})
    assert refusal.status_code == 422
    assert [each["field"] for each in refusal.json()["error"]["details"]] == [field]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"total_timesteps": 0}, "total_timesteps"),
        ({"seed": -1}, "seed"),
        ({"where": "cloud"}, "where"),
        ({"where": "platform"}, "course_id"),
        ({"hyperparameters": {"x": "y" * 20_000}}, "hyperparameters"),
        ({"hyperparameters": {"x": "\0"}}, "hyperparameters"),
        ({"environment": ""}, "environment"),
        ({"role": "admin"}, "role"),
    ],
)
def test_a_wrong_announcement_is_refused_by_the_name_of_its_field(
    student: httpx.Client, wrong: dict[str, Any], field: str
) -> None:
    body = {"algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 1000} | wrong
    refusal = student.post("/runs", json=body)
    assert refusal.status_code == 422
    assert [each["field"] for each in refusal.json()["error"]["details"]] == [field]


def test_a_run_may_not_have_names_without_end_nor_a_batch_bytes(announce: Announce, student: httpx.Client) -> None:
    run = announce()
    for first in range(0, 256, 64):
        values = {f"m{number}": 1.0 for number in range(first, first + 64)}
        assert report(student, run, {"events": [event(first // 64, values=values)]}).status_code == 200
    assert report(student, run, {"events": [event(4, values={"one more": 1.0})]}).status_code == 422
    assert report(student, run, {"events": [event(4, text="x")], "epoch": 0, "padding": "x" * 2**20}).status_code == 413


def test_only_its_own_token_and_its_owner_may_report(
    announce: Announce, student: httpx.Client, neighbour: httpx.Client
) -> None:
    run, other = announce(), announce()
    assert report(student, run | {"ingest_token": other["ingest_token"]}, batch(0, 1)).status_code == 401
    assert neighbour.post(f"/runs/{run['id']}/metrics", json=batch(0, 1)).status_code == 404
    assert student.post(f"/runs/{run['id']}/metrics", json=batch(0, 1)).status_code == 200


def test_others_do_not_learn_that_a_run_is_there_and_staff_see_it_with_their_own_token_only(
    announce: Announce, neighbour: httpx.Client, instructor: httpx.Client, academy: Academy
) -> None:
    run = announce(course_id=COURSE)
    private = announce()
    for verb, path in (("GET", ""), ("DELETE", ""), ("POST", "/stop"), ("GET", "/metrics"), ("GET", "/stream")):
        assert neighbour.request(verb, f"/runs/{run['id']}{path}").status_code == 404
    assert instructor.get(f"/runs/{run['id']}").status_code == 200
    assert instructor.get(f"/runs/{private['id']}").status_code == 404
    with academy.client("learn:instructor") as notebook:
        assert notebook.get(f"/runs/{run['id']}").status_code == 404
        assert run["id"] not in [
            each["id"] for each in notebook.get("/runs", params={"course": COURSE}).json()["items"]
        ]
    shown = instructor.get("/runs", params={"course": COURSE, "limit": 100}).json()["items"]
    assert run["id"] in [each["id"] for each in shown]
    assert private["id"] not in [each["id"] for each in shown]


def test_only_members_of_a_course_run_in_it(academy: Academy) -> None:
    body = {"course_id": COURSE, "algorithm": "PPO", "environment": "CartPole-v1", "total_timesteps": 1000}
    with academy.client("learn:passer-by") as passer_by:
        assert passer_by.post("/runs", json=body).status_code == 403
        assert passer_by.post("/runs", json=body | {"course_id": "nowhere"}).status_code == 404


def test_a_stop_reaches_the_worker_with_its_next_reply_and_what_it_says_last_stays(
    announce: Announce, student: httpx.Client
) -> None:
    run = announce()
    report(student, run, {"events": [event(0, kind="status", status="started")]})
    assert student.post(f"/runs/{run['id']}/stop").status_code == 202
    assert report(student, run, {"events": []}).json()["command"] == "stop"
    ended = event(1, kind="status", status="failed", text="ValueError: \"'<b>")
    assert report(student, run, {"events": [ended]}).json()["command"] is None
    report(student, run, {"events": [event(2, kind="status", status="finished")]})
    shown = student.get(f"/runs/{run['id']}").json()
    assert (shown["status"], shown["reason"], shown["stop_requested"]) == ("failed", "ValueError: \"'<b>", True)


def test_a_run_whose_worker_fell_silent_is_lost_until_it_is_heard_again(
    announce: Announce, student: httpx.Client, academy: Academy
) -> None:
    run = announce()
    report(student, run, {"events": [event(0, kind="status", status="started")]})
    database = Database(academy.database_url)
    with database.transaction() as session:
        session.get_one(TrainingRun, UUID(run["id"])).heard_at -= 2 * LOST_AFTER
    database.close()
    assert student.get(f"/runs/{run['id']}").json()["status"] == "lost"
    report(student, run, {"events": []})
    assert student.get(f"/runs/{run['id']}").json()["status"] == "running"


def test_a_deleted_run_is_gone_with_its_events_and_its_worker_is_refused(
    announce: Announce, student: httpx.Client
) -> None:
    run = announce()
    report(student, run, batch(0, 300))
    assert student.delete(f"/runs/{run['id']}").status_code == 204
    assert student.get(f"/runs/{run['id']}").status_code == 404
    assert report(student, run, batch(300, 1)).status_code == 401


def test_long_series_come_down_sampled_without_losing_their_peaks(announce: Announce, student: httpx.Client) -> None:
    run = announce(total_timesteps=100_000)
    peaks = {1234: 9999.0, 5003: -9999.0}
    for first in range(0, 8000, 1000):
        events = [event(number, values={"x": peaks.get(number, 1.0)}) for number in range(first, first + 1000)]
        assert report(student, run, {"events": events}).status_code == 200
    series = student.get(f"/runs/{run['id']}/metrics", params={"names": "x", "max_points": 50}).json()["series"][0]
    assert series["total_points"] == 8000
    assert len(series["values"]) <= 50
    assert {9999.0, -9999.0} <= set(series["values"])
    assert series["steps"] == sorted(series["steps"])
    part = student.get(f"/runs/{run['id']}/metrics", params={"from_step": 12_000, "to_step": 12_500}).json()["series"][
        0
    ]
    assert part["total_points"] == 51
    assert max(part["values"]) == 9999.0
    assert part["steps"][0] == 12_000


def test_lists_are_paged_newest_first_and_their_query_is_checked(announce: Announce, student: httpx.Client) -> None:
    runs = [announce(environment="Acrobot-v1", name=f"run {number}") for number in range(3)]
    page = student.get("/runs", params={"environment": "Acrobot-v1", "limit": 2}).json()
    assert [each["id"] for each in page["items"]] == [runs[2]["id"], runs[1]["id"]]
    assert (page["page"], page["limit"], page["total"]) == (1, 2, 3)
    assert student.get("/runs", params={"user": "somebody"}).status_code == 422
    assert student.get("/runs", params={"colour": "red"}).status_code == 422
    assert student.put(f"/runs/{runs[0]['id']}", json={"name": "a better name"}).json()["name"] == "a better name"
