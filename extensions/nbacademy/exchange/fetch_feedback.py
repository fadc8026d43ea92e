"""`nbgrader fetch_feedback`."""

from __future__ import annotations

from nbgrader.exchange import abc

from ..client import Platform
from ..protocol.assignments import Submission
from ..workspace.files import write
from ..workspace.paths import below
from .exchange import Exchange
from .notebooks import notebooks_of


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):  # type: ignore[misc]
    """Puts the released feedback into `<course>/<assignment>/feedback/<time>/<notebook>.html`."""

    def act(self, platform: Platform) -> None:
        ref = self.ref()
        ready = [found for found in platform.submissions(ref.course, ref.assignment) if found.feedback_released]
        if not ready:
            self.log.warning("There is no feedback on %s %s yet.", ref.course, ref.assignment)
        for submission in ready:
            self._fetch(platform, submission)

    def _fetch(self, platform: Platform, submission: Submission) -> None:
        notebooks = notebooks_of(submission)
        for notebook in notebooks:
            page = platform.feedback(submission.id, notebook if len(notebooks) > 1 else None)
            folder = f"{submission.course_slug}/{submission.assignment}/feedback/{self.stamp(submission.submitted_at)}"
            path = below(self.root, f"{folder}/{notebook}.html")
            write(path, page)
            self.log.info("Fetched feedback: %s", path)
