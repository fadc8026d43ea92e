"""The audit log: every change stands in it, with who made it and from where, and nothing that stands there goes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from .world import COURSE, HOSTILE, World


def entries(world: World, **query: Any) -> list[dict[str, Any]]:
    answer = world.admin.get("/audit", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_change_is_recorded_with_who_what_on_what_from_where_and_the_requests_id(world: World) -> None:
    thread = f"threads/{world.ids['thread']}/posts"
    sent = {"X-Request-ID": uuid4().hex, "X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    post = world.student.post(f"/{thread}", json={"body": "Recorded"}, headers=sent).json()
    (entry,) = [item for item in entries(world, resource=thread) if item["request_id"] == sent["X-Request-ID"]]
    assert entry["actor"] == {"id": world.ids["user"], "name": HOSTILE}
    assert (entry["action"], entry["resource"], entry["result"]) == ("postPosts", thread, "DONE")
    assert entry["address"] == "203.0.113.9"
    assert f"+forum_posts/{post['id']}" in entry["written"]


def test_what_was_not_allowed_is_recorded_and_what_changed_nothing_is_not(world: World) -> None:
    ids = {name: {"X-Request-ID": uuid4().hex} for name in ("forbidden", "server", "invalid", "read")}
    world.student.post(f"/courses/{COURSE}/categories", json={"title": "No"}, headers=ids["forbidden"])
    world.client("learn:instructor").put(f"/courses/{COURSE}/grading", json={}, headers=ids["server"])
    world.student.post(f"/threads/{world.ids['thread']}/posts", json={}, headers=ids["invalid"])
    world.student.get(f"/threads/{world.ids['thread']}", headers=ids["read"])
    found = {item["request_id"]: item["result"] for item in entries(world)}
    assert [found.get(sent["X-Request-ID"]) for sent in ids.values()] == ["FORBIDDEN", "FORBIDDEN", None, None]


def test_a_call_repeated_with_its_key_is_recorded_once(world: World) -> None:
    thread, sent = f"threads/{world.ids['thread']}/posts", {"Idempotency-Key": uuid4().hex, "X-Request-ID": uuid4().hex}
    for _ in range(2):
        assert world.student.post(f"/{thread}", json={"body": "Once"}, headers=sent).status_code == 201
    assert len([item for item in entries(world) if item["request_id"] == sent["X-Request-ID"]]) == 1


def test_the_log_is_searched_by_actor_action_path_and_time_and_that_is_recorded(world: World) -> None:
    run = world.newcomer().post("/runs", json={"algorithm": "A", "environment": "E", "total_timesteps": 1}).json()
    (entry,) = [item for item in entries(world, action="postRuns") if run["id"] in "".join(item["written"])]
    mine = {"actor": entry["actor"]["id"], "action": "postRuns"}
    assert [item["id"] for item in entries(world, **mine, **{"from": entry["at"]})] == [entry["id"]]
    assert entries(world, **mine, to=entry["at"]) == []
    assert entries(world, **mine, resource="run") == []
    world.admin.get("/audit", params={"resource": "runs"}, headers={"X-Request-ID": "this-reading"})
    (reading,) = [item for item in entries(world, action="getAudit") if item["request_id"] == "this-reading"]
    assert reading["written"] == ["read audit_entries"]


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET result = 'X'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_to_change_the_log(world: World, change: str) -> None:
    assert entries(world)
    with pytest.raises(DatabaseError, match="neither changed nor removed"), world.database.transaction() as session:
        session.execute(text(change))
