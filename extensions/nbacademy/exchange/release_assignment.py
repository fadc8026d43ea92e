"""`nbgrader release_assignment`."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from ..client import Platform
from ..workspace import sources
from .exchange import Exchange


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Uploads `source/<assignment>` and releases it. The platform makes the student version from it by itself: what
    lies in `release/` is not used, so nothing that was forgotten there can go out."""

    def act(self, platform: Platform) -> None:
        ref = self.ref()
        folder = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", ref.assignment))
        version = sources.publish_folder(platform, folder, ref)
        self.log.info(
            "Released %s %s: version %d, %g points, sha256 %s",
            ref.course, ref.assignment, version.version, version.max_score, version.sha256,
        )  # fmt: skip
