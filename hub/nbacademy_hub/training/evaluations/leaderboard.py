"""The leaderboard of a course: by what the service found, never by what a run claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.evaluations import LeaderboardEntry
from nbacademy.protocol.shape import Page
from nbacademy_hub.accounts import service as accounts
from nbacademy_hub.caller import Caller
from nbacademy_hub.http.paging import Paging, page_of
from nbacademy_hub.learning import membership

from .tables import TrainingEvaluation


class LeaderboardQuery(Paging):
    """Of one environment, or of all of them one after the other."""

    environment: str | None = None


def show(session: Session, caller: Caller, course_name: str, query: LeaderboardQuery) -> Page[LeaderboardEntry]:
    """Everybody's best policy in each environment, by its lower bound, for members."""
    course = membership.member(session, caller, course_name)
    row = TrainingEvaluation
    place = func.row_number().over(
        partition_by=(row.environment, row.account_id), order_by=(row.lower_bound.desc(), row.created_at)
    )
    done = select(row.id, place.label("place")).where(row.course_id == course.id, row.status == "done")
    if query.environment is not None:
        done = done.where(row.environment == query.environment)
    best = done.subquery()
    rank = func.rank().over(partition_by=row.environment, order_by=row.lower_bound.desc())
    wanted = (
        select(row, rank.label("rank")).join(best, best.c.id == row.id).where(best.c.place == 1)
        .order_by(row.environment, rank, row.created_at, row.id)
    )  # fmt: skip

    def entries(rows: Sequence[Any]) -> list[LeaderboardEntry]:
        people = accounts.people(session, {found.account_id for found, _ in rows})
        return [_entry(found, rank, people[found.account_id].name, caller) for found, rank in rows]

    return page_of(session, wanted, query, entries)


def _entry(row: TrainingEvaluation, rank: int, name: str, caller: Caller) -> LeaderboardEntry:
    mine = row.account_id == caller.account_id
    assert row.mean_reward is not None
    assert row.std_reward is not None
    assert row.lower_bound is not None
    return LeaderboardEntry(
        rank=rank, environment=row.environment, name=name if mine or row.show_name else None, mine=mine,
        algorithm=row.algorithm, mean_reward=row.mean_reward, std_reward=row.std_reward, lower_bound=row.lower_bound,
        episodes=row.results[0]["episodes"], evaluated_at=row.ended_at or row.created_at,
    )  # fmt: skip
