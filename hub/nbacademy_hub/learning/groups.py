"""Mirrors course membership to JupyterHub's groups, by nbgrader's names.

Our enrolments are the truth; a group that could not be mirrored (the hub is restarting) is mirrored with the next
change and at the service's start.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Set

import structlog

from nbacademy_hub.caller import COURSE_ACCOUNT
from nbacademy_hub.courses import service as courses
from nbacademy_hub.http.context import Context
from nbacademy_hub.jupyterhub import HubError

from . import service
from .membership import STAFF

_TURNS: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


async def mirror(context: Context, slug: str, known: Set[str] | None = None) -> None:
    """Makes `nbgrader-<slug>` the course's members, and `formgrade-<slug>` and the course server's users its staff.

    `known` are the users that JupyterHub knows, where somebody has asked already.
    """
    # One after the other: who read the members first must not write them last.
    async with _TURNS[slug]:
        roles = await context.transact(
            lambda session: service.members(session, courses.find(session, slug).id), writes=False
        )
        await _set(context, slug, set(roles), {username for username, role in roles.items() if role in STAFF}, known)


async def empty(context: Context, slug: str) -> None:
    """Takes everybody out of the groups of a course that is gone: another may have its slug one day."""
    async with _TURNS[slug]:
        await _set(context, slug, set(), set())


async def _set(context: Context, slug: str, members: set[str], staff: set[str], known: Set[str] | None = None) -> None:
    try:
        await context.hub.set_group(f"nbgrader-{slug}", members, known)
        await context.hub.set_group(f"formgrade-{slug}", staff, known)
        await context.hub.share_server(f"{COURSE_ACCOUNT}{slug}", staff, known)
    except HubError as error:
        structlog.get_logger().warning("groups not mirrored", course=slug, reason=str(error))


async def mirror_all(context: Context) -> None:
    """Mirrors every course: at the service's start."""
    try:
        known = await context.hub.usernames()
    except HubError as error:
        structlog.get_logger().warning("groups not mirrored", reason=str(error))
        return
    for slug in await context.transact(courses.slugs, writes=False):
        await mirror(context, slug, known)
