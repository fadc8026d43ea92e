"""Accounts and roles."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from .shape import Moment, Shape

PlatformRole = Literal["student", "educator", "moderator", "guardian", "admin"]


class Me(Shape):
    """The caller's own profile. `can` tells which powers the token at hand has: a notebook server's lacks `grade`."""

    id: UUID
    username: str
    name: str
    email: str | None
    role: PlatformRole
    can: tuple[Literal["learn", "grade"], ...]
    created_at: Moment
