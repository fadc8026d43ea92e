"""What an assignment's code may take: as its settings say, within what the administrator allows."""

from __future__ import annotations

from collections.abc import Mapping

from nbacademy.protocol.assignments import AssignmentSettings
from nbacademy_graders.limits import MIB, Limits
from nbacademy_hub.errors import Invalid
from nbacademy_hub.settings import Settings

from .tables import Assignment

CELLS_OF_A_NOTEBOOK = 10
"""All cells of a notebook may take so many times as long as one of them,"""

LONGEST_NOTEBOOK_SECONDS = 3000
"""but no longer than this: a sandbox lives for an hour."""


def check(values: AssignmentSettings, platform: Settings, *, within: str = "") -> None:
    """Raises Invalid, which names the field and its maximum, for more than the administrator allows.

    `within` is what stands before the field's name where it is one of many.
    """
    for name, most in _most(platform).items():
        value = getattr(values, name)
        if value is not None and value > most:
            raise Invalid.field(f"{within}{name}", f"is more than the {most} that this platform's administrator allows")


def of(assignment: Assignment, platform: Settings) -> Limits:
    """The limits of an assignment's grading jobs. What was set before the administrator allowed less is less now."""
    given = {
        name: min(value, most)
        for name, most in _most(platform).items()
        if (value := getattr(assignment, name)) is not None
    }
    usual = Limits()
    cell_seconds = given.get("cell_seconds", usual.cell_seconds)
    notebook_seconds = min(cell_seconds * CELLS_OF_A_NOTEBOOK, LONGEST_NOTEBOOK_SECONDS)
    return Limits(
        cell_seconds=cell_seconds, notebook_seconds=max(usual.notebook_seconds, notebook_seconds),
        memory_bytes=given["memory_mib"] * MIB if "memory_mib" in given else None,
    )  # fmt: skip


def differ(allowed: Limits, held: Mapping[str, float | None]) -> bool:
    """Whether limits by name, of an evidence, are others than these. What it knew no limit of is not compared."""
    return any(held.get(name, value) != value for name, value in allowed)


def _most(platform: Settings) -> dict[str, int]:
    return {"cell_seconds": platform.grading_most_cell_seconds, "memory_mib": platform.grading_most_memory_mib}
