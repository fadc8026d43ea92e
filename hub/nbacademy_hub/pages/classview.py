"""The page of a class: where people stand, where they are stuck, and everybody's progress as a heat map."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from nbacademy.protocol.learning import MemberProgress
from nbacademy_hub.learning import classview
from nbacademy_hub.learning.classview import ClassQuery

from .page import PER_PAGE, Page, page

LEVELS = 4


class ClassPage(Page):
    @page
    async def get(self, name: str) -> None:
        """Where a class stands, and how far each member is with each material."""
        course = await self.course(name)
        query = self.asked(ClassQuery, limit=PER_PAGE)
        self.show_course(
            "class.html", course, "class", query=query, marks_of=marks_of, level=level,
            told=await self.call(classview.analyse, course.slug),
            members=await self.call(classview.class_progress, course.slug, query),
        )  # fmt: skip


def marks_of(member: MemberProgress) -> Mapping[UUID, float]:
    """A member's percentages by material; those not begun are missing."""
    return {mark.material_id: mark.percentage for mark in member.materials}


def level(percentage: float) -> int:
    """How strongly a percentage is coloured: 0 for nothing to `LEVELS` for all of it, which nothing less reaches."""
    return 0 if percentage <= 0 else min(LEVELS, 1 + int(percentage * (LEVELS - 1) / 100))
