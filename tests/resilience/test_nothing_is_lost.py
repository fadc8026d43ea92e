"""Whatever is killed while students hand in: each receipt ends as exactly one verdict, and no sandbox is left."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from nbacademy_hub.assignments.tables import Submission
from nbacademy_hub.execution.cluster import NO_ENGINE, NO_WORKER
from nbacademy_hub.execution.tables import GradingJob

from .school import School

CLIENTS = 20
WORKERS = 2
TOLD_SECONDS = 60
#: `make resilience` has 25, which takes a quarter of an hour.
SUBMISSIONS_EACH = int(os.environ.get("NBATEST_SUBMISSIONS_EACH", "2"))
PAUSE_SECONDS = 3.0
REAPED_SECONDS = 90
FINAL = {"graded", "needs_manual_grade", "failed"}
SECONDS_FOR_EACH = 15.0


def test_who_waits_for_an_engine_or_a_worker_is_told_so_and_is_graded_once_there_is_one(school: School) -> None:
    school.engine.kill()
    assert_waits(school, "ann", NO_ENGINE)
    school.engine.start()
    for number in range(WORKERS):
        school.farm.kill(f"worker-{number}")
    assert_waits(school, "bob", NO_WORKER)
    school.farm.start()
    assert set(wait_for_verdicts(school)) == {"graded"}
    assert school.grading() == {"state": "ok", "detail": f"{WORKERS} workers"}


def assert_waits(school: School, name: str, waits_for: str) -> None:
    """Somebody hands in, and is told what it waits for."""
    school.hand_in(name, times=1)
    (*_, receipt) = school.receipts
    deadline = time.monotonic() + TOLD_SECONDS
    while ((told := school.told(name, receipt))["queue"] or {}).get("waits_for") != waits_for:
        assert time.monotonic() < deadline, (told, school.academy.log()[-3000:])
        time.sleep(0.2)
    assert school.grading() == {"state": "down", "detail": waits_for}


def test_each_receipt_ends_as_one_verdict_whatever_is_killed(school: School) -> None:
    with ThreadPoolExecutor(CLIENTS + 1) as threads:
        clients = [threads.submit(school.hand_in, f"student-{number}", SUBMISSIONS_EACH) for number in range(CLIENTS)]
        wreck(school)
        for client in clients:
            client.result()
    statuses = wait_for_verdicts(school)
    assert statuses == Counter({"graded": len(school.receipts)})
    assert_each_has_one_verdict(school)


def test_no_sandbox_is_left_when_the_workers_have_ended(school: School) -> None:
    school.farm.stop()
    # The service's reaper takes those of workers that were killed.
    deadline = time.monotonic() + REAPED_SECONDS
    while school.containers() or list(school.runtime.iterdir()):
        assert time.monotonic() < deadline, school.containers()
        time.sleep(1)


def wreck(school: School) -> None:
    """Kills each part in a random order, again and again, and starts it again a moment later."""
    chance = random.Random(4711)
    for _ in range(SUBMISSIONS_EACH // 2):
        for part in chance.sample(["service", "worker-0", "scheduler", "engine", "service, gently"], 5):
            time.sleep(PAUSE_SECONDS)
            kill(school, part)
            school.farm.start()


def kill(school: School, part: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} kill {part}", flush=True)
    if part.startswith("service"):
        end = school.academy.kill if part == "service" else school.academy.stop
        end()
        time.sleep(1)
        school.academy.start()
    elif part == "engine":
        school.engine.kill()
        time.sleep(1)
        school.engine.start()
    else:
        school.farm.kill(part)
        time.sleep(1)


def wait_for_verdicts(school: School) -> Counter[str]:
    """How many submissions ended how, once none waits any more."""
    database = school.database()
    deadline = time.monotonic() + 120 + SECONDS_FOR_EACH * CLIENTS * SUBMISSIONS_EACH
    while True:
        with database.transaction(writes=False) as session:
            counts = session.execute(select(Submission.status, func.count()).group_by(Submission.status)).all()
        statuses = Counter({status: count for status, count in counts})
        if set(statuses) <= FINAL:
            database.close()
            return statuses
        assert time.monotonic() < deadline, (statuses, school.academy.log()[-3000:])
        time.sleep(1)


def assert_each_has_one_verdict(school: School) -> None:
    database = school.database()
    with database.transaction(writes=False) as session:
        scores = {row.id: row.score for row in session.scalars(select(Submission))}
        graded = (GradingJob.state == "done") & (GradingJob.kind == "grade")
        jobs = Counter(session.scalars(select(GradingJob.submission_id).where(graded)))
        unfinished = session.scalar(select(func.count()).where(GradingJob.state != "done"))
    database.close()
    assert scores == school.receipts
    assert jobs == Counter(dict.fromkeys(school.receipts, 1))
    assert unfinished == 0
