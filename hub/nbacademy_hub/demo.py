"""The demo: three accounts and the shipped courses, made once and kept."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from nbacademy.protocol.accounts import PlatformRole
from nbacademy_graders.entry import run
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.accounts.tables import Account
from nbacademy_hub.courses import service as courses
from nbacademy_hub.courses.importing import import_folder
from nbacademy_hub.db.base import now
from nbacademy_hub.db.engine import Database
from nbacademy_hub.files import FileStore
from nbacademy_hub.learning import service as learning
from nbacademy_hub.settings import Settings

PASSWORD = "nbacademy-demo"  # noqa: S105  # a demo's, and printed
ACCOUNTS: tuple[tuple[str, PlatformRole], ...] = (("student", "student"), ("educator", "educator"), ("admin", "admin"))
COURSES = Path(__file__).resolve().parents[2] / "courses"


def seed(settings: Settings) -> None:
    """Makes the demo's accounts and loads the shipped courses. Safe to run again: what is there is kept."""
    database = Database(settings.database, settings.data)
    files = FileStore(settings.files)
    with database.transaction() as session:
        for name, role in ACCOUNTS:
            email = f"{name}@example.org"
            if not session.scalar(select(Account.id).where(Account.email == email)):
                account = accounts.register(session, f"Demo {name}", email, PASSWORD, role=role)
                account.email_verified_at = now()
    for manifest in sorted(COURSES.glob("*/course.yaml")):
        changed = import_folder(manifest.parent, database, files, settings, run)
        print(f"The course in {manifest.parent.name}/ {'has been loaded' if changed else 'is up to date'}.", flush=True)
    with database.transaction() as session:
        educator = session.scalars(select(Account).where(Account.email == "educator@example.org")).one()
        for slug in ("ppo101", "notebooks"):
            learning.add_member(session, educator.id, courses.find(session, slug), "instructor")
    database.close()


def describe(settings: Settings) -> str:
    """What to print when the demo is up."""
    lines = [f"  {name}@example.org" for name, _ in ACCOUNTS]
    address = f"http://{settings.bind}:{settings.port}"
    return "\n".join(
        ["", f"nbacademy is at {address}", "Sign in as one of", *lines, f"with the password {PASSWORD}, or sign up.",
         "Ctrl-C stops everything; what you did is kept.", ""]
    )  # fmt: skip
