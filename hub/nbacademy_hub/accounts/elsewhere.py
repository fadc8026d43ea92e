"""What the sign-ins elsewhere have in common: libraries of JupyterHub's that say who somebody is, and ours the rest."""

from __future__ import annotations

from typing import Any


class Elsewhere:
    """A library's Authenticator, below ours (its `parent`), to which it leaves JupyterHub's users and sessions."""

    parent: Any

    async def add_user(self, user: Any) -> None:
        await self.parent.add_user(user)

    async def refresh_user(self, user: Any, handler: Any = None, **_: Any) -> bool:
        kept: bool = await self.parent.refresh_user(user, handler)
        return kept
