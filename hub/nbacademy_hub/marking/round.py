"""A round through the answers to one cell: what comes before and after, how many wait, who else is at it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from nbacademy.protocol.marking import Claim
from nbacademy.protocol.shape import Shape
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import NotFound
from nbacademy_hub.gradebook.book import reading
from nbacademy_hub.learning import membership

from . import book, claims


class Round(Shape):
    """Where one answer stands among all to its cell; `number` counts from 1. `claims` are those of other people."""

    number: int
    total: int
    waiting: int
    previous: UUID | None
    next: UUID | None
    claims: tuple[Claim, ...]


def at(session: Session, caller: Caller, course_name: str, mark_id: UUID, gradebooks: Path) -> Round:
    """The round that an answer is part of, for the course's staff. Raises NotFound."""
    course = membership.staff(session, caller, course_name)
    with reading(gradebooks, course.slug) as opened:
        entry = book.entry(opened, mark_id)
        if entry is None:
            raise NotFound("There is no such mark.")
        mark_ids, waiting = book.answers(opened, entry.place), book.waiting(opened, entry.place)
    place = mark_ids.index(mark_id)
    held = claims.held(session, mark_ids).values()
    return Round(
        number=place + 1, total=len(mark_ids), waiting=len(waiting),
        previous=mark_ids[place - 1] if place else None,
        next=mark_ids[place + 1] if place + 1 < len(mark_ids) else None,
        claims=tuple(claim for claim in held if claim.user.id != caller.account_id),
    )  # fmt: skip
