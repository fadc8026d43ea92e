"""Training runs over HTTP."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.recording import INGEST_HEADER, LIMIT_BATCH_BYTES
from nbacademy.protocol.shape import Page
from nbacademy.protocol.training import (
    MetricsBatch,
    MetricsReply,
    Run,
    RunCreate,
    RunCreated,
    RunMetrics,
    RunUpdate,
)
from nbacademy_hub.errors import Forbidden, TooLarge
from nbacademy_hub.http.audience import MEMBERS, OWNER_ALONE, OWNER_OR_STAFF, PEOPLE
from nbacademy_hub.http.declaration import LEARN, allow, public
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404

from . import recording, service, wallhandlers
from .artifacts import handlers as artifacts
from .evaluations import handlers as evaluations
from .following import feeds_of
from .platform.quota import Quota
from .recording import Recorded
from .stream import RunStreamHandler


class RunsHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, query=service.RunQuery, gives=Page[Run])
    async def get(self) -> None:
        """Runs, newest first."""
        self.reply(await self.call(service.list_runs, self.query(service.RunQuery)))

    @allow(LEARN, to=MEMBERS, takes=RunCreate, gives=RunCreated, status=201)
    async def post(self) -> None:
        """Announces a run; the answer has the secret by which its worker reports."""
        key = self.request.headers.get("Idempotency-Key")
        quota = Quota.of(self.context.settings)
        run = await self.run(service.create_run, self.caller, self.body(RunCreate), key, quota)
        if run.where == "platform":
            self.context.grading.poke()
        self.reply(run, 201, location=f"runs/{run.id}")


class RunHandler(ApiHandler):
    def shown(self, session: Session, run_id: str) -> Run:
        return service.show_run(session, self.caller, uuid_or_404(run_id))

    @allow(LEARN, to=OWNER_OR_STAFF, gives=Run)
    async def get(self, run_id: str) -> None:
        """One run."""
        self.reply(await self.run(self.shown, run_id))

    @allow(LEARN, to=OWNER_ALONE, takes=RunUpdate, gives=Run)
    async def put(self, run_id: str) -> None:
        """Renames a run."""
        self.reply(await self.call(service.update_run, uuid_or_404(run_id), self.body(RunUpdate)))

    @allow(LEARN, to=OWNER_ALONE, status=204)
    async def delete(self, run_id: str) -> None:
        """Deletes a run with all its events."""
        await self.call(service.delete_run, uuid_or_404(run_id))
        self.set_status(204)


class StopHandler(ApiHandler):
    @allow(LEARN, to=OWNER_OR_STAFF, gives=Run, status=202)
    async def post(self, run_id: str) -> None:
        """Asks a run to stop."""
        run = await self.call(service.request_stop, uuid_or_404(run_id))
        feeds_of(self).announce(run.id, run_changed=True)
        self.reply(run, 202)


class MetricsHandler(ApiHandler):
    # A run tells what it does many times a second: its events are their own record.
    audited = False

    def check_xsrf_cookie(self) -> None:
        """A page of elsewhere can't send the run's token, nor, without asking first, any header of this name."""
        if INGEST_HEADER not in self.request.headers:
            super().check_xsrf_cookie()

    @allow(LEARN, to=OWNER_OR_STAFF, query=service.MetricsQuery, gives=RunMetrics)
    async def get(self, run_id: str) -> None:
        """Series of a run."""
        self.reply(await self.call(service.read_metrics, uuid_or_404(run_id), self.query(service.MetricsQuery)))

    @public(to=OWNER_ALONE, takes=MetricsBatch, gives=MetricsReply)
    async def post(self, run_id: str) -> None:
        """Records a batch of events: by the run's own token, or as its owner."""
        if len(self.request.body) > LIMIT_BATCH_BYTES:
            raise TooLarge(f"A batch may have at most {LIMIT_BATCH_BYTES} bytes: send fewer events at once.")
        batch = self.body(MetricsBatch)
        recorded = await self._record(uuid_or_404(run_id), batch)
        feeds_of(self).announce(
            uuid_or_404(run_id), recorded.events, run_changed=recorded.run_changed, course_id=recorded.course_id
        )
        self.reply(recorded.reply)

    async def _record(self, run_id: UUID, batch: MetricsBatch) -> Recorded:
        token = self.request.headers.get(INGEST_HEADER)
        if token is None:
            return await self._record_as_owner(run_id, batch)
        if not batch.events:
            # Workers say every second that they live: that must not queue for the right to write.
            known = await self.context.transact(recording.beat, run_id, token, writes=False)
            if known is not None:
                return known
        return await self.run(recording.record_by_token, run_id, token, batch)

    async def _record_as_owner(self, run_id: UUID, batch: MetricsBatch) -> Recorded:
        self.caller = await self.identify()
        if LEARN not in self.caller.powers:
            raise Forbidden("This token may not use the academy service.")
        return await self.run(recording.record_by_owner, self.caller, run_id, batch)


ROUTES = [
    (r"runs", RunsHandler),
    (r"runs/([^/]+)", RunHandler),
    (r"runs/([^/]+)/stop", StopHandler),
    (r"runs/([^/]+)/metrics", MetricsHandler),
    (r"runs/([^/]+)/stream", RunStreamHandler),
    *artifacts.ROUTES,
    *evaluations.ROUTES,
    *wallhandlers.ROUTES,
]
