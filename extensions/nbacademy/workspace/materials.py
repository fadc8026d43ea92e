"""A course's own files: lessons and what belongs to them."""

from __future__ import annotations

from pathlib import Path

from ..client import Platform
from .bodies import FetchedMaterial, MaterialFetch
from .errors import NotThereError
from .placing import place


def fetch(platform: Platform, root: Path, wanted: MaterialFetch) -> FetchedMaterial:
    """Brings a material's newest content to `<root>/<course>/<its file name>`."""
    material = platform.material(wanted.material_id)
    if material.filename is None:
        raise NotThereError(f"{material.title} has no file to open.")
    name = f"{material.course_slug}/{material.filename}"
    (step,) = place(root, {name: platform.content(wanted.material_id)}, wanted.on_conflict)
    return FetchedMaterial(path=step.path.relative_to(root).as_posix(), state=step.state)
