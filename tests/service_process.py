"""The academy service as a process of its own, with as much of JupyterHub beside it as it talks to.

`python service_process.py with-workers|without-workers`; settings and JupyterHub's variables come from the
environment. A token `learn:NAME` is that of NAME's notebook server, `grade:NAME` one of NAME's own; at `broken:NAME`
the hub fails.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from urllib.parse import urlsplit

from sqlalchemy import Engine, event
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from nbacademy_hub import app
from nbacademy_hub.assignments.grading import Grading
from nbacademy_hub.db import migrate
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.cluster import Cluster
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.context import Context
from nbacademy_hub.jupyterhub import Hub
from nbacademy_hub.settings import Settings

ACCESS = "access:services!service=academy"
USERS: set[str] = set()
SHORT = 7
ISSUED: dict[str, str] = {}
"""Whose the tokens are that the service asked for; those that it revoked are nobody's."""
GROUPS: dict[str, set[str]] = {}


class HubHandler(RequestHandler):
    def refuse(self, status: int) -> None:
        self.set_status(status)
        self.finish({"status": status, "message": "refused"})


class Version(HubHandler):
    def get(self) -> None:
        self.finish({"version": "6.1.1"})


class WhoIs(HubHandler):
    def get(self) -> None:
        authorization = self.request.headers.get("Authorization", "").encode("latin-1").decode()
        token = authorization.removeprefix("token ")
        power, _, name = f"grade:{ISSUED[token]}".partition(":") if token in ISSUED else token.partition(":")
        if power == "broken":
            self.refuse(500)
            return
        if power not in ("learn", "grade") or not name:
            self.refuse(403)
            return
        USERS.add(name)
        scopes = [ACCESS, "custom:academy:learn", *(["custom:academy:grade"] if power == "grade" else [])]
        self.finish({"kind": "user", "name": name, "admin": False, "groups": [], "scopes": scopes, "token_id": token})


class Users(HubHandler):
    """In pages, shorter than those that JupyterHub gives."""

    def get(self) -> None:
        assert self.request.headers["Accept"] == "application/jupyterhub-pagination+json"
        offset = int(self.get_argument("offset"))
        following = {"offset": offset + SHORT} if offset + SHORT < len(USERS) else None
        items = [{"name": name} for name in sorted(USERS)[offset : offset + SHORT]]
        self.finish({"items": items, "_pagination": {"next": following}})


class User(HubHandler):
    def get(self, name: str) -> None:
        if name not in USERS:
            self.refuse(404)
            return
        self.finish({"name": name})

    def post(self, name: str) -> None:
        USERS.add(name)
        self.set_status(201)
        self.finish({"name": name})

    def delete(self, name: str) -> None:
        USERS.discard(name)
        self.set_status(204)


class Tokens(HubHandler):
    def get(self, name: str) -> None:
        self.finish({"api_tokens": [{"note": token, "created": None} for token in ISSUED if ISSUED[token] == name]})

    def post(self, name: str) -> None:
        asked = json.loads(self.request.body)
        assert set(asked["scopes"]) == {ACCESS, "custom:academy:learn", "custom:academy:grade"}
        token = f"issued-{len(ISSUED)}"
        ISSUED[token] = name
        self.set_status(201)
        self.finish({"id": token, "token": token, "expires_in": asked["expires_in"]})


class Token(HubHandler):
    def delete(self, name: str, token: str) -> None:
        if ISSUED.get(token) != name:
            self.refuse(404)
            return
        ISSUED[token] = ""
        self.set_status(204)


class Statements(HubHandler):
    """How many SQL statements were executed here, on whatever database: tests ask for it, no hub knows it."""

    count = 0

    def get(self) -> None:
        self.finish({"count": Statements.count})


@event.listens_for(Engine, "before_cursor_execute")
def count(*_: object) -> None:
    Statements.count += 1


class Group(HubHandler):
    def get(self, name: str) -> None:
        if name not in GROUPS:
            self.refuse(404)
            return
        self.finish({"name": name, "users": sorted(GROUPS[name])})

    def post(self, name: str) -> None:
        if name in GROUPS:
            self.refuse(409)
            return
        GROUPS[name] = set()
        self.set_status(201)
        self.finish({"name": name, "users": []})


class GroupUsers(HubHandler):
    def post(self, name: str) -> None:
        GROUPS[name] |= set(json.loads(self.request.body)["users"])
        self.finish({})

    def delete(self, name: str) -> None:
        GROUPS[name] -= set(json.loads(self.request.body)["users"])
        self.finish({})


HUB = [
    (r"/hub/api/", Version), (r"/hub/api/statements", Statements), (r"/hub/api/user", WhoIs),
    (r"/hub/api/users", Users),
    (r"/hub/api/users/([^/]+)", User), (r"/hub/api/users/([^/]+)/tokens", Tokens),
    (r"/hub/api/users/([^/]+)/tokens/([^/]+)", Token), (r"/hub/api/groups/([^/]+)", Group),
    (r"/hub/api/groups/([^/]+)/users", GroupUsers),
]  # fmt: skip


def listen(application: Application, url: str) -> None:
    address = urlsplit(url)
    HTTPServer(application).listen(address.port or 80, address.hostname or "127.0.0.1")


async def serve_without_workers() -> None:
    settings = Settings.read(os.environ)
    migrate.upgrade(settings.database)
    context = Context(
        settings=settings, prefix=os.environ["JUPYTERHUB_SERVICE_PREFIX"],
        database=Database(settings.database, settings.data),
        files=FileStore(settings.files), cluster=Cluster(settings),
        hub=Hub(os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"]),
    )  # fmt: skip
    context.grading = Grading(context, context.cluster)
    listen(app.make_app(context), os.environ["JUPYTERHUB_SERVICE_URL"])
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


async def main(workers: str) -> None:
    listen(Application(HUB, log_function=lambda _: None), os.environ["JUPYTERHUB_API_URL"])
    await (app.serve() if workers == "with-workers" else serve_without_workers())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
