"""How a run is displayed: as a widget, and as what remains of it where there is no kernel."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from nbacademy.training.errors import RunNotFoundError
from nbacademy.training.folder import Folder, Wish
from nbacademy.training.hyperparameters import tuned
from nbacademy.training.run import MIMETYPE

from .comparison_widget import ComparisonWidget
from .run_widget import RunWidget

if TYPE_CHECKING:
    from nbacademy.training.comparison import Comparison
    from nbacademy.training.run import Run


def show(run: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    """The MIME bundle: a widget, the run's id for a viewer that needs no kernel, and text for all others."""
    folder = _folder_of(run)
    widget = RunWidget(
        folder,
        lambda wish: getattr(run, wish)(),
        run_id=run.id,
        title=run.name,
        total_timesteps=run.total_timesteps,
        recorded=run.recorded,
        wishes=_wishes(run, folder),
        hyperparameters=run.hyperparameters,
        tuned=tuned(run.algorithm, run.environment),
    )
    data, metadata = widget._repr_mimebundle_() or ({}, {})
    about = {"run_id": run.id, "title": run.name, "total_timesteps": run.total_timesteps, "recorded": run.recorded}
    text = repr(run)
    return {**data, MIMETYPE: about, "text/plain": text, "text/html": f"<code>{html.escape(text)}</code>"}, metadata


def show_comparison(comparison: Comparison) -> tuple[dict[str, Any], dict[str, Any]]:
    """The MIME bundle: a widget, and text where there is no kernel."""
    data, metadata = ComparisonWidget(comparison)._repr_mimebundle_() or ({}, {})
    return {**data, "text/plain": repr(comparison)}, metadata


def _wishes(run: Run, folder: Folder | None) -> list[Wish]:
    """What the run can be asked for from here: elsewhere only its end."""
    if folder is None:
        return ["stop"]
    return ["stop", "pause", "resume", "checkpoint"] if run.saves else ["stop", "pause", "resume"]


def _folder_of(run: Run) -> Folder | None:
    try:
        return Folder.find(run.id)
    except RunNotFoundError:
        return None
