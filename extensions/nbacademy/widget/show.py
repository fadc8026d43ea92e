"""How a run is displayed: as a widget, and as what remains of it where there is no kernel."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from nbacademy.training.errors import RunNotFoundError
from nbacademy.training.folder import Folder
from nbacademy.training.run import MIMETYPE

from .run_widget import RunWidget

if TYPE_CHECKING:
    from nbacademy.training.run import Run


def show(run: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    """The MIME bundle: a widget, the run's id for a viewer that needs no kernel, and text for all others."""
    widget = RunWidget(
        _folder_of(run),
        run.stop,
        run_id=run.id,
        title=run.name,
        total_timesteps=run.total_timesteps,
        recorded=run.recorded,
    )
    data, metadata = widget._repr_mimebundle_() or ({}, {})
    about = {"run_id": run.id, "title": run.name, "total_timesteps": run.total_timesteps, "recorded": run.recorded}
    text = repr(run)
    return {**data, MIMETYPE: about, "text/plain": text, "text/html": f"<code>{html.escape(text)}</code>"}, metadata


def _folder_of(run: Run) -> Folder | None:
    try:
        return Folder.find(run.id)
    except RunNotFoundError:
        return None
