"""Every call of the API, by everybody who may try: what they get is what the call declares."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from nbacademy_hub.http.audience import EVERYBODY, ROLES, Audience, Role
from nbacademy_hub.permissions import Permission, permissions, permissions_page

from .callers import CALLERS
from .graded import spare_claim, spare_mark, spare_rubric
from .world import COURSE, ESSAY, POLICY_TASK, World, notebook, zip_of

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"
ALLOWED = """
GET    users/me                                                                    200
PUT    users/me                                                                    422
PUT    users/me/password                                                           403
PUT    users/me/email                                                              403
POST   auth/mfa                                                                    403
DELETE auth/mfa                                                                    422
GET    users                                                                       200
GET    users?course=alpha                                                          200
GET    users/{user}                                                                200
DELETE users/{spare_user}                                                          204
PUT    users/{spare_user}/role                                                     200
GET    users/{user}/export                                                         200
GET    users/{user}/guardians                                                      200
PUT    users/{spare_user}/guardians                                                200
GET    users/me/wards                                                              200
GET    users/me/wards/{user}/courses                                               200
GET    role-requests                                                               200
POST   role-requests                                                               201|409
PUT    role-requests/{spare_role_request}                                          200
POST   auth/login                                                                  422
POST   auth/refresh                                                                401
POST   auth/logout                                                                 204
POST   auth/register                                                               422
POST   auth/reset-password                                                         204
POST   auth/confirm-reset                                                          422
POST   auth/verify-email                                                           422
GET    health                                                                      200
GET    metrics                                                                     200
GET    openapi.json                                                                200
GET    audit                                                                       200

GET    courses                                                                     200
GET    courses/alpha                                                               200
POST   courses                                                                     201
PUT    courses/alpha                                                               200
DELETE courses/{spare_own}                                                         204
POST   courses/import                                                              422
GET    courses/alpha/export                                                        409
POST   courses/alpha/publish                                                       409
GET    courses/alpha/versions                                                      200
GET    courses/alpha/versions/1                                                    404
POST   courses/alpha/sections                                                      201
GET    sections/{section}                                                          200
PUT    sections/{section}                                                          200
DELETE sections/{spare_section}                                                    204
POST   sections/{section}/materials                                                201
PUT    materials/{spare_material}                                                  200
DELETE materials/{spare_material}                                                  204
PUT    materials/{spare_material}/content?filename=a.md                            200
GET    materials/{material}                                                        200
GET    materials/{material}/content                                                200

GET    enrollments                                                                 200
POST   enrollments                                                                 201
DELETE enrollments/{spare_enrollment}                                              204
GET    courses/alpha/invitations                                                   200
POST   courses/alpha/invitations                                                   201
DELETE invitations/{spare_invitation}                                              204
POST   courses/alpha/roster                                                        200
GET    users/me/path                                                               200
GET    recommendations                                                             200
GET    achievements                                                                200
GET    courses/alpha/sessions                                                      200
POST   courses/alpha/sessions                                                      201
GET    sessions/{session}/code                                                     200
PUT    sessions/{session}/attendance                                               200|422
GET    attendance                                                                  200
GET    courses/alpha/attendance                                                    200
GET    progress?course_id=alpha                                                    200
POST   progress                                                                    200
GET    courses/alpha/progress                                                      200
GET    courses/alpha/analytics                                                     200

