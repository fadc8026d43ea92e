"""What a verb method says of itself: who may call it, what it takes, what it gives.

The handler's base class refuses verbs that say nothing; the OpenAPI description is made of what they say.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from nbacademy.protocol.shape import Shape
from nbacademy_hub.caller import Power
from nbacademy_hub.errors import Forbidden

from .audience import ANYONE, Audience

if TYPE_CHECKING:
    from .handler import ApiHandler

LEARN: Power = "learn"
GRADE: Power = "grade"
VERBS = ("get", "post", "put", "delete")

Verb = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class Declaration:
    """What a verb says of itself: who may, what it takes and gives. `gives` is a shape, or a media type of bytes.

    `by_query` is who may when the query has a value (`everyone=true`) or a name (`course`) in it. What GET gives may be
    `kept` until something changes, where it depends on the caller and the database alone, and not on the time.
    """

    power: Power | None
    to: Audience
    by_query: Mapping[str, Audience] = field(default_factory=dict)
    takes: type[Shape] | str | None = None
    query: type[Shape] | None = None
    gives: type[Shape] | str | None = None
    status: int = 200
    kept: bool = False


def operation_id(handler: type, verb: str) -> str:
    """What a call is called, in the OpenAPI description and in the audit log."""
    return f"{verb}{handler.__name__.removesuffix('Handler')}"


def allow(
    power: Power, *, to: Audience, by_query: Mapping[str, Audience] | None = None,
    takes: type[Shape] | str | None = None, query: type[Shape] | None = None,
    gives: type[Shape] | str | None = None, status: int = 200, kept: bool = False,
) -> Callable[[Verb], Verb]:  # fmt: skip
    """Declares that a verb needs a signed-in caller whose token has `power`, to whom it is, what it takes and gives.

    The token's power is checked here; whether the caller is of the audience, where the service knows what is named.
    """
    declaration = Declaration(power, to, by_query or {}, takes, query, gives, status, kept)

    def declare(verb: Verb) -> Verb:
        @wraps(verb)
        async def checked(self: ApiHandler, *args: Any, **kwargs: Any) -> None:
            self.caller = await self.identify()
            async with self.refusals_recorded():
                if power not in self.caller.powers:
                    raise Forbidden(
                        "This token belongs to a notebook server, which may learn and author only. Do this in the "
                        "browser, on the platform's own pages, or with a personal token."
                    )
                self.kept = kept
                if not (kept and self.reply_kept()):
                    await verb(self, *args, **kwargs)

        checked.__dict__["declaration"] = declaration
        return checked

    return declare


def public(
    *, to: Audience = ANYONE, takes: type[Shape] | str | None = None, gives: type[Shape] | str | None = None,
    status: int = 200,
) -> Callable[[Verb], Verb]:  # fmt: skip
    """Declares that a verb needs no token: it is for anyone, or itself finds out who calls. What it takes and gives."""

    def declare(verb: Verb) -> Verb:
        verb.__dict__["declaration"] = Declaration(None, to, takes=takes, gives=gives, status=status)
        return verb

    return declare
