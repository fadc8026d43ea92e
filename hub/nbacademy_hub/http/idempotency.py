"""A retried POST answers what the first one answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid

from .tables import IdempotentAnswer

R = TypeVar("R")
LONGEST_KEY = 200


def once(
    session: Session, caller: Caller, key: str, fingerprint: str, answer_type: TypeAdapter[Any], work: Callable[[], R]
) -> R:
    """Does `work` and keeps its answer in the same transaction, or gives the answer that is kept.

    Raises Conflict when the key was used for another request.
    """
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid.field("Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters")
    kept = session.scalar(
        select(IdempotentAnswer).where(IdempotentAnswer.username == caller.username, IdempotentAnswer.key == key)
    )
    if kept is None:
        answer = work()
        session.add(
            IdempotentAnswer(
                username=caller.username,
                key=key,
                fingerprint=fingerprint,
                answer={"value": answer_type.dump_python(answer, mode="json")},
            )
        )
        return answer
    if kept.fingerprint != fingerprint:
        raise Conflict("This Idempotency-Key was used for another request.")
    value: R = answer_type.validate_python(kept.answer["value"])
    return value
