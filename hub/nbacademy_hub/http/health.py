"""Each part's state, for those on the inside."""

from __future__ import annotations

from typing import Literal

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from nbacademy.protocol.shape import Shape
from nbacademy_hub.jupyterhub import HubError

from .declaration import public
from .inside import InsideHandler

State = Literal["ok", "down", "off"]


class Part(Shape):
    """One part's state; `detail` says more in words."""

    state: State
    detail: str = ""


class Health(Shape):
    """`ok` when all parts are; `degraded` when grading or JupyterHub is not; `down` without the database."""

    status: Literal["ok", "degraded", "down"]
    version: str
    parts: dict[str, Part]


class HealthHandler(InsideHandler):
    @public(gives=Health)
    async def get(self) -> None:
        """Each part's state; on the loopback only."""
        self.require_inside()
        parts = {
            "database": await self._database(),
            "jupyterhub": await self._jupyterhub(),
            "grading": await self._grading(),
        }
        down = parts["database"].state != "ok"
        status: Literal["ok", "degraded", "down"]
        status = "down" if down else "ok" if all(part.state == "ok" for part in parts.values()) else "degraded"
        version = str(self.application.settings["version"])
        self.reply(Health(status=status, version=version, parts=parts), 503 if down else 200)

    async def _database(self) -> Part:
        try:
            await self.run(lambda session: session.execute(text("SELECT 1")))
        except SQLAlchemyError as error:
            structlog.get_logger().error("database", exc_info=error)
            return Part(state="down", detail="The database cannot be reached.")
        return Part(state="ok", detail=self.context.database.engine.dialect.name)

    async def _jupyterhub(self) -> Part:
        try:
            answer = await self.context.hub.request("GET", "/")
        except HubError as error:
            return Part(state="down", detail=str(error))
        return Part(state="ok", detail=str((answer or {}).get("version", "")))

    async def _grading(self) -> Part:
        reason = self.context.settings.without_docker_reason
        if reason:
            return Part(state="off", detail=f"There is no Docker engine: {reason}")
        workers, waits_for = await self.context.cluster.workers(), self.context.grading.waits_for
        up = workers and waits_for is None
        return Part(state="ok" if up else "down", detail=waits_for or f"{workers} workers")
