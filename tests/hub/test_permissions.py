"""Every call of the API, by everybody who may try: what it answers. One line for each call."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from nbacademy_hub.app import API
from nbacademy_hub.http.declaration import VERBS

from .graded import spare_mark, spare_rubric
from .world import COURSE, ESSAY, TOKENS, World, notebook, zip_of

ROLES = tuple(TOKENS)
TABLE = """
                                              stranger     student      assistant     foreigner  instructor's server
                                                  outsider     classmate    instructor    admin      admin's server
                                                                                                         course's server
GET    users/me                                    401 200   200 200   200 200   200 200   200 200   200
PUT    users/me                                    401 422   403 422   422 422   422 422   403 403   422
PUT    users/me/password                           401 403   403 403   403 403   403 403   403 403   403
PUT    users/me/email                              401 403   403 403   403 403   403 403   403 403   403
POST   auth/mfa                                    401 403   403 403   403 403   403 403   403 403   403
DELETE auth/mfa                                    401 422   403 422   422 422   422 422   403 403   422
GET    users                                       401 403   403 403   403 403   403 200   403 403   403
GET    users?course=alpha                          401 403   403 403   200 200   403 200   403 403   200
GET    users/{user}                                401 403   403 403   403 403   403 200   403 403   403
DELETE users/{spare_user}                          401 403   403 403   403 403   403 204   403 403   403
PUT    users/{spare_user}/role                     401 403   403 403   403 403   403 200   403 403   403
GET    users/{user}/export                         401 403   403 403   403 403   403 200   403 403   403
GET    users/{user}/guardians                      401 403   403 403   403 403   403 200   403 403   403
PUT    users/{spare_user}/guardians                401 403   403 403   403 403   403 200   403 403   403
GET    users/me/wards                              401 200   403 200   200 200   200 200   403 403   200
GET    users/me/wards/{user}/courses               401 403   403 403   403 403   403 403   403 403   403
GET    role-requests                               401 403   403 403   403 403   403 200   403 403   403
POST   role-requests                               401 409   403 409   409 409   409 201   403 403   409
PUT    role-requests/{spare_role_request}          401 403   403 403   403 403   403 200   403 403   403
POST   auth/login                                  401 401   401 401   401 401   401 401   401 401   401
POST   auth/refresh                                401 401   401 401   401 401   401 401   401 401   401
POST   auth/logout                                 401 204   204 204   204 204   204 204   204 204   204
POST   auth/register                               201 201   201 201   201 201   201 201   201 201   201
POST   auth/reset-password                         204 204   204 204   204 204   204 204   204 204   204
POST   auth/confirm-reset                          422 422   422 422   422 422   422 422   422 422   422
POST   auth/verify-email                           422 422   422 422   422 422   422 422   422 422   422
GET    health                                      200 200   200 200   200 200   200 200   200 200   200
GET    metrics                                     200 200   200 200   200 200   200 200   200 200   200
GET    openapi.json                                200 200   200 200   200 200   200 200   200 200   200
GET    audit                                       401 403   403 403   403 403   403 200   403 403   403

GET    courses                                     401 200   200 200   200 200   200 200   200 200   200
GET    courses/alpha                               401 200   200 200   200 200   200 200   200 200   200
GET    courses/draft                               401 404   404 404   404 404   404 200   404 404   404
GET    courses/nowhere                             401 404   404 404   404 404   404 404   404 404   404
POST   courses                                     401 403   403 403   403 403   403 201   403 403   403
PUT    courses/alpha                               401 403   403 403   403 200   403 200   200 403   403
DELETE courses/{spare_own}                         401 403   403 403   403 204   403 204   403 403   403
POST   courses/import                              401 403   403 403   403 403   403 422   403 403   403
GET    courses/alpha/export                        401 403   403 403   403 409   403 409   409 403   403
POST   courses/alpha/publish                       401 403   403 403   403 409   403 409   409 403   403
GET    courses/alpha/versions                      401 403   403 403   403 200   403 200   200 403   403
GET    courses/alpha/versions/1                    401 403   403 403   403 404   403 404   404 403   403
POST   courses/alpha/sections                      401 403   403 403   403 201   403 201   201 403   403
GET    sections/{section}                          401 403   200 200   200 200   403 200   200 403   200
PUT    sections/{section}                          401 403   403 403   403 200   403 200   200 403   403
DELETE sections/{spare_section}                    401 403   403 403   403 204   403 204   204 403   403
POST   sections/{section}/materials                401 403   403 403   403 201   403 201   201 403   403
PUT    materials/{spare_material}                  401 403   403 403   403 200   403 200   200 403   403
DELETE materials/{spare_material}                  401 403   403 403   403 204   403 204   204 403   403
PUT    materials/{spare_material}/content?filename=a.md  401 403   403 403   403 200   403 200   200 403   403
GET    materials/{material}                        401 403   200 200   200 200   403 200   200 403   200
GET    materials/{material}/content                401 403   200 200   200 200   403 200   200 403   200

