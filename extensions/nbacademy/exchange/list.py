"""`nbgrader list`, and what nbgrader's Assignment List in JupyterLab shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from nbgrader.exchange import abc
from traitlets import Bool

from ..client import Platform
from ..protocol.assignments import Assignment, Submission
from . import entries
from .exchange import Exchange

Entry = dict[str, Any]


class ExchangeList(Exchange, abc.ExchangeList):  # type: ignore[misc]
    """Released assignments; with --cached one's own submissions; with --inbound everyone's, for staff."""

    as_json = Bool(False, help="Print the list as JSON on the standard output.").tag(config=True)

    _found: list[Entry]

    def act(self, platform: Platform) -> None:
        courses = [self.course] if self.course else [course.slug for course in platform.courses()]
        if self.inbound or self.cached:
            self._found = entries.grouped(
                entries.submitted(self.root, found, self.stamp(found.submitted_at), str(found.user.id))
                for course in courses
                for found in self._submissions(platform, course)
            )
        else:
            self._found = [entries.released(self.root, found) for found in self._released(platform, courses)]

    def list_files(self) -> list[Entry]:
        """Shows the list, and returns it in the form that nbgrader's pages read."""
        if self.as_json:
            print(json.dumps(self._found, indent=1))
        else:
            self._log()
        return self._found

    def remove_files(self) -> list[Entry]:
        """The platform keeps everything that was released or handed in: there is nothing to remove."""
        self.fail("Nothing was removed: the platform keeps what was released and handed in.")
        return []

    def _released(self, platform: Platform, courses: list[str]) -> Iterator[Assignment]:
        for course in courses:
            for found in platform.assignments(course):
                if found.version is not None and self.assignment in ("", "*", found.name):
                    yield found

    def _submissions(self, platform: Platform, course: str) -> Iterator[Submission]:
        assignment = self.assignment if self.assignment not in ("", "*") else None
        return platform.submissions(course, assignment, everyone=self.inbound)

    def _log(self) -> None:
        if self.inbound or self.cached:
            self.log.info("Submitted assignments:")
            for group in self._found:
                for entry in group["submissions"]:
                    self.log.info(entries.submitted_line(entry))
        else:
            self.log.info("Released assignments:")
            for entry in self._found:
                self.log.info(entries.released_line(entry))
