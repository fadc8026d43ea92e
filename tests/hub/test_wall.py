"""The class wall: how everybody's run is going, and what is probably wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
import websocket

from nbacademy.protocol.training import Event
from nbacademy_hub.training.alerts import alerts
from nbacademy_hub.training.outline import BUCKETS, Outline

from .world import COURSE, World

TOTAL = 1000


def episodes(rewards: Iterable[float], first: int = 0) -> list[Event]:
    """Episodes of ten steps with these rewards."""
    return [
        Event(sequence=first + number, step=10 * (first + number), seconds=0, kind="episode",
              values={"episode/reward": reward})
        for number, reward in enumerate(rewards)
    ]  # fmt: skip


def updates(name: str, values: Iterable[float]) -> list[Event]:
    return [
        Event(sequence=number, step=10 * number, seconds=0, kind="metrics", values={name: value})
        for number, value in enumerate(values)
    ]


RISING, FLAT = [float(number) for number in range(60)], [-200.0] * 60
KL, ENTROPY, LOSS = "train/approx_kl", "train/entropy_loss", "train/value_loss"


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (episodes(RISING), []),
        (episodes(FLAT), ["flat"]),
        (episodes(reversed(RISING)), ["flat"]),
        (episodes([3.0, 5.0, 4.0, 6.0] * 15), ["flat"]),
        (episodes(FLAT[:10]), []),
        (episodes(RISING) + updates(KL, [0.01, 0.2, 0.01, 0.2, 0.01]), []),
        (episodes(RISING) + updates(KL, [0.01] * 9 + [0.08] * 5), ["kl"]),
        (episodes(FLAT) + updates(ENTROPY, [-0.69] + [-0.01] * 5), ["entropy", "flat"]),
        (episodes(RISING) + updates(ENTROPY, [-0.69] + [-0.01] * 5), []),
        (episodes(RISING) + updates(LOSS, [1.0, float("nan")]), ["nan"]),
        (episodes(RISING) + updates("train/explained_variance", [float("nan")]), []),
        (episodes([1.7e308, -1.7e308] * 30) + updates(KL, [1.7e308] * 5), ["kl", "flat"]),
    ],
)  # fmt: skip
def test_an_alert_tells_what_is_wrong_and_none_where_nothing_is(events: list[Event], found: list[str]) -> None:
    outline = Outline()
    for start in range(0, len(events), 7):
        outline = Outline.of(json.loads(json.dumps(outline.stored()))).after(events[start : start + 7], TOTAL)
    told = alerts(outline, 10 * len(events), TOTAL)
    assert [alert.kind for alert in told] == found
    assert all(alert.why.endswith(".") for alert in told)


def test_an_outline_stays_short_however_long_a_run_is() -> None:
    outline = Outline()
    for first in range(0, 3000, 500):
        outline = outline.after(episodes([1.0] * 500, first), TOTAL)
    assert len(outline.curve) == BUCKETS + 1
    assert (sum(bucket.episodes for bucket in outline.curve), outline.curve[-1].step) == (3000, 29990)


def test_staff_see_a_run_from_its_first_event_on_and_follow_it(world: World) -> None:
    student = world.newcomer()
    body = {"algorithm": "PPO", "environment": "E", "total_timesteps": TOTAL, "course_id": COURSE}
    run = student.post("/runs", json=body).json()
    url = f"ws{world.academy.url.removeprefix('http')}/courses/{COURSE}/wall/stream"
    watcher = websocket.create_connection(url, header=["Authorization: token grade:assistant"], timeout=60)

    def follow() -> dict[str, object]:
        """What comes next of this run."""
        while True:
            for one in json.loads(watcher.recv())["runs"]:
                if one["run"]["id"] == run["id"]:
                    return {"steps": one["steps"], "means": one["mean_rewards"], "status": one["run"]["status"]}

    assert follow() == {"steps": [], "means": [], "status": "starting"}
    events = [event.model_dump(mode="json") for event in episodes([2.0, 4.0])]
    assert student.post(f"/runs/{run['id']}/metrics", json={"events": events}).status_code == 200
    assert follow() == {"steps": [0, 10], "means": [2.0, 4.0], "status": "starting"}
    watcher.close()
    shown = [one for page in range(1, 9) for one in wall(world, page) if one["run"]["id"] == run["id"]]
    assert [(one["steps"], one["alerts"]) for one in shown] == [([0, 10], [])]


def wall(world: World, page: int) -> list[Any]:
    items: list[Any] = world.instructor.get(f"/courses/{COURSE}/wall", params={"limit": 100, "page": page}).json()[
        "items"
    ]
    return items