GET    enrollments                                 401 200   200 200   200 200   200 200   200 200   200
POST   enrollments                                 401 201   201 201   201 201   201 201   201 201   201
DELETE enrollments/{spare_enrollment}              401 404   204 404   404 404   404 404   404 404   404
GET    courses/alpha/invitations                   401 403   403 403   200 200   403 200   403 403   200
POST   courses/alpha/invitations                   401 403   403 403   201 201   403 201   403 403   201
DELETE invitations/{spare_invitation}              401 404   403 404   204 204   404 204   403 403   204
POST   courses/alpha/roster                        401 403   403 403   200 200   403 200   403 403   200
GET    users/me/path                               401 200   200 200   200 200   200 200   200 200   200
GET    recommendations                             401 200   200 200   200 200   200 200   200 200   200
GET    achievements                                401 200   200 200   200 200   200 200   200 200   200
GET    courses/alpha/sessions                      401 403   200 200   200 200   403 200   200 403   200
POST   courses/alpha/sessions                      401 403   403 403   201 201   403 201   403 403   201
GET    sessions/{session}/code                     401 404   403 403   200 200   404 200   403 403   200
PUT    sessions/{session}/attendance               401 404   403 403   200 200   404 200   403 404   200
GET    attendance                                  401 200   200 200   200 200   200 200   200 200   200
GET    courses/alpha/attendance                    401 403   200 200   200 200   403 200   200 403   200
GET    progress?course_id=alpha                    401 403   200 200   200 200   403 200   200 403   200
POST   progress                                    401 403   200 200   200 200   403 200   200 403   200
GET    courses/alpha/progress                      401 403   403 403   200 200   403 200   403 403   200

