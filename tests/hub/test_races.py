"""Two people at the same moment, on the same thing: one of them is first, and nobody meets a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx
from sqlalchemy import select

from nbacademy_hub.assignments.regrades.tables import Regrade, RegradeResult
from nbacademy_hub.marking import requests
from nbacademy_hub.marking.tables import RegradeMessage, RegradeRequest

from .world import COURSE, HOSTILE, World, caller, error_of

TIMES = 12


def at_once(*asking: Callable[[], httpx.Response]) -> Counter[int]:
    """The statuses of what is asked again and again, all at the same time."""
    with ThreadPoolExecutor(2 * len(asking)) as threads:
        asked = [threads.submit(ask) for _ in range(TIMES) for ask in asking]
        return Counter(answer.result().status_code for answer in asked)


def test_an_extension_that_is_granted_and_taken_back_at_once(world: World) -> None:
    name = world.spare_assignment()
    who = f"/courses/{COURSE}/assignments/{name}/extensions/{world.spare_late()}"
    found = at_once(
        lambda: world.assistant.put(who, json={"attempts_limit": 3}),
        lambda: world.instructor.delete(who),
        lambda: world.instructor.put(who, json={"attempts_limit": 2}),
    )
    assert found[200] == 2 * TIMES
    assert set(found) <= {200, 204, 404}


def test_a_group_that_is_changed_and_removed_at_once(world: World) -> None:
    group = f"/groups/{world.spare_group()}"
    members = [world.ids["user"], str(world.classmate.get("/users/me").json()["id"])]
    body = {"name": f"Raced {group}", "members": members}
    with ThreadPoolExecutor(4) as threads:
        changed = [threads.submit(world.assistant.put, group, json=body) for _ in range(TIMES)]
        removed = threads.submit(world.instructor.delete, group)
        statuses = {one.result().status_code for one in changed}
    assert removed.result().status_code == 204
    assert statuses <= {200, 404}
    assert world.instructor.get(group).status_code == 404


def test_two_groups_of_one_name_are_never_made(world: World) -> None:
    body = {"name": f"Only one {world.spare_group()}"}
    groups = f"/courses/{COURSE}/groups"
    found = at_once(lambda: world.assistant.post(groups, json=body), lambda: world.instructor.post(groups, json=body))
    assert found == {201: 1, 409: 2 * TIMES - 1}


def test_a_preview_is_published_or_dropped_and_never_both(world: World) -> None:
    """Publishing needs a Docker engine, so here it is the service that is asked."""
    regrade_id = UUID(world.spare_regrade())
    with world.database.transaction() as session:
        session.scalars(select(RegradeResult).where(RegradeResult.regrade_id == regrade_id)).one().state = "done"
    with ThreadPoolExecutor(1) as thread:
        with world.database.transaction() as session:
            row = session.scalars(select(Regrade).where(Regrade.id == regrade_id).with_for_update()).one()
            dropped = thread.submit(world.instructor.delete, f"/regrades/{regrade_id}")
            row.published_at = row.created_at
        assert dropped.result().status_code == 409
    assert world.instructor.get(f"/regrades/{regrade_id}").status_code == 200


def test_a_preview_that_is_dropped_by_many_is_dropped_once(world: World) -> None:
    regrade = f"/regrades/{world.spare_regrade()}"
    found = at_once(lambda: world.assistant.delete(regrade), lambda: world.instructor.delete(regrade))
    assert found == {204: 1, 404: 2 * TIMES - 1}


def test_a_request_that_is_answered_decided_and_opened_again_at_once(world: World) -> None:
    request = f"/regrade-requests/{world.ids['request']}"
    found = at_once(
        lambda: world.student.post(f"{request}/messages", json={"text": "Please"}),
        lambda: world.assistant.put(request, json={"state": "declined"}),
        lambda: world.instructor.put(request, json={"state": "open"}),
    )
    assert set(found) <= {200, 201, 409}
    assert world.instructor.put(request, json={"state": "open"}).status_code == 200


def test_a_comment_that_is_changed_and_removed_at_once(world: World) -> None:
    path = f"/courses/{COURSE}/assignments/ps1/cells/essay/rubric-comments"
    comment = f"/rubric-comments/{world.assistant.post(path, json={'text': 'T'}).json()['id']}"
    found = at_once(
        lambda: world.assistant.put(comment, json={"text": "Better"}), lambda: world.instructor.delete(comment)
    )
    assert set(found) <= {200, 204, 404}
    assert found[204] == 1


def test_a_thread_takes_so_many_messages_and_no_more(world: World) -> None:
    request_id = UUID(world.ids["request"])
    with world.database.transaction() as session:
        student = caller(session, HOSTILE)
        session.get_one(RegradeRequest, request_id).state = "open"
        session.add_all([
            RegradeMessage(request_id=request_id, author_id=student.account_id, text="Again")
            for _ in range(requests.MOST_MESSAGES)
        ])  # fmt: skip
    answer = world.student.post(f"/regrade-requests/{request_id}/messages", json={"text": "And again"})
    assert answer.status_code == 409
    assert "200 messages" in error_of(answer)["message"]
    with world.database.transaction() as session:
        for row in session.scalars(select(RegradeMessage).where(RegradeMessage.text == "Again")):
            session.delete(row)
