"""The newcomer of the walk: who they are, what they handed in, and the container that their server runs in."""

from __future__ import annotations

import docker
import httpx

from tests.installation import Installation

NAME = "testuser<'&\">"
EMAIL = "ada@example.org"
USERNAME = "ada"
OWN_PASSWORD = "correct-horse-battery"


def server_of(installation: Installation) -> docker.models.containers.Container:
    """The container of their server, found by its environment: its name tells nothing."""
    label = {"label": [f"org.nbacademy.instance={installation.instance}", "org.nbacademy.kind=server"]}
    return next(
        container
        for container in docker.from_env().containers.list(filters=label)
        if f"JUPYTERHUB_USER={USERNAME}" in container.attrs["Config"]["Env"]
    )


def submissions(installation: Installation) -> list[dict[str, object]]:
    """Their submissions of ps1, newest first, as the API tells them."""
    person = installation.sign_in(EMAIL, OWN_PASSWORD)
    headers = {"Authorization": f"token {person.token()}"}
    query = {"course": "ppo101", "assignment": "ps1"}
    items: list[dict[str, object]] = httpx.get(f"{installation.api}/submissions", headers=headers, params=query).json()[
        "items"
    ]
    person.close()
    return sorted(items, key=lambda item: -int(str(item["version"])))
