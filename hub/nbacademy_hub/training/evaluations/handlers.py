"""Policies that are asked for and handed in, over HTTP."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nbacademy.protocol.evaluations import (
    EvaluationUpdate,
    LeaderboardEntry,
    PolicyEvaluation,
    PolicyTask,
    RunEvaluate,
)
from nbacademy.protocol.shape import Page
from nbacademy_hub.http.audience import (
    INSTRUCTORS,
    MEMBERS,
    OWNER_ALONE,
    OWNER_BEFORE_STAFF,
    OWNER_OR_STAFF,
    PEOPLE,
    STAFF,
)
from nbacademy_hub.http.declaration import LEARN, allow
from nbacademy_hub.http.handler import ApiHandler, uuid_or_404

from . import leaderboard, service, tasks


class PolicyTaskHandler(ApiHandler):
    def shown(self, session: Session, course: str, name: str) -> PolicyTask:
        return tasks.get_task(session, self.caller, course, name)

    @allow(LEARN, to=MEMBERS, gives=PolicyTask)
    async def get(self, course: str, name: str) -> None:
        """The policy that an assignment asks for."""
        self.reply(await self.run(self.shown, course, name))

    @allow(LEARN, to=INSTRUCTORS, takes=PolicyTask, gives=PolicyTask)
    async def put(self, course: str, name: str) -> None:
        """Has an assignment ask for a trained policy."""
        self.reply(await self.call(tasks.put_task, course, name, self.body(PolicyTask)))

    @allow(LEARN, to=INSTRUCTORS, status=204)
    async def delete(self, course: str, name: str) -> None:
        """Has an assignment ask for no policy any more."""
        await self.call(tasks.delete_task, course, name)
        self.set_status(204)


class RunEvaluationsHandler(ApiHandler):
    @allow(LEARN, to=OWNER_ALONE, takes=RunEvaluate, gives=PolicyEvaluation, status=202)
    async def post(self, run_id: str) -> None:
        """Hands a run's policy in; the answer is what to watch."""
        evaluation = await self.call(service.hand_in, uuid_or_404(run_id), self.body(RunEvaluate))
        self.context.grading.poke()
        self.reply(evaluation, 202, location=f"evaluations/{evaluation.id}")


class EvaluationsHandler(ApiHandler):
    @allow(
        LEARN, to=PEOPLE, by_query={"everyone=true": STAFF, "course": MEMBERS}, query=service.EvaluationQuery,
        gives=Page[PolicyEvaluation],
    )  # fmt: skip
    async def get(self) -> None:
        """The caller's evaluations, the newest first; everybody's of a course for staff who ask."""
        self.reply(await self.call(service.list_evaluations, self.query(service.EvaluationQuery)))


class EvaluationHandler(ApiHandler):
    def shown(self, session: Session, evaluation_id: str) -> PolicyEvaluation:
        return service.get_evaluation(session, self.caller, uuid_or_404(evaluation_id))

    @allow(LEARN, to=OWNER_OR_STAFF, gives=PolicyEvaluation)
    async def get(self, evaluation_id: str) -> None:
        """What came of a policy that was handed in."""
        self.reply(await self.run(self.shown, evaluation_id))

    @allow(LEARN, to=OWNER_BEFORE_STAFF, takes=EvaluationUpdate, gives=PolicyEvaluation)
    async def put(self, evaluation_id: str) -> None:
        """Whether its owner is named on the leaderboard."""
        values = self.body(EvaluationUpdate)
        self.reply(await self.call(service.put_evaluation, uuid_or_404(evaluation_id), values))


class LeaderboardHandler(ApiHandler):
    @allow(LEARN, to=MEMBERS, query=leaderboard.LeaderboardQuery, gives=Page[LeaderboardEntry])
    async def get(self, course: str) -> None:
        """Everybody's best policy, by the service's own evaluations."""
        self.reply(await self.call(leaderboard.show, course, self.query(leaderboard.LeaderboardQuery)))


ROUTES = [
    (r"courses/([^/]+)/assignments/([^/]+)/policy", PolicyTaskHandler),
    (r"courses/([^/]+)/leaderboard", LeaderboardHandler),
    (r"runs/([^/]+)/evaluations", RunEvaluationsHandler),
    (r"evaluations", EvaluationsHandler),
    (r"evaluations/([^/]+)", EvaluationHandler),
]
