"""What all parts of the exchange have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from nbgrader.exchange import abc
from pydantic import ValidationError

from ..client import Platform, PlatformError, RefusedError
from ..workspace.bodies import AssignmentRef
from ..workspace.errors import WorkspaceError
from .times import stamp

ELSEWHERE = (
    "A notebook server's token may not do that, so that no notebook can do it behind your back: use the platform's "
    "pages in your browser, or set NBACADEMY_TOKEN to a personal token for this one command."
)


class Exchange(abc.Exchange):  # type: ignore[misc]  # nbgrader has no types
    """Talks to the platform. Work is done in `act`; whatever goes wrong there is one line, and exit status 1."""

    def init_src(self) -> None:
        """Nothing to prepare: the platform says what there is."""

    def init_dest(self) -> None:
        """Nothing to prepare."""

    def copy_files(self) -> None:
        """Does the work, with errors as nbgrader's commands expect them."""
        with self.platform() as platform:
            self.act(platform)

    def act(self, platform: Platform) -> None:
        """What this part of the exchange does."""
        raise NotImplementedError

    @contextmanager
    def platform(self) -> Iterator[Platform]:
        """The platform; its refusals, and the workspace's, become nbgrader's ExchangeError."""
        try:
            with Platform.from_environment() as platform:
                yield platform
        except RefusedError as error:
            self.refuse(error)
        except (PlatformError, WorkspaceError) as error:
            self.fail(str(error))

    def refuse(self, error: RefusedError) -> NoReturn:
        """Says why the platform refused; its details name the fields."""
        details = "; ".join(f"{detail.field}: {detail.message}" for detail in error.info.details)
        self.fail(f"{error.info.message} ({details})" if details else error.info.message)
        raise error  # `fail` always raises, which nbgrader does not declare

    @property
    def root(self) -> Path:
        """The folder that holds the courses' folders."""
        return Path(self.assignment_dir).expanduser().resolve()

    @property
    def course(self) -> str:
        """The chosen course, empty for all."""
        return "" if self.coursedir is None else str(self.coursedir.course_id)

    @property
    def assignment(self) -> str:
        """The chosen assignment, empty for all."""
        return "" if self.coursedir is None else str(self.coursedir.assignment_id)

    def ref(self) -> AssignmentRef:
        """The chosen assignment of the chosen course; both have to be given."""
        if not self.course:
            self.fail("No course id specified. Re-run with --course flag.")
        try:
            return AssignmentRef(course=self.course, assignment=self.assignment)
        except ValidationError as error:
            wrong = " and ".join(str(part["loc"][0]) for part in error.errors())
            self.fail(f"{self.course!a} {self.assignment!a} is not an assignment's name: the {wrong} cannot be right.")
            raise

    def stamp(self, moment: datetime) -> str:
        """A time in the form that nbgrader is configured to write."""
        return stamp(moment, str(self.timezone), str(self.timestamp_format))
