"""The actors: a small platform, Ada's notebook server, Ada in her browser, and a terminal."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from .notebook_server import NotebookServer, environment
from .platform_peer import SERVER_TOKEN, PlatformPeer
from .warm_nbgrader import WarmNbgrader

Terminal = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def running_platform() -> Iterator[PlatformPeer]:
    peer = PlatformPeer()
    yield peer
    peer.close()


@pytest.fixture
def platform(running_platform: PlatformPeer) -> PlatformPeer:
    running_platform.reset()
    return running_platform


@pytest.fixture(scope="session")
def running_server(
    running_platform: PlatformPeer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[NotebookServer]:
    server = NotebookServer(tmp_path_factory.mktemp("server"), running_platform.url, SERVER_TOKEN)
    yield server
    server.close()


@pytest.fixture
def server(platform: PlatformPeer, running_server: NotebookServer) -> NotebookServer:
    for path in running_server.home.iterdir():
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.name != ".runtime":
            shutil.rmtree(path)
    return running_server


@pytest.fixture
def ada(server: NotebookServer) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="session")
def nbgrader() -> Iterator[WarmNbgrader]:
    warm = WarmNbgrader()
    yield warm
    warm.close()


@pytest.fixture
def terminal(platform: PlatformPeer, nbgrader: WarmNbgrader, tmp_path: Path) -> Terminal:
    def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return nbgrader.run(words, tmp_path, environment(tmp_path, platform.url, SERVER_TOKEN) | variables)

    return run
