"""Puts the built labextension where JupyterLab looks for it; where there is none, the rest still installs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = "nbacademy/labextension"


class LabextensionHook(BuildHookInterface[Any]):
    """A table entry for shared data would fail the whole build while the folder is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if (Path(self.root) / BUILT / "package.json").is_file():
            build_data["shared_data"][BUILT] = "share/jupyter/labextensions/@nbacademy/labextension"
        elif version != "editable":
            self.app.display_warning(f"{BUILT} has not been built: this wheel has no Course panel")
