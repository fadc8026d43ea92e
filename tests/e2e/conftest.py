"""The people of the walk: a newcomer who learns, the course's educator, and the admin, each with a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.installation import Installation

from .lab import ARGUMENTS, SLOW_MILLISECONDS, Person, chromium

expect.set_options(timeout=SLOW_MILLISECONDS)


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots go: tests/artifacts/."""
    folder = Path(__file__).parents[1] / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def student(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts, "student")


@pytest.fixture(scope="package")
def educator(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts, "educator")


@pytest.fixture(scope="package")
def admin(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts, "admin")


def person(browser: Browser, installation: Installation, artifacts: Path, name: str) -> Iterator[Person]:
    """Somebody with a window of their own, in whose pages no script failed."""
    someone = Person(browser, installation.url, artifacts, name)
    yield someone
    someone.see(f"last-of-{someone.name}")
    someone.close()
    assert someone.errors == []
