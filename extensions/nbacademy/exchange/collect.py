"""`nbgrader collect`."""

from __future__ import annotations

import shutil
from pathlib import Path

from nbgrader.exchange import abc

from ..client import Platform, RefusedError
from ..protocol.archive import ArchiveError, unpack
from ..protocol.assignments import Submission
from ..protocol.shape import Moment
from ..workspace.bodies import AssignmentRef
from .exchange import ELSEWHERE, Exchange


class ExchangeCollect(Exchange, abc.ExchangeCollect):  # type: ignore[misc]
    """Downloads the newest submission of each student into `submitted/<id>/<assignment>`."""

    def act(self, platform: Platform) -> None:
        ref = self.ref()
        try:
            chosen = self._chosen(platform, ref)
            if not chosen:
                self.log.warning("No submissions of '%s' for course '%s' to collect", ref.assignment, ref.course)
            for submission in chosen:
                self._collect(platform, submission)
        except RefusedError as error:
            if error.status == 403:
                self.fail(f"{error} {ELSEWHERE}")
            raise

    def _chosen(self, platform: Platform, ref: AssignmentRef) -> list[Submission]:
        """The newest version of each student; with --before-duedate the newest that was in time, if there is one."""
        due = next((found.due_at for found in platform.assignments(ref.course) if found.name == ref.assignment), None)
        newest: dict[str, Submission] = {}
        for found in platform.submissions(ref.course, ref.assignment, everyone=True):
            student = str(found.user.id)
            if self.coursedir.student_id in ("*", student):
                newest[student] = max(newest.get(student, found), found, key=lambda one: self._rank(one, due))
        return [newest[student] for student in sorted(newest)]

    def _rank(self, submission: Submission, due: Moment | None) -> tuple[bool, int]:
        in_time = self.before_duedate and due is not None and submission.submitted_at <= due
        return in_time, submission.version

    def _collect(self, platform: Platform, submission: Submission) -> None:
        student = str(submission.user.id)
        folder = Path(self.coursedir.format_path(self.coursedir.submitted_directory, student, submission.assignment))
        stamp = self.stamp(submission.submitted_at)
        if folder.exists():
            there = folder / "timestamp.txt"
            same = there.is_file() and there.read_text(encoding="utf-8").strip() == stamp
            if same or not (self.update or self.before_duedate):
                self.log.info("Submission already collected: %s %s", student, submission.assignment)
                return
        self._replace(folder, platform.archive(submission.id), stamp)
        self.log.info("Collected submission: %s %s", student, submission.assignment)

    def _replace(self, folder: Path, archive: bytes, stamp: str) -> None:
        # Beside it first: an archive with tricks must not cost the version that is there.
        fresh = folder.with_name(f".{folder.name}.collecting")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            unpack(archive, fresh)
        except ArchiveError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            self.fail(f"A submission cannot be unpacked: {error}")
        (fresh / "timestamp.txt").write_text(stamp, encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        fresh.rename(folder)
