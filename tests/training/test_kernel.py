"""Runs started in a real kernel do not depend on it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

LESSON = """
import nbacademy as nba
run = nba.train("PPO", "CartPole-v1", total_timesteps=10**7, seed=1)
display(run)
"""


class Kernel:
    """A kernel on its own, as a notebook server starts it."""

    def __init__(self) -> None:
        self.manager = KernelManager(kernel_name="python3")
        self.manager.start_kernel()
        self.client = self._connect()

    def run(self, code: str) -> list[str]:
        """Runs a cell to its end; the MIME types of what it displayed."""
        shown: list[str] = []

        def take(message: dict) -> None:
            assert message["msg_type"] != "error", message["content"]
            if message["msg_type"] == "display_data":
                shown.extend(message["content"]["data"])

        self.client.execute_interactive(code, timeout=60, output_hook=take)
        return shown

    def begin(self, code: str) -> None:
        """Starts a cell and does not wait for it."""
        self.client.execute(code)

    def restart(self) -> None:
        self.client.stop_channels()
        self.manager.restart_kernel(now=True)
        self.client = self._connect()

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def _connect(self) -> BlockingKernelClient:
        client = self.manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        return client


@pytest.fixture
def kernel(notebook_server: Path) -> Iterator[Kernel]:
    kernel = Kernel()
    yield kernel
    kernel.close()


def test_a_run_outlives_interrupt_and_restart_and_stops_while_the_kernel_is_busy(
    kernel: Kernel, notebook_server: Path, student: httpx.Client
) -> None:
    shown = kernel.run(LESSON)
    assert {"application/vnd.jupyter.widget-view+json", "application/vnd.nbacademy.run+json", "text/plain"} <= set(
        shown
    )
    run_id = next(notebook_server.iterdir()).name

    def step() -> int:
        found: int = student.get(f"/runs/{run_id}").json()["step"]
        return found

    def goes_on() -> None:
        before = step()
        until(lambda: step() > before + 500)

    kernel.begin("while True: pass")
    goes_on()
    kernel.manager.interrupt_kernel()
    goes_on()
    kernel.restart()
    goes_on()
    kernel.begin("while True: pass")
    asked = time.monotonic()
    student.post(f"/runs/{run_id}/stop")
    until(lambda: student.get(f"/runs/{run_id}").json()["status"] == "stopped")
    assert time.monotonic() - asked < 5
    kernel.manager.interrupt_kernel()
    kernel.run(f"import nbacademy as nba; run = nba.attach('{run_id}'); assert run.wait() == 'stopped'; display(run)")


def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, os.getloadavg()
        time.sleep(0.1)
