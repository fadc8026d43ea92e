"""The course's own server, in which its staff open nbgrader's formgrader.

It runs as JupyterHub's user `course-<slug>`, who is nobody; `learning.groups` shares it with the course's staff.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from nbacademy_hub.assignments.coursefolder import CourseFolder
from nbacademy_hub.caller import COURSE_ACCOUNT
from nbacademy_hub.errors import Unavailable
from nbacademy_hub.http.context import Context
from nbacademy_hub.jupyterhub import HubError
from nbacademy_hub.learning import groups


@dataclass(frozen=True)
class ServerState:
    """Whether the server can be opened at `url` yet; `message` says how far it is."""

    ready: bool
    url: str
    message: str = ""


async def ensure(context: Context, slug: str) -> ServerState:
    """Starts the course's server if it does not run, and sees to it that the staff may open it."""
    context.cluster.require_sandboxes()
    username = f"{COURSE_ACCOUNT}{slug}"
    url = f"/user/{username}/formgrader"
    try:
        user = await context.hub.ensure_user(username)
        server = (await _servers(context, username)).get("")
        if server is None:
            await asyncio.to_thread(CourseFolder(context.settings.gradebooks, slug).prepare)
            await context.hub.request("POST", f"/users/{username}/server", {})
            server = (await _servers(context, username)).get("")
        await groups.mirror(context, slug)
    except HubError as error:
        raise Unavailable(f"The course's server could not be started: {error}") from error
    ready = bool(server and server.get("ready"))
    return ServerState(ready, url, f"The server of {user['name']} is starting.")


async def _servers(context: Context, username: str) -> dict[str, dict[str, object]]:
    model = await context.hub.request("GET", f"/users/{username}?include_stopped_servers=false")
    servers: dict[str, dict[str, object]] = (model or {}).get("servers", {})
    return servers
