"""Measures for Prometheus, for those on the inside."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST

from . import measuring
from .declaration import public
from .inside import InsideHandler


class PrometheusHandler(InsideHandler):
    @public(gives="text/plain")
    async def get(self) -> None:
        """What the service measures, as Prometheus reads it; on the loopback only."""
        self.require_inside()
        context = self.context
        found = await self.run(measuring.waiting)
        workers = await context.cluster.workers()
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.finish(context.metrics.page(found, workers))
