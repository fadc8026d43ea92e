"""The least that tornado can do, to compare with: `python bare_tornado.py PORT`, as often as there are processes."""

from __future__ import annotations

import asyncio
import sys

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler


class Hello(RequestHandler):
    def get(self) -> None:
        self.write("Hello, world")


async def main(port: int) -> None:
    """Answers until it is killed."""
    application = Application([(r"/", Hello)], log_function=lambda _: None)
    HTTPServer(application).add_sockets(bind_sockets(port, "127.0.0.1", reuse_port=True))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
