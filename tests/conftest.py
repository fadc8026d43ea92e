"""What all tests share: whether there is Docker, and one running installation for those that need it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from nbacademy_spawners import engine
from nbacademy_spawners.images import notebook_image

from .installation import Installation
from .provider import Provider

NEEDS_DOCKER = {"docker_image", "installation"}
NEEDS_ROOT = {"private_engine"}


def pytest_configure(config: pytest.Config) -> None:
    """Without Docker the suite does not pass by itself: whoever runs it must say that this is meant."""
    os.environ.setdefault("NBACADEMY_POOL_SIZE", "2")  # a class's worth of waiting sandboxes would only cost time here
    reason = engine.reason_unavailable()
    if reason is not None and os.environ.get("NBACADEMY_WITHOUT_DOCKER") != "1":
        raise pytest.UsageError(
            f"There is no Docker engine ({reason}), so notebook servers, sandboxes and grading cannot be tested. "
            "Set NBACADEMY_WITHOUT_DOCKER=1 to run the other tests."
        )


def pytest_report_header(config: pytest.Config) -> str | None:
    """Says what is left out."""
    if engine.reason_unavailable() is not None:
        return "There is no Docker engine: tests of notebook servers, sandboxes and grading are left out (deselected)."
    if os.geteuid() != 0:
        return "This user is not root: tests that kill a Docker engine of their own are left out (deselected)."
    return None


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Puts all tests of the one installation on one worker; leaves out what needs Docker, or root, and has none."""
    for item in items:
        if "installation" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("installation"))
    missing = NEEDS_DOCKER if engine.reason_unavailable() is not None else NEEDS_ROOT if os.geteuid() != 0 else set()
    left_out = [item for item in items if missing.intersection(getattr(item, "fixturenames", ()))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def docker_image() -> str:
    """The notebook image, which make has built."""
    return notebook_image(os.environ)


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """An OpenID provider and LTI platform at which people of the installation may sign in."""
    running = Provider()
    yield running
    running.close()


@pytest.fixture(scope="session")
def installation(
    docker_image: str, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One running installation with the shipped course, for all tests of a run."""
    elsewhere = {**provider.settings(), "LTI_COURSES": "17=ppo101"}
    running = Installation(tmp_path_factory.mktemp("installation"), IMAGE=docker_image, **elsewhere)
    try:
        running.start()
        yield running
    finally:
        running.remove()
