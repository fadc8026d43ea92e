"""The server extension: the platform's API and the course files, for the page in the browser of the server's owner."""

from __future__ import annotations

from .app import AcademyApp


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    return [{"module": "nbacademy.server", "app": AcademyApp}]


__all__ = ["AcademyApp"]
