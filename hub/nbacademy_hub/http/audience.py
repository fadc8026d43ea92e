"""Who may make a call: roles, and the audiences that calls declare (`@allow(LEARN, to=MEMBERS)`).

A role is how somebody stands to what a call names, and whose token they send. The services check it; the page
docs/permissions.md shows what is declared, and a test calls everything as everybody and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from nbacademy_hub.caller import Power

Role = Literal[
    "stranger", "outsider", "educator", "moderator", "guardian", "owner", "student", "assistant", "instructor",
    "instructor elsewhere", "admin", "owner's server", "instructor's server", "admin's server", "course's server",
]  # fmt: skip
"""The `owner` is a student whose own thing, or whose own account, is named; a `guardian` is theirs."""

Outcome = Literal["allowed", "refused", "hidden"]
"""Whether a call does what it is for, answers 401 or 403, or answers 404 as if there were nothing."""

ROLES: tuple[Role, ...] = get_args(Role)
EVERYBODY = frozenset(ROLES)
SERVERS: frozenset[Role] = frozenset({"owner's server", "instructor's server", "admin's server"})
"""What may learn only. A course's server is none of these: formgrader in it grades."""


@dataclass(frozen=True)
class Audience:
    """Those who `may` make a call. Of all others those who `know` of what it names are refused; from the rest it is
    hidden. A notebook server never makes a call that needs the power to grade, and is refused."""

    may: frozenset[Role]
    know: frozenset[Role] = EVERYBODY

    def outcome(self, role: Role, power: Power | None) -> Outcome:
        """What a role gets from a call that needs a power; None for one that needs nobody to be signed in."""
        if role == "stranger" and "stranger" not in self.may:
            return "refused"
        if role in SERVERS and power == "grade":
            return "refused"
        return "allowed" if role in self.may else "refused" if role in self.know else "hidden"


def _of(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_OWNER = _of("owner", "owner's server")
_STAFF = _of("assistant", "instructor", "admin", "course's server")
_MEMBERS = _OWNER | _STAFF | _of("student", "instructor's server")
_FORUM = _MEMBERS | _of("moderator")

ANYONE = Audience(EVERYBODY)
PEOPLE = Audience(EVERYBODY - _of("stranger"))
"""Whoever is signed in: what they get is theirs, or everybody's."""
EDUCATORS = Audience(_of("educator", "admin"))
GUARDIANS = Audience(_of("guardian"))
ADMINS = Audience(_of("admin"))
SELF = Audience(_of("owner", "admin"))

MEMBERS = Audience(_MEMBERS)
STAFF = Audience(_STAFF)
STAFF_ALONE = Audience(_STAFF, know=_STAFF)
INSTRUCTORS = Audience(_of("instructor", "admin", "instructor's server"))

OWNER_ALONE = Audience(_OWNER, know=_OWNER)
OWNER_BEFORE_STAFF = Audience(_OWNER, know=_OWNER | _STAFF)
"""What its owner does and staff may only look at."""
STAFF_BEFORE_OWNER = Audience(_STAFF, know=_OWNER | _STAFF)
"""What staff do, and its owner may only look at."""
OWNER_OR_STAFF = Audience(_OWNER | _STAFF, know=_OWNER | _STAFF)
STAFF_OF_CLASS = Audience(_STAFF, know=_MEMBERS)
CHECK_IN = Audience(_MEMBERS - _of("instructor's server"), know=_MEMBERS)
"""Students check in, staff mark: by its staff's servers a class is only looked at."""

FORUM = Audience(_FORUM)
OTHERS_IN_FORUM = Audience(_FORUM - _OWNER)
AUTHOR_OR_STAFF = Audience(_FORUM - _of("student"))
AUTHOR_OR_MODERATORS = Audience(_OWNER | _STAFF | _of("moderator"))
FORUM_MODERATORS = Audience(_STAFF | _of("moderator"))
MODERATORS = Audience(_of("assistant", "instructor", "instructor elsewhere", "admin", "moderator"))
"""Who moderates some forum."""
