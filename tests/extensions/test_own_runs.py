"""What the page of a run's chart asks of a run in the home."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from .notebook_server import NotebookServer


@pytest.fixture
def run_id(server: NotebookServer) -> str:
    found = str(uuid4())
    folder = server.home / ".nbacademy" / "runs" / found
    folder.mkdir(parents=True)
    (folder / "job.json").write_text("{}")
    return found


def test_a_wish_reaches_the_runs_folder_without_a_kernel(ada: httpx.Client, server: NotebookServer, run_id: str):
    folder = server.home / ".nbacademy" / "runs" / run_id
    for wish in ("pause", "checkpoint", "stop"):
        assert ada.post(f"academy/workspace/runs/{run_id}/{wish}").status_code == 202
        assert (folder / wish).exists()
    assert ada.post(f"academy/workspace/runs/{run_id}/resume").status_code == 202
    assert not (folder / "pause").exists()


def test_a_video_of_a_run_is_shown(ada: httpx.Client, server: NotebookServer, run_id: str):
    checkpoints = server.home / ".nbacademy" / "runs" / run_id / "checkpoints"
    checkpoints.mkdir()
    (checkpoints / "step-0000000100.gif").write_bytes(b"GIF89a")
    video = ada.get(f"academy/workspace/runs/{run_id}/videos/step-0000000100.gif")
    assert (video.status_code, video.headers["Content-Type"], video.content) == (200, "image/gif", b"GIF89a")
    missing = ada.get(f"academy/workspace/runs/{run_id}/videos/step-0000000200.gif")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "VIDEO_NOT_FOUND")
    assert ada.get(f"academy/workspace/runs/{run_id}/videos/../../job.json").status_code == 404


def test_what_is_no_run_and_no_wish_is_not_found(ada: httpx.Client, run_id: str):
    unknown = ada.post(f"academy/workspace/runs/{uuid4()}/stop")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "RUN_NOT_FOUND")
    assert ada.post(f"academy/workspace/runs/{run_id}/erase").status_code == 404
    assert ada.post("academy/workspace/runs/../../job.json/stop").status_code == 404


def test_only_the_owner_may_ask(server: NotebookServer, run_id: str):
    with server.client("eve") as eve:
        assert eve.post(f"academy/workspace/runs/{run_id}/stop").status_code == 403
    assert not (server.home / ".nbacademy" / "runs" / run_id / "stop").exists()
