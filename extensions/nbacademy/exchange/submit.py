"""`nbgrader submit`."""

from __future__ import annotations

from uuid import uuid4

from nbgrader.exchange import abc

from ..client import Platform
from ..workspace import assignments
from ..workspace.bodies import AssignmentRef
from .exchange import Exchange
from .notebooks import stem


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):  # type: ignore[misc]
    """Hands in the assignment's folder and prints the receipt."""

    def act(self, platform: Platform) -> None:
        ref = self.ref()
        self._compare(platform, ref)
        receipt = assignments.submit(platform, self.root, ref, str(uuid4()))
        self.log.info("Submitted as: %s %s %s", ref.course, ref.assignment, self.stamp(receipt.submitted_at))
        self.log.info("Receipt: version %d, %d bytes, sha256 %s", receipt.version, receipt.size_bytes, receipt.sha256)

    def _compare(self, platform: Platform, ref: AssignmentRef) -> None:
        """Warns of notebooks that are missing or new, and with --strict refuses when some are missing."""
        found = [one for one in platform.assignments(ref.course) if one.name == ref.assignment]
        released = {stem(name) for one in found for name in one.notebooks}
        here = {path.stem for path in assignments.folder_of(self.root, ref).glob("*.ipynb")}
        missing, extra = sorted(released - here), sorted(here - released)
        if missing and self.strict:
            self.fail(f"Assignment {ref.assignment} not submitted: {', '.join(missing)} is missing.")
        if missing:
            self.log.warning("Missing from this submission of %s: %s", ref.assignment, ", ".join(missing))
        if extra:
            self.log.warning("Not part of %s, and not graded: %s", ref.assignment, ", ".join(extra))
