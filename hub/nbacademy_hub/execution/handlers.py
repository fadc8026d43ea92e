"""Programs over HTTP."""

from __future__ import annotations

from nbacademy.protocol.execution import Execution, Program
from nbacademy_hub.http.audience import PEOPLE
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler

from . import programs


class ExecuteHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, takes=Program, gives=Execution)
    async def post(self) -> None:
        """Runs a program in a fresh sandbox, with tests if there are some, and tells what came of it."""
        program = self.body(Program)
        self.reply(await programs.execute(self.context.cluster, self.context.turns, self.caller, program))


ROUTES = [(r"code/execute", ExecuteHandler)]
