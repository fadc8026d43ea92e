"""Puts files that were fetched into the home, and remembers what they were."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from . import fetched
from .bodies import Choice
from .errors import NotAcceptableError
from .files import write
from .merge import Step, plan


def place(
    root: Path, files: Mapping[str, bytes], choice: Choice, versions: dict[str, int] | None = None
) -> tuple[Step, ...]:
    """Writes `files` (by path relative to `root`) as `choice` says; raises WorkspaceError, and then wrote nothing
    unless the disk itself failed."""
    with fetched.locked(root):
        record = fetched.load(root)
        steps = plan(root, files, record.files, choice)
        for step in steps:
            _write(step)
        # After keep_mine and keep_both too: the choice was made for this version, so it is not asked for again.
        fetched.save(root, record.plus({step.name: step.upstream for step in steps}, versions or {}))
    return steps


def _write(step: Step) -> None:
    if step.content is None:
        return
    try:
        write(step.path, step.content)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotAcceptableError(f"{step.name} cannot be written: a file stands where a folder has to be.") from error
