"""The command `nbacademy-hub`: `demo` starts the platform with the shipped course, `start` without it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from nbacademy_hub import demo
from nbacademy_hub.db import migrate
from nbacademy_hub.settings import Settings, SettingsError

CONFIGURATION = Path(__file__).resolve().parents[2] / "jupyterhub_config.py"
UP_SECONDS = 120


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(prog="nbacademy-hub", description=__doc__)
    parser.add_argument("action", choices=("demo", "start", "migrate"))
    action = parser.parse_args().action
    try:
        settings = Settings.read(os.environ)
    except SettingsError as error:
        sys.exit(f"nbacademy-hub: {error}")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings.data.chmod(0o700)
    migrate.upgrade(settings.database)
    if action == "migrate":
        return
    if action == "demo":
        demo.seed(settings)
        threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    _run_hub(settings)


def _run_hub(settings: Settings) -> None:
    from jupyterhub.app import JupyterHub  # noqa: PLC0415  # slow to import, and needless to migrate

    # A shell that started us in the background made us deaf to SIGINT, and all that we start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(settings.environment())
    os.environ["PATH"] = f"{sys.prefix}/bin:{os.environ['PATH']}"
    JupyterHub.launch_instance(["-f", str(CONFIGURATION)])


def _announce(settings: Settings) -> None:
    address = f"http://127.0.0.1:{settings.port}/services/academy/api/health"
    deadline = time.monotonic() + UP_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):  # our own address
                print(demo.describe(settings), flush=True)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    print("nbacademy did not come up in time: see the messages above.", flush=True)
