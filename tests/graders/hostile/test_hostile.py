"""A hostile submission gets no more than its honest parts deserve, learns no hidden test, touches nothing, and holds up
nobody; an odd but honest one gets what it deserves."""

from __future__ import annotations

from pathlib import Path

import pytest

from nbacademy_graders.judging.hidden import has_hidden_region

from ..conftest import containers
from .collection import CASES, COLLECTION, table
from .grading import HONEST, Course, Verdict
from .host import CHILD_MARK, HOST_MARK, OUTSIDE
from .page import Page
from .victim import FULL, SECRETS

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.timeout(1800)]
every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_it_gets_what_its_honest_parts_deserve(verdicts: dict[str, Verdict], name: str) -> None:
    case, entry = CASES[name], verdicts[name].entry
    if case.rejected is not None:
        assert (entry["status"], entry["score"]) == ("rejected", None)
        assert case.rejected in entry["reason"]
    else:
        assert entry["status"] == "graded", entry["reason"]
        assert case.at_least <= entry["score"] <= case.at_most, entry["cells"]
        assert entry["max_score"] == FULL + 4


@every_case
def test_it_shows_nothing_of_hidden_tests(verdicts: dict[str, Verdict], name: str) -> None:
    shown = verdicts[name].shown() + "".join(Page(path).text for path in verdicts[name].pages)
    assert [secret for secret in (*SECRETS, *CASES[name].secrets) if secret in shown] == []


@every_case
def test_only_test_cells_keep_hidden_tests(verdicts: dict[str, Verdict], name: str) -> None:
    if verdicts[name].entry["status"] == "rejected":
        assert not (verdicts[name].folder / "autograded").exists()
        return
    others = [cell for cell in verdicts[name].autograded().cells if not has_hidden_region(cell.source)]
    assert [secret for secret in SECRETS if secret in str(others)] == []


@every_case
def test_its_feedback_cannot_act(verdicts: dict[str, Verdict], name: str) -> None:
    assert [fault for path in verdicts[name].pages for fault in Page(path).faults] == []
    assert bool(verdicts[name].pages) == (CASES[name].rejected is None)


@every_case
def test_it_brings_nothing_of_the_host_along(verdicts: dict[str, Verdict], name: str) -> None:
    assert [path for path, content in verdicts[name].kept() if HOST_MARK.encode() in content] == []
    assert HOST_MARK not in str(verdicts[name].entry)


def test_every_submission_has_a_verdict(verdicts: dict[str, Verdict], course: Course) -> None:
    assert course.exit_codes == [0, 0, 0]


def test_honest_work_beside_them_gets_full_marks(verdicts: dict[str, Verdict]) -> None:
    neighbours = {name: verdict.entry["score"] for name, verdict in verdicts.items() if name.startswith(HONEST)}
    assert set(neighbours.values()) == {FULL}


def test_the_host_is_as_it_was(verdicts: dict[str, Verdict], course: Course) -> None:
    assert (course.submitted / OUTSIDE).read_text() == HOST_MARK
    assert {path.name for path in course.source.iterdir()} == {"work.ipynb", "data.txt"}
    assert containers(course.settings["NBACADEMY_INSTANCE"]) == []
    assert _processes_with(CHILD_MARK) == []


def _processes_with(mark: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
        if mark.encode() in arguments.split(b"\0"):
            found.append(process.name)
    return found


def test_every_class_has_its_cases_and_the_table_shows_them() -> None:
    assert sum(len(cases) for kind, cases in COLLECTION.items() if kind != "honest") >= 60
    assert len(COLLECTION["honest"]) >= 15
    assert len(CASES) == sum(map(len, COLLECTION.values())), "names are different"
    assert table() in (Path(__file__).parent / "README.md").read_text()
