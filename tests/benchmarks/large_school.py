"""A school that has been at it for years: written into PostgreSQL's tables by the database itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database

MATERIALS_EACH = 20
COURSES_EACH = 5
POSTS_EACH = 10
BIG_COURSE = "course000"
"""The course that everybody is in, with a tenth of all threads."""

ADMIN, INSTRUCTOR = "admin", "instructor"


@dataclass(frozen=True)
class Size:
    """How much there is; every account has progress with each material of its courses."""

    accounts: int
    courses: int
    posts: int

    @property
    def progress(self) -> int:
        """Rows of progress."""
        return self.accounts * COURSES_EACH * MATERIALS_EACH


LARGE = Size(accounts=10_000, courses=200, posts=200_000)
SMALL = Size(accounts=100, courses=200, posts=2_000)

_PEOPLE = """
INSERT INTO accounts (id, username, name, role, created_at, updated_at)
SELECT gen_random_uuid(), 'student' || n, 'Student ' || n, 'student', now() - n * interval '1 minute', now()
FROM generate_series(0, :accounts - 1) n;

INSERT INTO accounts (id, username, name, role, created_at, updated_at)
SELECT gen_random_uuid(), role, role, CASE role WHEN 'admin' THEN 'admin' ELSE 'educator' END, now(), now()
FROM unnest(ARRAY['admin', 'instructor']) role;
"""

_COURSES = """
INSERT INTO courses (id, slug, title, description, difficulty, tags, prerequisites, published, self_enrollment,
                     achievements, created_at, updated_at)
SELECT gen_random_uuid(), 'course' || lpad(n::text, 3, '0'), 'Course ' || n, repeat('About this course. ', 20),
       'beginner', '["statistics"]', '[]', true, true, '[]', now(), now()
FROM generate_series(0, :courses - 1) n;

INSERT INTO sections (id, course_id, key, title, position)
SELECT gen_random_uuid(), id, 'part' || n, 'Part ' || n, n FROM courses, generate_series(0, 3) n;

INSERT INTO materials (id, section_id, key, title, type, position, minutes)
SELECT gen_random_uuid(), id, 'm' || n, 'Lesson ' || n, 'markdown', n, 10
FROM sections, generate_series(0, :materials / 4 - 1) n;

CREATE TEMPORARY TABLE seats ON COMMIT DROP AS
SELECT a.id account_id, c.id course_id
FROM (SELECT id, substr(username, 8)::int n FROM accounts WHERE role = 'student') a
JOIN (SELECT id, substr(slug, 7)::int n FROM courses) c
  ON c.n IN (SELECT CASE k WHEN 0 THEN 0 ELSE 1 + (a.n + k * 37) % (:courses - 1) END
             FROM generate_series(0, :courses_each - 1) k);

INSERT INTO enrollments (id, account_id, course_id, role, enrolled_at)
SELECT gen_random_uuid(), account_id, course_id, 'student', now() FROM seats;

INSERT INTO enrollments (id, account_id, course_id, role, enrolled_at)
SELECT gen_random_uuid(), a.id, c.id, 'instructor', now()
FROM accounts a, courses c WHERE a.username = 'instructor';

INSERT INTO material_progress (id, account_id, material_id, percentage, updated_at)
SELECT gen_random_uuid(), seats.account_id, m.id, 50, now()
FROM seats JOIN sections s ON s.course_id = seats.course_id JOIN materials m ON m.section_id = s.id;
"""

_FORUM = """
INSERT INTO forum_categories (id, course_id, title, description, position, announcements)
SELECT gen_random_uuid(), id, 'Questions', '', 0, false FROM courses;

INSERT INTO forum_threads (id, category_id, author_id, title, locked, pinned, hidden, posts, votes, created_at,
                           updated_at)
SELECT gen_random_uuid(), g.id, a.id, 'Question ' || n, false, false, false, :posts_each, n % 7,
       now() - n * interval '1 minute', now() - n * interval '1 minute'
FROM generate_series(0, :posts / :posts_each - 1) n
JOIN (SELECT g.id, substr(c.slug, 7)::int number FROM forum_categories g JOIN courses c ON c.id = g.course_id) g
  ON g.number = CASE WHEN n % 10 = 0 THEN 0 ELSE n % :courses END
JOIN accounts a ON a.username = 'student' || n % :accounts;

INSERT INTO forum_posts (id, thread_id, author_id, body, hidden, votes, created_at)
SELECT gen_random_uuid(), t.id, t.author_id, repeat('Why does the variance of the estimate not vanish? ', 5), false, 0,
       t.created_at + n * interval '1 second'
FROM forum_threads t, generate_series(0, :posts_each - 1) n;

INSERT INTO forum_documents (post_id, words)
SELECT id, 'question why does the variance of the estimate not vanish' FROM forum_posts;
"""

_NOTIFICATIONS = """
INSERT INTO notification_inboxes (account_id, newest, digested) SELECT id, 20, 0 FROM accounts;

INSERT INTO notifications (id, account_id, number, kind, text, resource, digest, created_at, read_at)
SELECT gen_random_uuid(), id, n, 'reply', 'Somebody replied to you.', 'threads/' || id, false,
       now() - (20 - n) * interval '1 hour', CASE WHEN n < 15 THEN now() END
FROM accounts, generate_series(1, 20) n;
"""


def fill(url: str, size: Size) -> None:
    """Makes the tables of a database, and what is in them."""
    migrate.upgrade(url)
    database = Database(url)
    values = {
        "accounts": size.accounts, "courses": size.courses, "posts": size.posts,
        "materials": MATERIALS_EACH, "courses_each": COURSES_EACH, "posts_each": POSTS_EACH,
    }  # fmt: skip
    with database.engine.begin() as connection:
        for script in (_PEOPLE, _COURSES, _FORUM, _NOTIFICATIONS):
            _execute(connection, script, values)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        progress, posts = (
            connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("material_progress", "forum_posts")
        )
    database.close()
    if (progress, posts) != (size.progress, size.posts):
        raise SystemExit(f"{progress} rows of progress and {posts} posts, not {size}")


def members(size: Size) -> dict[str, list[str]]:
    """The students of each course."""
    found: dict[str, list[str]] = {f"course{number:03}": [] for number in range(size.courses)}
    for account in range(size.accounts):
        for course in courses_of(account, size):
            found[course].append(f"student{account}")
    return found


def courses_of(account: int, size: Size) -> list[str]:
    """The courses of a student."""
    others = (1 + (account + place * 37) % (size.courses - 1) for place in range(1, COURSES_EACH))
    return [BIG_COURSE, *(f"course{number:03}" for number in others)]


def _execute(connection: Connection, script: str, values: dict[str, int]) -> None:
    for statement in filter(str.strip, script.split(";")):
        connection.execute(text(statement), values)