GET    courses/alpha/assignments                                                   200
GET    courses/alpha/assignments/ps1                                               200
PUT    courses/alpha/assignments/ps1                                               200
GET    courses/alpha/assignments/ps1/release                                       200
POST   courses/alpha/assignments/ps1/release                                       200
GET    courses/alpha/assignments/ps1/source                                        200
PUT    courses/alpha/assignments/ps1/source                                        200
GET    courses/alpha/assignments/ps1/versions                                      200
GET    courses/alpha/assignments/ps1/versions/1                                    200
GET    courses/alpha/assignments/ps1/versions/1/release                            200
POST   courses/alpha/assignments/ps1/submissions                                   201
POST   courses/alpha/assignments/ps1/autograde                                     503
GET    courses/alpha/assignments/ps1/regrades                                      200
GET    regrades/{regrade}                                                          200
GET    regrades/{regrade}/results                                                  200
POST   regrades/{regrade}/publish                                                  503
DELETE regrades/{spare_regrade}                                                    204
GET    courses/alpha/queue                                                         200
POST   courses/alpha/assignments/ps1/feedback/release                              202
GET    courses/alpha/gradebook                                                     200
GET    courses/alpha/grades                                                        200
GET    courses/alpha/grading                                                       200
PUT    courses/alpha/grading                                                       200
GET    courses/alpha/groups                                                        200
POST   courses/alpha/groups                                                        201
GET    groups/{group}                                                              200
PUT    groups/{group}                                                              200
DELETE groups/{spare_group}                                                        204
GET    courses/alpha/assignments/ps1/extensions                                    200
PUT    courses/alpha/assignments/ps1/extensions/{user}                             200
DELETE courses/alpha/assignments/ps1/extensions/{spare_late}                       204
PUT    courses/alpha/assignments/ps1/extensions/groups/{group}                     200
DELETE courses/alpha/assignments/ps1/extensions/groups/{spare_late_group}          204
GET    submissions?course=alpha                                                    200
GET    submissions?course=alpha&everyone=true                                      200
GET    submissions/{submission}                                                    200
GET    submissions/{submission}/archive                                            200
GET    submissions/{submission}/feedback                                           200

GET    courses/alpha/assignments/ps1/cells                                         200
GET    courses/alpha/assignments/ps1/cells/essay/marks                             200
POST   courses/alpha/assignments/ps1/cells/essay/claims                            201
GET    courses/alpha/marks/{mark}                                                  200
PUT    courses/alpha/marks/{mark}                                                  200
DELETE courses/alpha/marks/{spare_claim}/claim                                     204
GET    courses/alpha/assignments/ps1/cells/essay/rubric-comments                   200
POST   courses/alpha/assignments/ps1/cells/essay/rubric-comments                   201
PUT    rubric-comments/{rubric}                                                    200
DELETE rubric-comments/{spare_rubric}                                              204
POST   submissions/{submission}/regrade-requests                                   201|409
GET    regrade-requests?course=alpha                                               200
GET    regrade-requests?course=alpha&everyone=true                                 200
GET    regrade-requests/{request}                                                  200
PUT    regrade-requests/{request}                                                  200
POST   regrade-requests/{request}/messages                                         201
GET    courses/alpha/export/nbgrader                                               200
GET    courses/alpha/assignments/ps1/similarity                                    200
POST   courses/alpha/assignments/unreleased/similarity                             202
GET    similarity/{pair}                                                           200

GET    courses/alpha/categories                                                    200
POST   courses/alpha/categories                                                    201
GET    categories/{category}/threads                                               200
POST   categories/{category}/threads                                               201
GET    threads/{thread}                                                            200
POST   threads/{thread}/posts                                                      201
POST   posts/{post}/solution                                                       200
GET    courses/alpha/threads                                                       200
PUT    threads/{spare_thread}                                                      200
PUT    threads/{thread}/subscription                                               200
GET    posts/{post}                                                                200
PUT    posts/{spare_post}                                                          200
DELETE posts/{spare_post}                                                          204
GET    posts/{post}/history                                                        200
PUT    posts/{post}/vote                                                           200
POST   posts/{spare_post}/reports                                                  201
GET    moderation/queue                                                            200
GET    moderation/queue?course=alpha                                               200
GET    events                                                                      200
GET    notifications                                                               200
POST   notifications/read                                                          200
PUT    notifications/{spare_notification}                                          200
PUT    moderation/{spare_report}                                                   200

GET    courses/alpha/quizzes                                                       200
POST   sections/{section}/quizzes                                                  201
GET    quizzes/{quiz}                                                              200
PUT    quizzes/{quiz}                                                              200
DELETE quizzes/{spare_quiz}                                                        204
POST   quizzes/{quiz}/questions                                                    201
PUT    questions/{question}                                                        200
DELETE questions/{spare_question}                                                  204
POST   quizzes/{quiz}/attempts                                                     201
GET    quizzes/{quiz}/analysis                                                     200
POST   materials/{material}/submissions                                            409
GET    attempts                                                                    200
GET    attempts?quiz_id={quiz}&everyone=true                                       200
GET    attempts/{attempt}                                                          200
PUT    attempts/{attempt}                                                          409
PUT    attempts/{attempt}/grade                                                    200

