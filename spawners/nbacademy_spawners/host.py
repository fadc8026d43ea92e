"""Makes the host ready for notebook servers, and tells the rest in environment variables what it found."""

from __future__ import annotations

from collections.abc import Mapping

from . import engine, network

LOUD = """
 ┌──────────────────────────────────────────────────────────────────────────────────────┐
 │ There is no Docker engine. Notebooks run as plain processes of this machine, with     │
 │ nothing between them and your files: for a trial on your own machine only.            │
 │ Grading and code execution are off until there is one.                                │
 └──────────────────────────────────────────────────────────────────────────────────────┘
"""


def prepare(environ: Mapping[str, str]) -> dict[str, str]:
    """What to add to the environment: the network's name and gateway, or why servers are local processes."""
    reason = "NBACADEMY_SPAWNER is local" if environ.get("NBACADEMY_SPAWNER") == "local" else engine.ensure()
    if reason is not None:
        print(f"{LOUD} The reason: {reason}\n", flush=True)
        return {"NBACADEMY_SPAWNER": "local", "NBACADEMY_WITHOUT_DOCKER_REASON": reason}
    ports = [
        int(environ.get(f"NBACADEMY_{name}_PORT", default)) for name, default in (("HUB", 8081), ("SERVICE", 10101))
    ]
    found = network.ensure(environ.get("NBACADEMY_INSTANCE", "nbacademy"), ports)
    return {"NBACADEMY_NETWORK": found.name, "NBACADEMY_GATEWAY": found.gateway}