GET    courses/alpha/assignments                   401 403   200 200   200 200   403 200   200 403   200
GET    courses/alpha/assignments/ps1               401 403   200 200   200 200   403 200   200 403   200
GET    courses/alpha/assignments/unreleased        401 403   404 404   200 200   403 200   200 403   200
PUT    courses/alpha/assignments/ps1               401 403   403 403   403 200   403 200   403 403   403
GET    courses/alpha/assignments/ps1/release       401 403   200 200   200 200   403 200   200 403   200
POST   courses/alpha/assignments/ps1/release       401 403   403 403   403 200   403 200   200 403   403
GET    courses/alpha/assignments/ps1/source        401 403   403 403   403 200   403 200   200 403   403
PUT    courses/alpha/assignments/ps1/source        401 403   403 403   403 200   403 200   200 403   403
GET    courses/alpha/assignments/ps1/versions      401 403   403 403   403 200   403 200   200 403   403
GET    courses/alpha/assignments/ps1/versions/1    401 403   403 403   403 200   403 200   200 403   403
POST   courses/alpha/assignments/ps1/submissions   401 403   201 201   201 201   403 201   201 403   201
POST   courses/alpha/assignments/ps1/autograde     401 403   403 403   503 503   403 503   403 403   503
GET    courses/alpha/assignments/ps1/regrades      401 403   403 403   200 200   403 200   403 403   200
GET    regrades/{regrade}                          401 404   403 404   200 200   404 200   403 403   200
GET    regrades/{regrade}/results                  401 404   403 404   200 200   404 200   403 403   200
POST   regrades/{regrade}/publish                  401 404   403 404   503 503   404 503   403 403   503
DELETE regrades/{spare_regrade}                    401 404   403 404   204 204   404 204   403 403   204
GET    courses/alpha/queue                         401 403   403 403   200 200   403 200   403 403   200
POST   courses/alpha/assignments/ps1/feedback/release  401 403   403 403   202 202   403 202   403 403   202
GET    courses/alpha/gradebook                     401 403   403 403   200 200   403 200   403 403   200
GET    courses/alpha/grading                       401 403   200 200   200 200   403 200   200 403   200
PUT    courses/alpha/grading                       401 403   403 403   403 200   403 200   403 403   403
GET    courses/alpha/groups                        401 403   403 403   200 200   403 200   403 403   200
POST   courses/alpha/groups                        401 403   403 403   201 201   403 201   403 403   201
GET    groups/{group}                              401 404   403 404   200 200   404 200   403 403   200
PUT    groups/{group}                              401 404   403 404   200 200   404 200   403 403   200
DELETE groups/{spare_group}                        401 404   403 404   204 204   404 204   403 403   204
GET    courses/alpha/assignments/ps1/extensions    401 403   403 403   200 200   403 200   403 403   200
PUT    courses/alpha/assignments/ps1/extensions/{user}  401 403   403 403   200 200   403 200   403 403   200
DELETE courses/alpha/assignments/ps1/extensions/{spare_late}  401 403   403 403   204 204   403 204   403 403   204
PUT    courses/alpha/assignments/ps1/extensions/groups/{group}  401 403   403 403   200 200   403 200   403 403   200
DELETE courses/alpha/assignments/ps1/extensions/groups/{spare_late_group} 401 403 403 403 204 204 403 204 403 403 204
GET    submissions?course=alpha                    401 403   200 200   200 200   403 200   200 403   200
GET    submissions?course=alpha&everyone=true      401 403   403 403   200 200   403 200   403 403   200
GET    submissions/{submission}                    401 404   200 404   200 200   404 200   404 404   200
GET    submissions/{submission}/archive            401 404   200 404   200 200   404 200   404 404   200
GET    submissions/{submission}/feedback           401 404   200 404   200 200   404 200   404 404   200

GET    courses/alpha/assignments/ps1/cells         401 403   403 403   200 200   403 200   403 403   200
GET    courses/alpha/assignments/ps1/cells/essay/marks  401 403   403 403   200 200   403 200   403 403   200
POST   courses/alpha/assignments/ps1/cells/essay/claims 401 403   403 403   201 201   403 201   403 403   201
GET    courses/alpha/marks/{mark}                  401 403   403 403   200 200   403 200   403 403   200
PUT    courses/alpha/marks/{mark}                  401 403   403 403   200 200   403 200   403 403   200
DELETE courses/alpha/marks/{claimed}/claim         401 403   403 403   204 404   403 404   403 403   404
GET    courses/alpha/assignments/ps1/cells/essay/rubric-comments   401 403 403 403 200 200 403 200 403 403 200
POST   courses/alpha/assignments/ps1/cells/essay/rubric-comments   401 403 403 403 201 201 403 201 403 403 201
PUT    rubric-comments/{rubric}                    401 404   403 404   200 200   404 200   403 403   200
DELETE rubric-comments/{spare_rubric}              401 404   403 404   204 204   404 204   403 403   204
POST   submissions/{submission}/regrade-requests   401 404   201 404   403 403   404 403   404 404   403
GET    regrade-requests?course=alpha               401 403   200 200   200 200   403 200   200 403   200
GET    regrade-requests?course=alpha&everyone=true 401 403   403 403   200 200   403 200   403 403   200
GET    regrade-requests/{request}                  401 404   200 404   200 200   404 200   404 404   200
PUT    regrade-requests/{request}                  401 404   403 404   200 200   404 200   403 403   200
POST   regrade-requests/{request}/messages         401 404   201 404   201 201   404 201   404 404   201
GET    courses/draft/export/nbgrader               401 404   403 404   404 404   404 200   403 403   404
GET    courses/alpha/assignments/ps1/similarity    401 403   403 403   200 200   403 200   403 403   200
POST   courses/alpha/assignments/unreleased/similarity  401 403   403 403   202 202   403 202   403 403   202
GET    similarity/{pair}                           401 404   403 404   200 200   404 200   403 403   200

