"""Who calls, and with what power."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from nbacademy.protocol.accounts import PlatformRole

Power = Literal["learn", "grade"]

LEARN_SCOPE = "custom:academy:learn"
"""May learn and author: what a notebook server's token has."""

GRADE_SCOPE = "custom:academy:grade"
"""May also grade, manage people and read others' work: browsers signed in and personal tokens."""

COURSE_ACCOUNT = "course-"
"""Course servers run as JupyterHub users with this prefix; nobody can sign up with it."""


@dataclass(frozen=True)
class Caller:
    """An account together with what the token at hand may do."""

    account_id: UUID
    username: str
    name: str
    role: PlatformRole
    powers: frozenset[Power]

    @property
    def is_admin(self) -> bool:
        """Admins are admins only with a token that may grade: a notebook server's never is."""
        return self.role == "admin" and "grade" in self.powers

    @property
    def is_moderator(self) -> bool:
        """Whether the caller moderates every forum; as for admins, no notebook server's token does."""
        return self.role in {"moderator", "admin"} and "grade" in self.powers
