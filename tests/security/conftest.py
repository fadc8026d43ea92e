"""Actors: two students with servers, an educator with one, all of one installation."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.installation import Installation

from .people import Neighbour, newcomer


@pytest.fixture(scope="package")
def mallory(installation: Installation) -> Iterator[Neighbour]:
    """A student of the course who means harm."""
    name = "<img src=x onerror=alert(1)> O'<b>Mallory"
    browser = newcomer(installation, name, f"mallory-{secrets.token_hex(3)}@example.org")
    somebody = Neighbour(installation, browser)
    assert somebody.call("POST", "enrollments", json={"course_id": "ppo101"}).status_code == 201
    yield somebody
    browser.close()


@pytest.fixture(scope="package")
def educator(installation: Installation) -> Iterator[Neighbour]:
    """The course's instructor, whose notebook server has the token of a notebook server."""
    browser = installation.sign_in("educator@example.org")
    yield Neighbour(installation, browser)
    browser.close()