GET    courses/alpha/categories                    401 403   200 200   200 200   403 200   200 403   200
POST   courses/alpha/categories                    401 403   403 403   403 201   403 201   201 403   403
GET    categories/{category}/threads               401 403   200 200   200 200   403 200   200 403   200
POST   categories/{category}/threads               401 403   201 201   201 201   403 201   201 403   201
GET    threads/{thread}                            401 403   200 200   200 200   403 200   200 403   200
POST   threads/{thread}/posts                      401 403   201 201   201 201   403 201   201 403   201
POST   posts/{post}/solution                       401 403   200 403   200 200   403 200   200 403   200
GET    courses/alpha/threads                       401 403   200 200   200 200   403 200   200 403   200
PUT    threads/{spare_thread}                      401 403   200 403   200 200   403 200   403 403   200
PUT    threads/{thread}/subscription               401 403   200 200   200 200   403 200   200 403   200
GET    posts/{post}                                401 403   200 200   200 200   403 200   200 403   200
PUT    posts/{spare_post}                          401 403   200 403   200 200   403 200   403 403   200
DELETE posts/{spare_post}                          401 403   204 403   204 204   403 204   403 403   204
GET    posts/{post}/history                        401 403   200 403   200 200   403 200   403 403   200
PUT    posts/{post}/vote                           401 403   403 200   200 200   403 200   200 403   200
POST   posts/{spare_post}/reports                  401 403   201 201   201 201   403 201   201 403   201
GET    moderation/queue                            401 403   403 403   200 200   200 200   403 403   403
GET    moderation/queue?course=alpha               401 403   403 403   200 200   403 200   403 403   200
GET    events                                      401 200   200 200   200 200   200 200   200 200   200
GET    notifications                               401 200   200 200   200 200   200 200   200 200   200
POST   notifications/read                          401 200   200 200   200 200   200 200   200 200   200
PUT    notifications/{spare_notification}          401 404   200 404   404 404   404 404   404 404   404
PUT    moderation/{spare_report}                   401 403   403 404   200 200   403 200   403 403   200

GET    courses/alpha/quizzes                       401 403   200 200   200 200   403 200   200 403   200
POST   sections/{section}/quizzes                  401 403   403 403   403 201   403 201   201 403   403
GET    quizzes/{quiz}                              401 403   200 200   200 200   403 200   200 403   200
PUT    quizzes/{quiz}                              401 403   403 403   403 200   403 200   200 403   403
DELETE quizzes/{spare_quiz}                        401 403   403 403   403 204   403 204   204 403   403
POST   quizzes/{quiz}/questions                    401 403   403 403   403 201   403 201   201 403   403
PUT    questions/{question}                        401 403   403 403   403 200   403 200   200 403   403
DELETE questions/{spare_question}                  401 403   403 403   403 204   403 204   204 403   403
POST   quizzes/{quiz}/attempts                     401 403   201 201   201 201   403 201   201 403   201
GET    quizzes/{quiz}/analysis                     401 403   403 403   200 200   403 200   403 403   200
POST   materials/{material}/submissions            401 403   409 409   409 409   403 409   409 403   409
GET    attempts                                    401 200   200 200   200 200   200 200   200 200   200
GET    attempts?quiz_id={quiz}&everyone=true       401 403   403 403   200 200   403 200   200 403   200
GET    attempts/{attempt}                          401 404   200 404   200 200   404 200   200 404   200
PUT    attempts/{attempt}                          401 404   409 404   403 403   404 403   403 404   403
PUT    attempts/{attempt}/grade                    401 404   403 404   200 200   404 200   403 403   200

