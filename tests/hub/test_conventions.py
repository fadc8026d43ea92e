"""What every call has in common: envelope, request ids, ETags, paging, and calls that may be repeated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select

from nbacademy_hub.forum.tables import Thread
from nbacademy_hub.jupyterhub import Hub

from .world import COURSE, HOSTILE, TOKENS, World, error_of, notebook, zip_of

ZIP = {"Content-Type": "application/zip"}


def test_a_refusal_comes_in_the_envelope_with_a_code_for_programs_and_a_sentence_for_people(world: World) -> None:
    for status, code, answer in (
        (401, "UNAUTHENTICATED", world.stranger.get("/courses")),
        (401, "UNAUTHENTICATED", world.client("grade:").get("/courses")),
        (403, "FORBIDDEN", world.outsider.get(f"/courses/{COURSE}/assignments")),
        (404, "NOT_FOUND", world.student.get("/courses/nowhere")),
        (409, "CONFLICT", world.student.post("/enrollments", json={"course_id": COURSE})),
        (400, "MALFORMED", world.student.post("/progress", content=b"{not json")),
        (422, "VALIDATION_ERROR", world.student.post("/progress", json={})),
        (503, "UNAVAILABLE", world.instructor.post(f"/courses/{COURSE}/assignments/ps1/autograde", json={})),
    ):
        assert (answer.status_code, error_of(answer)["code"]) == (status, code), answer.text


def test_when_jupyterhub_fails_the_answer_says_when_to_come_back(world: World) -> None:
    answer = world.client("broken:ada").get("/courses")
    assert answer.status_code == 503
    assert error_of(answer)["code"] == "UNAVAILABLE"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["/nothing", "/courses/alpha/nothing", "/", "", "/runs/", "/users/me/"])
@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE"])
def test_an_unknown_path_is_not_found(world: World, verb: str, path: str) -> None:
    answer = world.student.request(verb, path or "../api")
    assert answer.status_code == 404
    assert error_of(answer)["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("POST", "/courses/alpha"),
        ("PUT", "/courses"),
        ("DELETE", "/users/me"),
        ("PATCH", "/runs"),
        ("OPTIONS", "/runs"),
    ],
)
def test_a_verb_that_a_path_does_not_have_is_refused_in_the_envelope(world: World, verb: str, path: str) -> None:
    answer = world.student.request(verb, path)
    assert answer.status_code == 405
    assert error_of(answer)["code"] == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize("path", ["/users/me", "/courses/nowhere", "/courses/%ff", "/nothing"])
def test_the_callers_request_id_comes_back_also_with_a_refusal(world: World, path: str) -> None:
    given = "my.request-id_1"
    assert world.student.get(path, headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("bad", ["x" * 65, "white space", "<script>", 'a"b', ""])
def test_a_request_id_that_could_harm_a_log_is_replaced(world: World, bad: str) -> None:
    made = [world.student.get("/users/me", headers={"X-Request-ID": bad}).headers["X-Request-ID"] for _ in range(2)]
    assert bad not in made
    assert made[0] != made[1]


@pytest.mark.parametrize(
    "path",
    ["users/me", "courses/alpha", "materials/{material}", "materials/{material}/content", "threads/{thread}",
     "submissions/{submission}", "submissions/{submission}/archive", "runs/{run}", "courses/alpha/assignments/ps1",
     "courses/alpha/assignments/ps1/release", "submissions/{submission}/feedback"],
)  # fmt: skip
def test_a_resource_that_has_not_changed_is_not_sent_again(world: World, path: str) -> None:
    address = f"/{path.format(**world.ids)}"
    first = world.student.get(address)
    again = world.student.get(address, headers={"If-None-Match": first.headers["ETag"]})
    other = world.student.get(address, headers={"If-None-Match": '"another"'})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert other.content == first.content


def test_what_comes_from_an_author_can_only_be_saved_by_a_browser(world: World) -> None:
    answer = world.student.get(f"/materials/{world.ids['material']}/content")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9vil%20%3C%27%26%22%3E.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    feedback = world.student.get(f"/submissions/{world.ids['submission']}/feedback").headers
    assert feedback["Content-Security-Policy"].startswith("sandbox; default-src 'none'; ")


@pytest.mark.parametrize(
    ("query", "field"),
    [("page=0", "page"), ("page=-1", "page"), ("page=x", "page"), ("limit=0", "limit"), ("limit=101", "limit"),
     ("page=1e9", "page"), ("page=99999999999999999999", "page"), ("limit=", "limit"), ("lmit=3", "lmit"),
     ("page=1&page=2", "page"), ("page=\u00b2", "page"), ("difficulty=hard", "difficulty"), ("mine=maybe", "mine"),
     ("q=%00", "q"), ("tags=%00", "tags")],
)  # fmt: skip
def test_a_wrong_query_is_refused_and_named(world: World, query: str, field: str) -> None:
    answer = world.student.get(f"/courses?{query}")
    assert answer.status_code == 422
    assert [detail["field"] for detail in error_of(answer)["details"]] == [field]


def test_a_list_comes_in_pages_that_together_hold_everything_once(world: World) -> None:
    category = world.spare_category()
    for number in range(5):
        world.student.post(f"/categories/{category}/threads", json={"title": f"T{number}", "body": "B"})
    pages = [world.student.get(f"/categories/{category}/threads?limit=2&page={page}").json() for page in (1, 2, 3, 4)]
    assert [len(page["items"]) for page in pages] == [2, 2, 1, 0]
    assert {(page["limit"], page["total"]) for page in pages} == {(2, 5)}
    assert sorted(item["title"] for page in pages for item in page["items"]) == ["T0", "T1", "T2", "T3", "T4"]


def test_a_new_thing_is_created_with_its_address(world: World) -> None:
    run = {"algorithm": "PPO", "environment": "E", "total_timesteps": 1}
    for path, body in ((f"/categories/{world.ids['category']}/threads", {"title": "T", "body": "B"}), ("/runs", run)):
        answer = world.student.post(path, json=body)
        assert answer.status_code == 201
        there = world.student.get(f"{world.academy.origin}{answer.headers['Location']}")
        assert there.json()["id"] == answer.json()["id"]


def test_the_course_is_known_by_its_slug_and_by_its_id(world: World) -> None:
    by_id = world.student.get(f"/courses/{world.ids['course_id']}")
    assert by_id.json() == world.student.get(f"/courses/{COURSE}").json()


def test_courses_are_found_by_text_and_by_tags_whatever_stands_in_them(world: World) -> None:
    tags = ["é", 'a "quoted" one', "100%", "back\\slash", "Ünïcode_tag"]
    course = world.spare_course()
    with world.database.transaction() as session:
        session.merge(course).tags = tags
    for tag in tags:
        found = world.student.get("/courses", params={"tags": tag}).json()["items"]
        assert [item["slug"] for item in found] == [course.slug], tag
    assert world.student.get("/courses", params={"tags": ",".join(tags)}).json()["total"] == 1
    for part in ("_tag", "100", "quoted", "%"):
        assert world.student.get("/courses", params={"tags": part}).json()["total"] == 0, part
    assert world.student.get("/courses", params={"q": "COURSE alph"}).json()["total"] == 1
    assert world.student.get("/courses", params={"q": "%"}).json()["total"] == 0


def posted(client: httpx.Client, path: str, key: str, **body: Any) -> httpx.Response:
    return client.post(path, headers={"Idempotency-Key": key, **body.pop("headers", {})}, **body)


def retried_calls(world: World) -> list[tuple[str, dict[str, Any]]]:
    archive = {"content": zip_of({"ps1.ipynb": notebook()}), "headers": ZIP}
    selection = {"submission_ids": [world.ids["submission"]]}
    return [
        (f"/categories/{world.ids['category']}/threads", {"json": {"title": "Once", "body": "only"}}),
        (f"/threads/{world.ids['thread']}/posts", {"json": {"body": "only"}}),
        (f"/courses/{COURSE}/categories", {"json": {"title": f"Once {world.spare_category()}"}}),
        ("/enrollments", {"json": {"course_id": world.spare_course().slug}}),
        ("/progress", {"json": {"material_id": world.ids["material"], "percentage": 3}}),
        (f"/courses/{COURSE}/assignments/ps1/submissions", archive),
        (f"/courses/{COURSE}/assignments/ps1/release", {"json": {}}),
        (f"/courses/{COURSE}/assignments/ps1/feedback/release", {"json": selection}),
        (f"/posts/{world.ids['post']}/solution", {"json": {}}),
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_call_repeated_with_its_key_answers_what_the_first_one_answered(world: World, number: int) -> None:
    path, body = retried_calls(world)[number]
    key = f"key-<'&\">-{number}"
    first = posted(world.instructor, path, key, **body)
    again = posted(world.instructor, path, key, **body)
    assert first.status_code < 300, first.text
    assert (again.status_code, again.json()) == (first.status_code, first.json())


def test_a_key_used_for_another_call_is_a_conflict_and_another_persons_key_is_none(world: World) -> None:
    path = f"/threads/{world.ids['thread']}/posts"
    first = posted(world.student, path, "a key", json={"body": "one"})
    other = posted(world.student, path, "a key", json={"body": "two"})
    elsewhere = posted(
        world.student, "/progress", "a key", json={"material_id": world.ids["material"], "percentage": 1}
    )
    theirs = posted(world.classmate, path, "a key", json={"body": "one"})
    assert [first.status_code, other.status_code, elsewhere.status_code, theirs.status_code] == [201, 409, 409, 201]
    assert theirs.json()["id"] != first.json()["id"]


def test_a_refused_call_leaves_its_key_unused(world: World) -> None:
    path = f"/threads/{world.ids['thread']}/posts"
    assert posted(world.student, path, "second try", json={"body": ""}).status_code == 422
    assert posted(world.student, path, "second try", json={"body": "better"}).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, ""])
def test_a_key_of_a_wrong_length_is_refused_and_named(world: World, key: str) -> None:
    answer = posted(world.student, f"/threads/{world.ids['thread']}/posts", key, json={"body": "one"})
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == "Idempotency-Key"


def test_ten_calls_with_one_key_at_the_same_time_make_one_thing(world: World) -> None:
    path, title = f"/categories/{world.ids['category']}/threads", "At the same time"

    def call(_: int) -> httpx.Response:
        with world.academy.client(TOKENS["student"]) as client:
            return posted(client, path, "the same", json={"title": title, "body": "B"})

    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(call, range(10)))
    assert [answer.status_code for answer in answers] == [201] * 10, [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 1
    with world.database.transaction(writes=False) as session:
        assert session.scalar(select(func.count(Thread.id)).where(Thread.title == title)) == 1


def test_people_who_come_for_the_first_time_all_at_once_are_all_let_in(world: World) -> None:
    def call(number: int) -> httpx.Response:
        with world.academy.client(f"learn:newcomer-{number // 4}-{HOSTILE}") as client:
            return client.get("/users/me")

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(call, range(40)))
    assert [answer.status_code for answer in answers] == [200] * 40, {answer.text for answer in answers}
    assert len({answer.json()["id"] for answer in answers}) == 10


def test_a_persons_profile_says_what_their_token_may_do(world: World) -> None:
    server, browser = world.student.get("/users/me").json(), world.client(f"grade:{HOSTILE}").get("/users/me").json()
    assert (server["username"], server["can"]) == (HOSTILE, ["learn"])
    assert browser == server | {"can": ["learn", "grade"]}


def test_membership_is_mirrored_to_the_hubs_groups_when_people_join_and_leave(world: World) -> None:
    course = world.spare_course()
    with ThreadPoolExecutor(8) as threads:
        people = [world.newcomer(None) for _ in range(8)]
        joined = list(threads.map(lambda one: one.post("/enrollments", json={"course_id": course.slug}), people))
    assert {answer.status_code for answer in joined} == {201}
    names = {one.get("/users/me").json()["username"] for one in people}
    assert names <= group(world, f"nbgrader-{course.slug}")
    assert group(world, f"formgrade-{course.slug}") == set()
    assert people[0].delete(f"/enrollments/{joined[0].json()['id']}").status_code == 204
    assert len(names & group(world, f"nbgrader-{course.slug}")) == 7


async def test_jupyterhub_is_asked_once_for_all_who_are_to_be_in_a_group(world: World) -> None:
    asked: list[str] = []

    class Listening(Hub):
        async def request(self, method: str, path: str, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
            asked.append(f"{method} {path}")
            return await super().request(method, path, *args, **kwargs)

    hub = Listening(f"http://127.0.0.1:{world.academy.hub_port}/hub/api", "token")
    known, unknown = ({f"{kind}-{number:02}" for number in range(30)} for kind in ("known", "unknown"))
    for name in known:
        await hub.ensure_user(name)
    everybody = await hub.usernames()
    assert (known & everybody, unknown & everybody) == (known, set())
    asked.clear()
    await hub.set_group("large", known | unknown, everybody)
    assert asked == ["GET /groups/large", "POST /groups/large", "POST /groups/large/users"]
    await hub.set_group("large", unknown)
    assert not [one for one in asked if one.startswith("GET /users/")], "they are too many to be asked for one by one"
    await hub.set_group("large", {"known-00", "unknown-00"})
    assert group(world, "large") == {"known-00"}


def group(world: World, name: str) -> set[str]:
    hub = f"http://127.0.0.1:{world.academy.hub_port}/hub/api/groups/{name}"
    return set(httpx.get(hub, trust_env=False).json()["users"])


def test_health_is_for_the_machine_itself_whatever_a_client_claims(world: World) -> None:
    health = world.stranger.get("/health").json()
    assert set(health["parts"]) == {"database", "jupyterhub", "grading"}
    assert health["parts"]["grading"]["detail"] == "There is no Docker engine: these tests do without."
    assert health["status"] == "degraded"
    for claim in ("10.1.2.3", "127.0.0.1, 10.1.2.3", "nonsense", "127.0.0.1,", "::ffff:10.1.2.3"):
        answer = world.stranger.get("/health", headers={"X-Forwarded-For": claim, "X-Real-IP": "127.0.0.1"})
        assert answer.status_code == 403, claim
        assert error_of(answer)["code"] == "FORBIDDEN"
    assert world.stranger.get("/health", headers={"X-Forwarded-For": "10.1.2.3, ::1"}).status_code == 200


def test_metrics_are_for_the_machine_itself_and_tell_of_requests_queues_and_connections(world: World) -> None:
    assert world.stranger.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 403
    assert world.student.get("/courses/nowhere").status_code == 404
    page = world.stranger.get("/metrics")
    assert page.headers["Content-Type"].startswith("text/plain")
    names = {family.name.removeprefix("nbacademy_") for family in text_string_to_metric_families(page.text)}
    assert {"jobs", "queue", "workers", "programs", "database_connections", "request_seconds"} <= names
    assert 'nbacademy_request_seconds_count{route="Course",status="404",verb="GET"}' in page.text
    # A route's name, never its address: there are as many series as there are routes.
    assert "nowhere" not in page.text


def test_the_description_of_the_api_has_every_call_and_every_reference_leads_somewhere(world: World) -> None:
    described = world.stranger.get("/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    names = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    assert references(described) <= names
    assert described["paths"]["/api/courses/{course}/assignments/{name}/submissions"]["post"]["responses"]["201"]
    operations = [item["operationId"] for verbs in described["paths"].values() for item in verbs.values()]
    assert len(operations) == len(set(operations))


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(item) for item in value.values()))
    return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()
