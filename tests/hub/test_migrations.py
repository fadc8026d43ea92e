"""From an empty database to the newest schema, back, and again; from several processes at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, MetaData, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from nbacademy_hub.assignments.tables import Assignment, AssignmentVersion, Submission
from nbacademy_hub.db import migrate
from nbacademy_hub.db.base import Base
from nbacademy_hub.db.engine import Database, open_engine
from nbacademy_hub.db.tables import MODULES
from nbacademy_hub.execution.tables import GradingJob
from nbacademy_hub.forum import search
from nbacademy_hub.learning.tables import Enrollment

FORUM = ("forum_categories", "forum_threads", "forum_posts")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def differences(engine: Engine) -> list[object]:
    assert MODULES
    with engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, Base.metadata))


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if is_ours(name)} - {"alembic_version"}


def is_ours(name: str | None, *_: Any) -> bool:
    """Whether the models know of a table or an index: of the databases' own for full-text search they don't."""
    return not (name or "").startswith("forum_search")


def downgrade(url: str, revision: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        command.downgrade(migrate.configuration(url, connection), revision)
    engine.dispose()


def test_the_migrations_make_what_the_models_say(migrated: Database) -> None:
    assert differences(migrated.engine) == []
    assert tables(migrated.engine) == set(Base.metadata.tables)


def test_every_constraint_has_a_name_that_is_not_the_databases_own(migrated: Database) -> None:
    found = inspect(migrated.engine)
    for table in tables(migrated.engine):
        uniques, foreign = found.get_unique_constraints(table), found.get_foreign_keys(table)
        names = [item["name"] for item in (*uniques, *foreign, found.get_pk_constraint(table))]
        assert all(name and name.startswith(("uq_", "fk_", "pk_")) for name in names), (table, names)


def test_all_migrations_can_be_taken_back_and_made_again(database_url: str) -> None:
    revisions = list(ScriptDirectory.from_config(migrate.configuration(database_url)).walk_revisions())
    assert [revision.down_revision is None for revision in revisions] == [False] * (len(revisions) - 1) + [True]
    migrate.upgrade(database_url)
    engine = open_engine(database_url)
    for revision in revisions:
        downgrade(database_url, revision.down_revision if isinstance(revision.down_revision, str) else "base")
    assert tables(engine) == set()
    migrate.upgrade(database_url)
    assert differences(engine) == []
    engine.dispose()


def test_a_database_of_the_spine_keeps_every_row_and_every_rule(database_url: str) -> None:
    """Old rows of assignments, submissions and jobs: their tables are changed, on SQLite even made anew."""
    migrate.upgrade(database_url, "20261121_spine")
    engine = open_engine(database_url)
    old = MetaData()
    old.reflect(engine)
    ids = {name: uuid4() for name in ("accounts", "courses", "assignments", "submissions", *FORUM)}
    links = {"course_id": ids["courses"], "assignment_id": ids["assignments"], "submission_id": ids["submissions"],
             "category_id": ids["forum_categories"], "thread_id": ids["forum_threads"],
             "author_id": ids["accounts"]}  # fmt: skip
    texts = {"role": "student", "difficulty": "beginner", "feedback": "immediately", "status": "graded",
             "kind": "grade", "state": "done", "released": 1, "title": "Ça va"}  # fmt: skip
    with engine.begin() as connection:
        of_assignments = ("assignments", "assignment_versions", "submissions", "grading_jobs")
        for name in ("accounts", "courses", *of_assignments, *FORUM):
            row = {"id": ids.get(name, uuid4()), "account_id": ids["accounts"], **links, **texts}
            columns = old.tables[name].columns
            made = {column.name: row.get(column.name, _anything(column)) for column in columns if not column.nullable}
            connection.execute(insert(old.tables[name]).values(_as_stored(made, engine)))
    migrate.upgrade(database_url)
    with Database(database_url).transaction(writes=False) as session:
        assert session.scalars(select(Assignment.feedback)).all() == ["immediately"]
        assert session.scalars(select(Submission.id)).all() == [ids["submissions"]]
        assert session.scalars(select(GradingJob.priority)).all() == [0]
        assert len(session.scalars(select(AssignmentVersion.number)).all()) == 1
        assert session.scalars(search.threads_with(session, "CA va x")).all() == [ids["forum_threads"]]
    checks = {check["name"] for table in tables(engine) for check in inspect(engine).get_check_constraints(table)}
    models = {rule.name for table in Base.metadata.tables.values() for rule in table.constraints}
    assert {name for name in models if str(name).startswith("ck_")} == checks
    downgrade(database_url, "20261121_spine")
    with engine.connect() as connection:
        assert connection.execute(select(old.tables["assignments"].c.feedback)).scalars().all() == ["immediately"]
        assert len(connection.execute(select(old.tables["grading_jobs"].c.id)).all()) == 1
    engine.dispose()


def _anything(column: Column[Any]) -> Any:
    kind = column.type.python_type
    return {"str": "x", "int": 1, "float": 1.0, "bool": False, "datetime": NOON, "dict": []}.get(kind.__name__)


def _as_stored(row: dict[str, Any], engine: Engine) -> dict[str, Any]:
    """SQLite's reflected columns know no UUIDs."""
    plain = engine.dialect.name == "sqlite"
    return {name: value.hex if plain and isinstance(value, UUID) else value for name, value in row.items()}


def test_to_migrate_what_is_migrated_changes_nothing(migrated: Database) -> None:
    migrate.upgrade(migrated.engine.url.render_as_string())
    assert differences(migrated.engine) == []


def test_processes_that_migrate_at_the_same_time_do_not_harm_each_other(database_url: str) -> None:
    program = "import sys; from nbacademy_hub.db import migrate; migrate.upgrade(sys.argv[1])"
    started = [
        subprocess.Popen([sys.executable, "-c", program, database_url], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    ended = [(process.communicate(timeout=120)[1], process.returncode) for process in started]
    assert [code for _, code in ended] == [0] * 3, ended
    engine = open_engine(database_url)
    assert differences(engine) == []
    engine.dispose()


def test_a_database_in_a_folder_with_a_hostile_name_is_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "100% o'clock & <more>"
    url = f"sqlite:///{folder / 'academy.db'}"
    migrate.upgrade(url)
    assert (folder / "academy.db").exists()
    assert quote("%") not in "".join(path.name for path in tmp_path.iterdir())


def test_a_row_that_breaks_a_rule_is_refused_by_the_database(migrated: Database) -> None:
    """SQLite has to be told to look after foreign keys."""
    for values in ({"role": "student"}, {"role": "king"}):
        with pytest.raises(IntegrityError), migrated.transaction() as session:
            session.add(Enrollment(account_id=uuid4(), course_id=uuid4(), **values))