POST   code/execute                                401 503   503 503   503 503   503 503   503 503   503

GET    runs                                        401 200   200 200   200 200   200 200   200 200   200
POST   runs                                        401 403   201 201   201 201   403 201   201 403   201
GET    runs/{run}                                  401 404   200 404   200 200   404 200   404 404   200
PUT    runs/{run}                                  401 404   200 404   404 404   404 404   404 404   404
DELETE runs/{spare_run}                            401 404   204 404   404 404   404 404   404 404   404
POST   runs/{run}/stop                             401 404   202 404   202 202   404 202   404 404   202
GET    runs/{run}/metrics                          401 404   200 404   200 200   404 200   404 404   200
POST   runs/{run}/metrics                          401 404   200 404   404 404   404 404   404 404   404
GET    runs/{run}/stream                           401 404   400 404   400 400   404 400   404 404   400
"""
# People of these tests sign in elsewhere: none has a password to change.
# Materials of the course alpha have no files, so it can't be published or exported; none asks for a program.
# A stream that may be watched answers 400 to who doesn't speak WebSocket.
ROWS = [line.split() for line in TABLE.splitlines() if re.match(r"[A-Z]+ +\S+ +\d", line)]
ARCHIVE = zip_of({"ps1.ipynb": notebook()})
A_CLASS = {"title": "A class", "starts_at": "2026-01-01T10:00:00Z", "ends_at": "2026-01-01T12:00:00Z"}
_numbers = iter(range(10**6))


def body_of(world: World, verb: str, path: str) -> dict[str, Any]:
    """What a call sends that is not to be refused for what it sends."""
    if path.startswith("materials/") and path.endswith("/submissions"):
        return {"json": {"code": "print(1)"}}
    if path.endswith(("/submissions", "/source", "/import")) and verb != "GET":
        return {"content": ARCHIVE, "headers": {"Content-Type": "application/zip"}}
    if path.endswith("/roster"):
        return {"content": b"username\nclassmate\n", "headers": {"Content-Type": "text/csv"}}
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
        "POST auth/login": lambda: {"email": f"t{next(_numbers)}@example.org", "password": "x"},
        "POST auth/refresh": lambda: {"refresh_token": "x"},
        "POST auth/register": lambda: {
            "email": f"t{next(_numbers)}@example.org",
            "password": "of the table",
            "name": "T",
        },
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
        "PUT sessions/{session}/attendance": lambda: {"marks": [{"user_id": world.ids["user"], "presence": "present"}]},
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
    }
    made = bodies.get(f"{verb} {path}")
    return {"json": made() if made else {}} if verb in {"POST", "PUT"} else {}


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


def ask(world: World, role: str, verb: str, path: str) -> httpx.Response:
    makers = {"spare_rubric": lambda: spare_rubric(world)}
    spare = {name: (makers.get(name) or getattr(world, name))() for name in re.findall(r"{(spare_\w+)}", path)}
    address = f"/{path.format(**world.ids, **spare)}"
    if path == "events":
        # What it answers never ends.
        with world.client(TOKENS[role]).stream(verb, address) as answer:
            return answer
    return world.client(TOKENS[role]).request(verb, address, **body_of(world, verb, path))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_everybody_gets_from_a_call_what_the_table_says(world: World, row: list[str]) -> None:
    verb, path, *expected = row
    answers = {role: ask(world, role, verb, path) for role in ROLES}
    assert {role: answer.status_code for role, answer in answers.items()} == dict(
        zip(ROLES, map(int, expected), strict=True)
    ), {role: answer.text[:200] for role, answer in answers.items()}


def test_every_call_of_the_api_stands_in_the_table() -> None:
    named = {(verb, path.split("?")[0]) for verb, path, *_ in ROWS}
    for pattern, handler in API:
        declared = {verb.upper() for verb in VERBS if hasattr(getattr(handler, verb), "declaration")}
        assert declared, pattern
        for verb in declared:
            assert any(verb == said and re.fullmatch(pattern, path) for said, path in named), f"{verb} {pattern}"
