"""The academy service's training part as a process of its own, with as much of JupyterHub beside it as tells who calls.

`python service_process.py FOLDER PORT HUB_PORT`; JupyterHub's variables come from the environment. A token `learn:NAME`
is that of NAME's notebook server, `grade:NAME` one of NAME's own.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from nbacademy_hub.db import tables
from nbacademy_hub.db.base import Base
from nbacademy_hub.db.engine import Database
from nbacademy_hub.execution.cluster import Cluster
from nbacademy_hub.files import FileStore
from nbacademy_hub.http.context import Context
from nbacademy_hub.jupyterhub import Hub
from nbacademy_hub.settings import Settings
from nbacademy_hub.training.handlers import ROUTES

ACCESS = "access:services!service=academy"
PREFIX = "/services/academy/"


class WhoIs(RequestHandler):
    """`GET /hub/api/user`."""

    def get(self) -> None:
        token = self.request.headers.get("Authorization", "").removeprefix("token ")
        power, _, name = token.partition(":")
        if power not in ("learn", "grade") or not name:
            self.set_status(403)
            return
        scopes = [ACCESS, "custom:academy:learn", *(["custom:academy:grade"] if power == "grade" else [])]
        self.finish({"kind": "user", "name": name, "admin": False, "groups": [], "scopes": scopes})


async def main(folder: Path, port: int, hub_port: int) -> None:
    assert tables.MODULES
    settings = Settings(data=folder)
    database = Database(settings.database)
    Base.metadata.create_all(database.engine)
    hub = Hub(os.environ["JUPYTERHUB_API_URL"], os.environ["JUPYTERHUB_API_TOKEN"])
    context = Context(
        settings=settings, prefix=PREFIX, database=database, files=FileStore(settings.files), hub=hub,
        cluster=Cluster(settings),
    )  # fmt: skip
    HTTPServer(Application([("/hub/api/user", WhoIs)], log_function=lambda _: None)).listen(hub_port, "127.0.0.1")
    routes = [(f"{PREFIX}api/{path}", handler) for path, handler in ROUTES]
    academy = Application(routes, context=context, cookie_secret=os.urandom(32), log_function=lambda _: None)
    HTTPServer(academy).listen(port, "127.0.0.1")
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