POST   code/execute                                                                503

GET    runs                                                                        200
POST   runs                                                                        201
GET    runs/{run}                                                                  200
PUT    runs/{run}                                                                  200
DELETE runs/{spare_run}                                                            204
POST   runs/{run}/stop                                                             202
GET    runs/{run}/metrics                                                          200
POST   runs/{run}/metrics                                                          200
GET    runs/{run}/stream                                                           400
GET    runs/{run}/artifacts                                                        200
GET    runs/{run}/artifacts/policy.zip                                             200
PUT    runs/{run}/artifacts/policy.zip                                             200
GET    courses/alpha/assignments/ps1/policy                                        200
PUT    courses/alpha/assignments/ps1/policy                                        200
DELETE courses/alpha/assignments/{spare_assignment}/policy                         204
POST   runs/{run}/evaluations                                                      202|409
GET    evaluations                                                                 200
GET    evaluations?course=alpha                                                    200
GET    evaluations?course=alpha&everyone=true                                      200
GET    evaluations/{evaluation}                                                    200
PUT    evaluations/{evaluation}                                                    200
GET    courses/alpha/leaderboard                                                   200
GET    courses/alpha/wall                                                          200
GET    courses/alpha/wall/stream                                                   400
"""
"""What each call answers those who may make it; the things with `spare` in their names are made for each of them."""
# To sign up or in takes long, as it should: nothing is sent for that.
# People of these tests sign in elsewhere: none has a password to change.
# Materials of the course alpha have no files, so it can't be published or exported; none asks for a program.
# A stream that may be watched answers 400 to who doesn't speak WebSocket.
ROWS = [line.split() for line in ALLOWED.splitlines() if line]
NOT_STAFF = EVERYBODY - {"assistant", "instructor", "admin", "course's server"}
NOT_FOR_ALL: dict[str, Audience] = {
    "GET courses/nowhere": Audience(frozenset(), know=frozenset()),
    "GET courses/draft": Audience(frozenset({"admin"}), know=frozenset()),
    "GET courses/alpha/assignments/unreleased": Audience(
        (EVERYBODY - NOT_STAFF) | {"instructor's server"}, know=NOT_STAFF - {"owner", "owner's server", "student"}
    ),
    "DELETE courses/alpha/marks/{claimed}/claim": Audience(frozenset({"assistant"}), know=NOT_STAFF),
}
"""Who gets what is not published or released yet, or of somebody else on the staff: here the declared are told more."""
ARCHIVE = zip_of({"ps1.ipynb": notebook()})
A_CLASS = {"title": "A class", "starts_at": "2026-01-01T10:00:00Z", "ends_at": "2026-01-01T12:00:00Z"}
A_CODE = {"code": "not that of the class"}
CHECKING_IN = {"owner", "owner's server", "student"}
_numbers = iter(range(10**6))


def body_of(world: World, role: Role, verb: str, path: str) -> dict[str, Any]:
    """What a call sends that is not to be refused for what it sends."""
    if path.startswith("materials/") and path.endswith("/submissions"):
        return {"json": {"code": "print(1)"}}
    if path.endswith(("/submissions", "/source", "/import")) and verb != "GET":
        return {"content": ARCHIVE, "headers": {"Content-Type": "application/zip"}}
    if path.endswith("/roster"):
        return {"content": b"username\nclassmate\n", "headers": {"Content-Type": "text/csv"}}
    if path.endswith("/policy.zip") and verb == "PUT":
        return {"content": ARCHIVE}
    if "/content" in path and verb == "PUT":
        return {"content": b"# Of the table"}
    bodies = {
        "PUT users/me/password": lambda: {"current_password": "x", "new_password": "y"},
        "PUT users/me/email": lambda: {"current_password": "x", "email": "a@example.org"},
        "POST auth/mfa": lambda: {"current_password": "x"},
        "PUT users/{spare_user}/role": lambda: {"role": "moderator"},
        "PUT users/{spare_user}/guardians": lambda: {"guardian_ids": []},
        "POST role-requests": lambda: {"role": "student"},
        "PUT role-requests/{spare_role_request}": lambda: {"state": "declined"},
        "POST auth/refresh": lambda: {"refresh_token": "x"},
        "POST auth/reset-password": lambda: {"email": "nobody@example.org"},
        "POST auth/confirm-reset": lambda: {"token": "x", "new_password": "of the table"},
        "POST auth/verify-email": lambda: {"token": "x"},
        "POST courses": lambda: {"slug": f"of-the-table-{next(_numbers)}", "title": "Of the table"},
        "PUT courses/alpha": lambda: {"title": "The course alpha"},
        "POST courses/alpha/sections": lambda: {"title": "Of the table"},
        "PUT sections/{section}": lambda: {"title": "First"},
        "POST sections/{section}/materials": lambda: {"title": "Of the table", "type": "pdf"},
        "PUT materials/{spare_material}": lambda: {"title": "Of the table"},
        "POST courses/alpha/sessions": lambda: A_CLASS,
        "PUT sessions/{session}/attendance": lambda: A_CODE if role in CHECKING_IN else _marks(world),
        "POST enrollments": lambda: {"course_id": _joinable(world)},
        "POST progress": lambda: {"material_id": world.ids["material"], "percentage": 1},
        "POST courses/alpha/categories": lambda: {"title": f"Of the table {next(_numbers)}"},
        "POST categories/{category}/threads": lambda: {"title": "Title", "body": "Body"},
        "POST threads/{thread}/posts": lambda: {"body": "Body"},
        "PUT threads/{spare_thread}": lambda: {"title": "Another title"},
        "PUT threads/{thread}/subscription": lambda: {"subscribed": True},
        "PUT posts/{spare_post}": lambda: {"body": "Another body"},
        "PUT posts/{post}/vote": lambda: {"useful": True},
        "POST posts/{spare_post}/reports": lambda: {"reason": "Of the table"},
        "POST notifications/read": lambda: {"number": 0},
        "PUT notifications/{spare_notification}": lambda: {"read": True},
        "PUT moderation/{spare_report}": lambda: {"action": "dismiss"},
        "PUT courses/alpha/assignments/ps1": lambda: {"due_at": "2026-01-01T00:00:00Z", "feedback": "on_release"},
        "POST courses/alpha/groups": lambda: {"name": f"Of the table {next(_numbers)}"},
        "PUT groups/{group}": lambda: {"name": "Of the table", "members": [world.ids["user"]]},
        "PUT courses/alpha/assignments/ps1/extensions/{user}": lambda: {"attempts_limit": 5},
        "PUT courses/alpha/assignments/ps1/extensions/groups/{group}": lambda: {"minutes_allowed": 5},
        "POST courses/alpha/assignments/ps1/cells/essay/claims": lambda: {"mark_id": spare_mark(world), "minutes": 1},
        "PUT courses/alpha/marks/{mark}": lambda: {"version": _version(world), "score": 1},
        "POST courses/alpha/assignments/ps1/cells/essay/rubric-comments": lambda: {"text": "Why?"},
        "PUT rubric-comments/{rubric}": lambda: {"text": "Why not?"},
        "POST submissions/{submission}/regrade-requests": lambda: {"grade_id": "mean-tests", "text": "Look"},
        "PUT regrade-requests/{request}": lambda: {"state": "open"},
        "POST regrade-requests/{request}/messages": lambda: {"text": "Hm"},
        "POST sections/{section}/quizzes": lambda: {"title": "Of the table"},
        "PUT quizzes/{quiz}": lambda: {"title": "Of the table"},
        "POST quizzes/{quiz}/questions": lambda: {"question": ESSAY.model_dump()},
        "PUT questions/{question}": lambda: {"question": ESSAY.model_dump()},
        "PUT attempts/{attempt}": lambda: {"answers": {}},
        "PUT attempts/{attempt}/grade": lambda: {"question_id": world.ids["question"], "score": 1},
        "POST code/execute": lambda: {"code": "print(1)"},
        "POST runs": lambda: {"algorithm": "PPO", "environment": "E", "total_timesteps": 1, "course_id": COURSE},
        "PUT runs/{run}": lambda: {"name": "Another name"},
        "POST runs/{run}/metrics": lambda: {"events": []},
        "PUT courses/alpha/assignments/ps1/policy": lambda: POLICY_TASK.model_dump(mode="json"),
        "PUT evaluations/{evaluation}": lambda: {"show_name": True},
    }
    made = bodies.get(f"{verb} {path}")
    return {"json": made() if made else {}} if verb in {"POST", "PUT"} else {}


def _marks(world: World) -> dict[str, Any]:
    return {"marks": [{"user_id": world.ids["user"], "presence": "present"}]}


def _version(world: World) -> str:
    mark = world.admin.get(f"/courses/{COURSE}/marks/{world.ids['mark']}")
    return str(mark.json()["version"])


def _joinable(world: World) -> str:
    course = world.spare_course()
    (mine,) = [
        item
        for item in world.student.get("/enrollments?limit=100").json()["items"]
        if item["course_id"] == str(course.id)
    ]
    assert world.student.delete(f"/enrollments/{mine['id']}").status_code == 204
    return course.slug


def ask(world: World, role: Role, verb: str, path: str) -> httpx.Response:
    makers = {"spare_rubric": lambda: spare_rubric(world), "spare_claim": lambda: spare_claim(world, CALLERS[role])}
    spare = {name: (makers.get(name) or getattr(world, name))() for name in re.findall(r"{(spare_\w+)}", path)}
    address = f"/{path.format(**world.ids, **spare)}"
    # Who makes a course teaches it from then on: somebody who does nothing else here.
    client = world.educator() if (role, path) == ("educator", "courses") else world.client(CALLERS[role])
    if path == "events":
        # What it answers never ends.
        with client.stream(verb, address) as answer:
            return answer
    return client.request(verb, address, **body_of(world, role, verb, path))


@cache
def permission_of(verb: str, path: str) -> Permission:
    """What the first route declares that has such a path: with this query, if it says more of it."""
    bare, _, query = path.partition("?")
    asked = {permission: permission.call.partition("?") for permission in permissions()}
    of_route = [one for one in asked if re.fullmatch(re.sub(r"{\w+}", "[^/]+", asked[one][0]), f"{verb} /{bare}")]
    return next((one for one in of_route if asked[one][2] and asked[one][2] in query), of_route[0])


def expected(role: Role, permission: Permission, allowed: str) -> set[int]:
    refused = 401 if role == "stranger" else 403
    return {"allowed": {*map(int, allowed.split("|"))}, "refused": {refused}, "hidden": {404}}[permission.outcome(role)]


def check(world: World, permission: Permission, verb: str, path: str, allowed: str) -> None:
    answers = {role: ask(world, role, verb, path) for role in ROLES}
    wrong = {
        role: (answer.status_code, answer.text[:200])
        for role, answer in answers.items()
        if answer.status_code not in expected(role, permission, allowed)
    }
    assert not wrong


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_everybody_gets_from_a_call_what_it_declares(world: World, row: list[str]) -> None:
    verb, path, allowed = row
    check(world, permission_of(verb, path), verb, path, allowed)


@pytest.mark.parametrize("call", NOT_FOR_ALL)
def test_what_is_not_for_all_who_may_make_a_call_is_hidden_from_the_others(world: World, call: str) -> None:
    verb, path = call.split()
    power = permission_of(verb, path).power
    check(world, Permission("", call, power, NOT_FOR_ALL[call]), verb, path, "200|204")


def test_every_call_that_is_declared_is_made() -> None:
    assert {permission_of(verb, path) for verb, path, _ in ROWS} == set(permissions())


def test_the_page_on_permissions_is_made_of_what_calls_declare() -> None:
    made = "make it again: python -m nbacademy_hub.permissions > docs/permissions.md"
    assert PAGE.read_text() == permissions_page(), made
