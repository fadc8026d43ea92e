"""Calls for those on the inside: this machine's monitoring."""

from __future__ import annotations

from nbacademy_hub.errors import Forbidden

from .address import is_here
from .handler import ApiHandler


class InsideHandler(ApiHandler):
    """Answers on this machine alone, through the proxy or not."""

    def require_inside(self) -> None:
        """Raises Forbidden for a call from elsewhere."""
        if not is_here(self.address, self.context.settings.gateway):
            raise Forbidden("This is for the machine itself.")
