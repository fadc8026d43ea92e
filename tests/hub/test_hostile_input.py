"""Whatever is sent, the answer is a refusal in the envelope or a success: never a fault of ours."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from nbacademy.protocol.accounts import (
    AccountCreate,
    EmailChange,
    EmailVerify,
    Login,
    MeUpdate,
    PasswordChange,
    PasswordReset,
    PasswordResetConfirm,
    Refresh,
    SecondFactorRemoval,
    SecondFactorUpdate,
)
from nbacademy.protocol.assignments import (
    AssignmentRelease,
    AssignmentSettings,
    Autograde,
    CourseGrading,
    Selection,
)
from nbacademy.protocol.attendance import AttendanceUpdate, ClassSessionCreate
from nbacademy.protocol.courses import CourseCreate, CourseUpdate, MaterialCreate, MaterialUpdate, SectionUpdate
from nbacademy.protocol.deadlines import ExtensionUpdate, GroupUpdate
from nbacademy.protocol.evaluations import EvaluationUpdate, PolicyTask, RunEvaluate
from nbacademy.protocol.execution import Program
from nbacademy.protocol.forum import (
    CategoryCreate,
    ModerationUpdate,
    PostCreate,
    PostUpdate,
    ReportCreate,
    Subscription,
    ThreadCreate,
    ThreadUpdate,
    VoteUpdate,
)
from nbacademy.protocol.learning import EnrollmentCreate, InvitationCreate, ProgressMark
from nbacademy.protocol.marking import (
    ClaimCreate,
    MarkPut,
    RegradeMessageCreate,
    RegradeRequestCreate,
    RegradeRequestUpdate,
    RubricCommentCreate,
)
from nbacademy.protocol.notifications import NotificationsRead, NotificationUpdate
from nbacademy.protocol.people import GuardiansUpdate, RoleRequestCreate, RoleRequestUpdate, RoleUpdate
from nbacademy.protocol.quizzes import AttemptGrade, AttemptUpdate, CodeSubmission, QuestionCreate, QuizCreate
from nbacademy.protocol.shape import Shape
from nbacademy.protocol.training import MetricsBatch, RunCreate, RunUpdate
from nbacademy_hub.app import API

from .world import COURSE, ESSAY, HOSTILE, World, error_of, notebook, zip_of

LONG = "x" * 100_000
A_LINK = {
    "title": "T",
    "position": 1,
    "minutes": 5,
    "url": "https://example.org/a",
    "assignment": None,
    "quiz_id": None,
}
A_COURSE = {
    "title": "T", "description": "D", "difficulty": "advanced", "tags": ["a"], "prerequisites": ["beta"],
    "self_enrollment": False,
}  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**31, 2**63, 2**64, -(2**70), 1e308, 0.1, "", " ", "\0", "a\0b", "\ud800", "\U0001f600",
    "’", HOSTILE, LONG, "%00", "../../etc/passwd", "'; DROP TABLE accounts; --", "{{7*7}}", "2026-01-01",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000", [], [[]], {}, [None],
    {"a": {"b": []}}, [1] * 2000,
)  # fmt: skip
BODIES: dict[str, tuple[str, type[Shape], dict[str, Any]]] = {
    "sign-up": (
        "POST auth/register", AccountCreate,
        {"email": "hostile@example.org", "password": "a long one", "name": "N", "role": "educator"},
    ),
    "profile": (
        "PUT users/me", MeUpdate,
        {"name": "instructor", "bio": "B", "locale": "pt-BR", "notifications": {"reply": "digest", "role": "none"}},
    ),
    "role": ("PUT users/{user}/role", RoleUpdate, {"role": "student"}),
    "guardians": ("PUT users/{spare_user}/guardians", GuardiansUpdate, {"guardian_ids": []}),
    "role request": ("POST role-requests", RoleRequestCreate, {"role": "student", "reason": "R"}),
    "decided request": ("PUT role-requests/{user}", RoleRequestUpdate, {"state": "granted"}),
    "login": ("POST auth/login", Login, {"email": "a@example.org", "password": "P", "otp": "1"}),
    "refresh token": ("POST auth/refresh", Refresh, {"refresh_token": "T"}),
    "forgotten password": ("POST auth/reset-password", PasswordReset, {"email": "nobody@example.org"}),
    "password by link": ("POST auth/confirm-reset", PasswordResetConfirm, {"token": "T", "new_password": "a long one"}),
    "address by link": ("POST auth/verify-email", EmailVerify, {"token": "T"}),
    "password": ("PUT users/me/password", PasswordChange, {"current_password": "P", "new_password": "a long one"}),
    "address": ("PUT users/me/email", EmailChange, {"current_password": "P", "email": "a@example.org"}),
    "second factor": ("POST auth/mfa", SecondFactorUpdate, {"current_password": "P", "code": "123456"}),
    "no second factor": ("DELETE auth/mfa", SecondFactorRemoval, {"code": "123456"}),
    "course": ("POST courses", CourseCreate, {"slug": "hostile", **A_COURSE}),
    "changed course": ("PUT courses/{other_course}", CourseUpdate, A_COURSE),
    "section": ("POST courses/{other_course}/sections", SectionUpdate, {"title": "T", "position": 1}),
    "material": ("POST sections/{section}/materials", MaterialCreate, {"type": "link", **A_LINK}),
    "changed material": ("PUT materials/{link}", MaterialUpdate, {**A_LINK, "section_id": "{section}"}),
    "enrollment": ("POST enrollments", EnrollmentCreate, {"course_id": COURSE, "code": "ABC"}),
    "invitation": (
        "POST courses/{other_course}/invitations", InvitationCreate,
        {"role": "assistant", "expires_at": "9999-01-01T00:00:00Z", "uses_limit": 3},
    ),
    "class": (
        "POST courses/{other_course}/sessions", ClassSessionCreate,
        {"title": "T", "starts_at": "2026-01-01T10:00:00Z", "ends_at": "2026-01-01T12:00:00Z", "late_minutes": 5,
         "code_seconds": 30},
    ),
    "attendance": ("PUT sessions/{session}/attendance", AttendanceUpdate, {"code": "123", "marks": None}),
    "progress": ("POST progress", ProgressMark, {"material_id": "{material}", "percentage": 1}),
    "category": (
        "POST courses/alpha/categories", CategoryCreate, {"title": "T", "description": "D", "announcements": False}
    ),
    "thread": (
        "POST categories/{category}/threads", ThreadCreate,
        {"title": "T", "body": "B", "material_id": "{material}", "cell_id": "cell-1"},
    ),
    "changed thread": (
        "PUT threads/{spare_thread}", ThreadUpdate, {"title": "T", "locked": False, "pinned": False, "hidden": False}
    ),
    "subscription": ("PUT threads/{thread}/subscription", Subscription, {"subscribed": True}),
    "changed post": ("PUT posts/{spare_post}", PostUpdate, {"body": "B"}),
    "vote": ("PUT posts/{spare_post}/vote", VoteUpdate, {"useful": True}),
    "report": ("POST posts/{spare_post}/reports", ReportCreate, {"reason": "R"}),
    "read notifications": ("POST notifications/read", NotificationsRead, {"number": 1}),
    "read notification": ("PUT notifications/{spare_notification}", NotificationUpdate, {"read": True}),
    "decided report": ("PUT moderation/{spare_report}", ModerationUpdate, {"action": "dismiss"}),
    "post": ("POST threads/{thread}/posts", PostCreate, {"body": "B", "parent_id": "{post}"}),
    "release": (
        "POST courses/alpha/assignments/ps1/release", AssignmentRelease,
        {"version": 1, "title": "T", "due_at": "2026-01-01T00:00:00Z", "feedback": "on_release"},
    ),
    "selection": (
        "POST courses/alpha/assignments/ps1/feedback/release", Selection, {"submission_ids": ["{submission}"]}
    ),
    "autograde": (
        "POST courses/alpha/assignments/ps1/autograde", Autograde,
        {"submission_ids": ["{submission}"], "only": "all", "preview": False},
    ),
    "settings": (
        "PUT courses/alpha/assignments/unreleased", AssignmentSettings,
        {"title": "T", "due_at": "2026-01-01T00:00:00Z", "late_policy": "linear", "late_percent_per_day": 10,
         "late_floor_percent": 50, "feedback": "after_due", "attempts_limit": 3, "minutes_allowed": 60,
         "cell_seconds": 60, "memory_mib": 512},
    ),
    "course's grading": (
        "PUT courses/{other_course}/grading", CourseGrading,
        {"late_policy": "grace_days", "late_percent_per_day": 10, "late_floor_percent": 50, "grace_days": 3,
         "feedback": "after_due", "attempts_limit": 3, "minutes_allowed": 60},
    ),
    "group": ("POST courses/{other_course}/groups", GroupUpdate, {"name": "G", "members": []}),
    "extension": (
        "PUT courses/alpha/assignments/ps1/extensions/{user}", ExtensionUpdate,
        {"due_at": "2027-01-01T00:00:00Z", "attempts_limit": 3, "minutes_allowed": 60, "note": "N"},
    ),
    "mark": (
        "PUT courses/alpha/marks/{mark}", MarkPut,
        {"version": "seen", "score": 1, "extra_credit": 0, "comment": "C", "rubric_comment_ids": ["{rubric}"]},
    ),
    "claim": (
        "POST courses/alpha/assignments/ps1/cells/mean-tests/claims", ClaimCreate, {"mark_id": "{mark}", "minutes": 1}
    ),
    "rubric comment": (
        "POST courses/alpha/assignments/ps1/cells/essay/rubric-comments", RubricCommentCreate,
        {"text": "T", "points": 1},
    ),
    "regrade request": (
        "POST submissions/{submission}/regrade-requests", RegradeRequestCreate,
        {"grade_id": "essay", "notebook": "ps1", "text": "T"},
    ),
    "regrade message": ("POST regrade-requests/{request}/messages", RegradeMessageCreate, {"text": "T"}),
    "regrade decision": (
        "PUT regrade-requests/{request}", RegradeRequestUpdate, {"state": "open", "resolution": "R"}
    ),
    "quiz": (
        "POST sections/{section}/quizzes", QuizCreate,
        {"title": "T", "description": "D", "minutes_allowed": 5, "attempts_limit": 2, "pass_percent": 60,
         "shuffle": False, "show_answers": "never", "due_at": "2027-01-01T00:00:00Z"},
    ),
    "question": (
        "POST quizzes/{quiz}/questions", QuestionCreate, {"question": ESSAY.model_dump(), "position": 1}
    ),
    "attempt": ("PUT attempts/{attempt}", AttemptUpdate, {"answers": {}, "final": True}),
    "code submission": ("POST materials/{material}/submissions", CodeSubmission, {"code": "C", "language": "bash"}),
    "program": (
        "POST code/execute", Program,
        {"code": "print(1)", "language": "bash", "stdin": "S", "test_cases": [{"code": "C", "expected": "E"}]},
    ),
    "attempt's grade": (
        "PUT attempts/{attempt}/grade", AttemptGrade, {"question_id": "{question}", "score": 1, "comment": "C"}
    ),
    "run": (
        "POST runs", RunCreate,
        {"course_id": COURSE, "name": "N", "algorithm": "A", "environment": "E", "hyperparameters": {"a": 1},
         "total_timesteps": 1, "seed": 1, "where": "notebook"},
    ),
    "policy task": (
        "PUT courses/alpha/assignments/{spare_assignment}/policy", PolicyTask,
        {"environment": "E", "episodes": 20, "confidence": 0.9, "threshold": 1, "floor": 0, "points": 1,
         "perturbations": [{"name": "N", "physics": {"g": 2}, "observation_noise": 0.1, "action_delay": 1,
                            "threshold": 1, "points": 1}]},
    ),
    "policy": ("POST runs/{instructors_run}/evaluations", RunEvaluate, {"assignment": "ps1", "show_name": True}),
    "consent": ("PUT evaluations/{evaluation}", EvaluationUpdate, {"show_name": True}),
    "run's name": ("PUT runs/{instructors_run}", RunUpdate, {"name": "N"}),
    "metrics": (
        "POST runs/{instructors_run}/metrics", MetricsBatch,
        {"epoch": 0, "events": [{"sequence": 0, "step": 0, "seconds": 0, "kind": "metrics", "values": {"a": 1}}]},
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def ids(world: World) -> dict[str, str]:
    """The student's things, and a run of the instructor's."""
    run = {"algorithm": "PPO", "environment": "E", "total_timesteps": 1}
    instructors_run = world.instructor.post("/runs", json=run).json()["id"]
    link = world.instructor.post(f"/sections/{world.ids['section']}/materials", json={"type": "link", **A_LINK})
    return world.ids | {
        "link": link.json()["id"],
        "instructors_run": instructors_run, "other_course": world.spare_course_of("instructor", "instructor"),
        "spare_user": world.spare_user(), "spare_notification": world.spare_notification(),
        "spare_assignment": world.spare_assignment(),
        "spare_thread": world.spare_thread(), "spare_post": world.spare_post(), "spare_report": world.spare_report(),
    }  # fmt: skip


def filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, str) and value.startswith("{"):
        return value.format(**ids)
    if isinstance(value, list):
        return [filled(item, ids) for item in value]
    return {name: filled(item, ids) for name, item in value.items()} if isinstance(value, dict) else value


def variations(good: dict[str, Any]) -> Iterator[Any]:
    """A good body with one field made hostile, some fields made so, and what is no object at all."""
    chance = random.Random(7)
    for field in good:
        yield from ({**good, field: value} for value in VALUES)
        yield {name: value for name, value in good.items() if name != field}
    for value in VALUES:
        yield value
        yield {name: chance.choice(VALUES) for name in good}
    events = good.get("events")
    if events:
        for field in (*events[0], "text", "status"):
            yield from ({**good, "events": [{**events[0], field: value}]} for value in VALUES)
        yield from (
            {**good, "events": [{**events[0], "values": {name: 1}}]} for name in VALUES if isinstance(name, str)
        )


def checked(answer: httpx.Response, what: object) -> None:
    # Without Docker there is no grading, which is said with 503.
    assert answer.status_code < 500 or answer.status_code == 503, f"{answer.status_code} to {str(what)[:300]}"
    if answer.status_code >= 400:
        error_of(answer)


@pytest.mark.parametrize("name", BODIES)
def test_no_body_makes_a_fault(world: World, ids: dict[str, str], name: str) -> None:
    call, _, good = BODIES[name]
    verb, path = call.format(**ids).split()
    refused = 0
    for body in variations(filled(good, ids)):
        answer = world.instructor.request(verb, f"/{path}", content=json.dumps(body))
        checked(answer, body)
        refused += answer.status_code in {400, 422}
    assert refused > len(VALUES)


@pytest.mark.parametrize("name", BODIES)
def test_an_unknown_field_is_refused_and_named(world: World, ids: dict[str, str], name: str) -> None:
    call, shape, good = BODIES[name]
    verb, path = call.format(**ids).split()
    assert set(shape.model_fields) == set(good)
    # A role may be asked for when one signs up; nowhere else does the word mean anything.
    slipped_in = "role" if "role" not in good else "is_admin"
    answer = world.instructor.request(verb, f"/{path}", json={**filled(good, ids), slipped_in: "admin"})
    assert answer.status_code == 422
    assert [detail["field"] for detail in error_of(answer)["details"]] == [slipped_in]


def test_every_body_of_the_api_is_among_those_that_are_tried() -> None:
    taken = {
        verb.declaration.takes
        for _, handler in API
        for verb in (getattr(handler, name) for name in ("post", "put", "delete"))
        if hasattr(verb, "declaration") and isinstance(verb.declaration.takes, type)
    }
    assert taken == {shape for _, shape, _ in BODIES.values()}


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b"\xff\xfe\xfa", 400), (b"nul", 400), (b"{'a': 1}", 400), (b"\x00", 400), (b'{"a": 1}}', 400),
     (b"1" * 10_000, 400), (b"[]", 422), (b'"text"', 422), (b"null", 422), (b"NaN", 422), (b"", 422),
     (b'{"material_id": NaN, "percentage": Infinity}', 422), (b"\xef\xbb\xbf{}", 422)],
)  # fmt: skip
def test_what_is_not_json_is_malformed_and_what_is_no_object_is_invalid(
    world: World, content: bytes, status: int
) -> None:
    answer = world.student.post("/progress", content=content)
    assert answer.status_code == status, answer.text
    error_of(answer)


@pytest.mark.parametrize("depth", [50, 150, 250, 900, 990, 1000, 1500, 5000, 100_000, 500_000])
def test_json_of_any_depth_is_refused(world: World, ids: dict[str, str], depth: int) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = opening * depth + "1" + closing * depth
        for path, body in (
            ("/progress", f'{{"material_id": {deep}}}'),
            (
                "/runs",
                f'{{"algorithm": "A", "environment": "E", "total_timesteps": 1, "hyperparameters": {{"a": {deep}}}}}',
            ),
        ):
            answer = world.student.post(path, content=body.encode())
            assert answer.status_code in ({400, 413, 422} if depth > 200 or path == "/progress" else {201}), answer.text
            checked(answer, depth)


def test_a_body_of_many_megabytes_is_too_large(world: World) -> None:
    answer = world.student.post("/progress", content=b'{"material_id": "' + b"x" * 20_000_000 + b'"}')
    assert answer.status_code == 413
    assert error_of(answer)["code"] == "TOO_LARGE"


NAMES = [
    "%00", "a%00b", "%F0%9F%98%80", "..%2f..%2fetc%2fpasswd", "..", "%2e%2e", "x" * 10_000, "%3Cscript%3E",
    "'%20or%201=1", "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:" + "0" * 32, "%0d%0aX:%20y", "-1", "1e5", "%E2%80%AE", "\u00b2", "*", "%25", "_", "alpha%20", "ALPHA",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=[name[:20] for name in NAMES])
def test_no_name_in_a_path_makes_a_fault(world: World, name: str) -> None:
    for pattern, handler in API:
        if "(" not in pattern:
            continue
        for path in {pattern.replace("([^/]+)", name), pattern.replace("([^/]+)", COURSE, 1).replace("([^/]+)", name)}:
            if httpx.URL(f"{world.academy.url}/{path}").path.endswith(f"/courses/{COURSE}"):
                continue  # where other tests are at work
            for verb in (
                verb for verb in ("get", "post", "put", "delete") if hasattr(getattr(handler, verb), "declaration")
            ):
                answer = world.instructor.request(verb.upper(), f"{world.academy.url}/{path}")
                checked(answer, (verb, path[:200]))
                assert answer.status_code >= 400 or name not in path or name in {".."}, (verb, path[:200])


QUERIED = {
    "courses": COURSE, "assignments": "ps1", "cells": "essay", "marks": "{mark}", "categories": "{category}",
    "threads": "{thread}", "runs": "{run}", "regrades": "{regrade}", "regrade-requests": "{request}",
    "wards": "{user}", "posts": "{post}",
}  # fmt: skip
"""What stands for what in an address that takes a query."""


def test_no_query_makes_a_fault(world: World) -> None:
    for pattern, handler in API:
        query = getattr(getattr(handler.get, "declaration", None), "query", None)
        if query is None:
            continue
        path = pattern
        for kind, one in QUERIED.items():
            path = path.replace(f"{kind}/([^/]+)", f"{kind}/{one.format(**world.ids)}")
        assert "(" not in path
        needed = {"course": COURSE} if path in {"submissions", "regrade-requests"} else {}
        for field in (info.alias or name for name, info in query.model_fields.items()):
            for value in VALUES:
                if isinstance(value, str) and value not in {LONG, "\ud800"}:
                    checked(world.instructor.get(f"/{path}", params={**needed, field: value}), (path, field, value))


def test_an_assignment_whose_name_is_no_folder_is_refused(world: World) -> None:
    archive = zip_of({"ps1.ipynb": notebook()})
    for name in ("..", "a%2Fb", ".hidden", "a b", "x" * 65, "%00", "%F0%9F%98%80", "a%22b"):
        url = f"{world.academy.url}/courses/{COURSE}/assignments/{name}/source"
        answer = world.instructor.put(url, content=archive, headers={"Content-Type": "application/zip"})
        assert answer.status_code in {404, 422}, (name, answer.text)
        error_of(answer)


@pytest.mark.parametrize("field", ["title", "feedback"])
def test_a_release_can_not_take_away_what_an_assignment_must_have(world: World, field: str) -> None:
    answer = world.instructor.post(f"/courses/{COURSE}/assignments/ps1/release", json={field: None})
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == field


@pytest.mark.parametrize(
    "path",
    ["courses/alpha?page=²", "courses/alpha?page=" + "9" * 5000, "courses/%00", "submissions/x", "?x=%00",
     "courses/a%00/formgrader"],
    ids=["superscript", "long", "null", "id", "query", "formgrader"],
)  # fmt: skip
def test_no_address_of_a_page_makes_a_fault(world: World, path: str) -> None:
    answer = world.instructor.get(f"{world.academy.origin}/services/academy/{path}")
    assert answer.status_code < 500, answer.text
    assert answer.headers["Content-Type"].startswith("text/html")


def test_pages_show_hostile_names_as_text(world: World) -> None:
    for path in ("", "courses/alpha", f"submissions/{world.ids['submission']}"):
        page = world.instructor.get(f"{world.academy.origin}/services/academy/{path}")
        assert page.status_code == 200
        assert HOSTILE not in page.text
        assert "<script" not in page.text
    assert "testuser&lt;&#x27;&amp;&quot;&gt;" in page.text.replace("&#39;", "&#x27;")
