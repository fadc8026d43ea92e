"""What a notebook shows of training runs: anywidgets that follow them live, and the MIME bundles around these."""

from __future__ import annotations

from .show import show, show_comparison

__all__ = ["show", "show_comparison"]
