"""The log of one job: sentences for an educator, and nbgrader's own warnings."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager


class JobLog(logging.Handler):
    """Collects what a job's reader should know, in order and once, and measures its stages."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.seconds: dict[str, float] = {}
        self.failures: list[str] = []
        # A logger of the job's own, not in the tree of named ones: two jobs never share handlers.
        self.logger = logging.Logger("nbacademy_graders.job", logging.INFO)
        self.logger.addHandler(self)
        self.logger.addHandler(_ToProcessLog())

    def note(self, sentence: str) -> None:
        """Add a sentence, unless it stands there already."""
        if sentence not in self.lines:
            self.lines.append(sentence)

    def emit(self, record: logging.LogRecord) -> None:
        """Take in a warning or an error of nbgrader's; of a traceback its last line."""
        message = record.getMessage()
        if message.startswith("Attribute 'checksum' for cell"):
            return  # said of every cell with hidden tests: students never had those
        if record.levelno >= logging.ERROR:
            self.failures.append(message)
        self.note(message.strip().rpartition("\n")[2])

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to `seconds[name]`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.add_seconds(name, time.perf_counter() - began)

    def add_seconds(self, name: str, seconds: float) -> None:
        """Add to the time of a stage."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds


class _ToProcessLog(logging.Handler):
    """Passes everything on to the process's log, where administrators look."""

    def emit(self, record: logging.LogRecord) -> None:
        logging.getLogger("nbacademy_graders").log(min(record.levelno, logging.INFO), "%s", record.getMessage())
