"""What a notebook shows of a training run: an anywidget that follows it live, and a MIME bundle around it."""

from __future__ import annotations

from .show import show

__all__ = ["show"]
