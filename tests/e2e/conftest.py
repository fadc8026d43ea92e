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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def student(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts)


@pytest.fixture(scope="module")
def educator(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts)


@pytest.fixture(scope="module")
def admin(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    yield from person(browser, installation, artifacts)


def person(browser: Browser, installation: Installation, artifacts: Path) -> Iterator[Person]:
    """Somebody with a window of their own, in whose pages no script failed."""
    someone = Person(browser, installation.url, artifacts)
    yield someone
    someone.close()
    assert someone.errors == []
