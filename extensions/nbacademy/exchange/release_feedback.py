"""`nbgrader release_feedback`."""

from __future__ import annotations

from nbgrader.exchange import abc

from ..client import Platform, RefusedError
from .exchange import ELSEWHERE, Exchange


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Lets students see the feedback that the platform has made."""

    def act(self, platform: Platform) -> None:
        ref = self.ref()
        try:
            job = platform.release_feedback(ref.course, ref.assignment)
        except RefusedError as error:
            if error.status == 403:
                self.fail(f"{error} {ELSEWHERE}")
            raise
        self.log.info(
            "Feedback on %d submissions of %s %s is released", len(job.submissions), ref.course, ref.assignment
        )
