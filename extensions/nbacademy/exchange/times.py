"""Times as nbgrader writes them into `timestamp.txt`."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def stamp(moment: datetime, timezone: str, form: str) -> str:
    """`2026-11-21 09:30:00.000000 UTC` with nbgrader's default settings."""
    # A small image may have no time zone database, which ZoneInfo asks for even for UTC.
    zone = UTC if timezone == "UTC" else ZoneInfo(timezone)
    return moment.astimezone(zone).strftime(form)
