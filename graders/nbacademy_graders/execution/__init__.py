"""Programs that are run once, in a sandbox of their own, apart from notebooks and their grading."""

from nbacademy_graders.execution.executing import execute

__all__ = ["execute"]
