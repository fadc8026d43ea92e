"""Tests as educators write them, one manner at a time: right work gets full marks, wrong work nothing, and each is
judged outside of the student's kernel if that can be.

`idioms/` has a file for each subject, in which lines `# %% answer name`, `wrong`, `test` and, where the manner needs
it, `setup` begin the parts of an idiom. What can only be judged inside stands in `inside.cells`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode

from nbacademy_graders import entry
from nbacademy_graders.jobs import Graded, GradeJob, Trial, TrialJob
from nbacademy_graders.publishing import publish
from nbacademy_graders.sandbox import SandboxPool

from .authoring import Desk, answered, checks, notebook, readonly, solution
from .conftest import NOW, notes, scores
from .fidelity.course import blocks

pytestmark = [pytest.mark.xdist_group("idioms"), pytest.mark.timeout(600)]

_MAKE: dict[str, Callable[[str, str], NotebookNode]] = {
    "setup": lambda name, code: readonly(f"{name}-setup", code),
    "answer": lambda name, code: solution(f"{name}-answer", code),
    "test": lambda name, code: checks(name, 1, code),
}
PARTS = {
    path.stem: [(*head.split(), text) for head, text in blocks(path)]
    for path in sorted((Path(__file__).parent / "idioms").glob("*.cells"))
}
#: Where each idiom is judged, by its name.
PLACES = {
    name: "inside" if subject == "inside" else "outside"
    for subject, parts in PARTS.items()
    for kind, name, _ in parts
    if kind == "test"
}
every_idiom = pytest.mark.parametrize("name", PLACES)


@dataclass(frozen=True)
class Judged:
    """What became of all idioms: their trial, right work and wrong work."""

    trial: Trial
    right: Graded
    wrong: Graded


def _answers(which: str) -> dict[str, str]:
    return {f"{name}-answer": text for parts in PARTS.values() for kind, name, text in parts if kind == which}


@pytest.fixture(scope="module")
def judged(pool: SandboxPool, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    desk = Desk(tmp_path_factory.mktemp("idioms"))
    source = desk.bundle(
        desk.folder(
            {
                subject: notebook(*(_MAKE[kind](name, text) for kind, name, text in parts if kind in _MAKE))
                for subject, parts in PARTS.items()
            }
        )
    )
    releases = publish("course", "idioms", source).notebooks

    def graded(which: str) -> Graded:
        work = {subject: answered(release, _answers(which)) for subject, release in releases.items()}
        result = entry.run(
            GradeJob(
                course="course",
                assignment="idioms",
                student=which,
                student_name=which,
                source=source,
                submission=desk.bundle(desk.folder(work)),
                submitted_at=NOW,
                gradebook_url=desk.gradebook_url,
            )
        )
        assert isinstance(result, Graded), result
        return result

    trial = entry.run(TrialJob(course="course", assignment="idioms", source=source))
    assert isinstance(trial, Trial), trial
    return Judged(trial, graded("answer"), graded("wrong"))


@every_idiom
def test_an_idiom_is_judged_outside_if_it_can_be(judged: Judged, name: str) -> None:
    (cell,) = [cell for cell in judged.trial.cells if cell.grade_id == name]
    assert cell.judged == PLACES[name], cell.why
    assert (cell.advice is None) == (cell.judged == "outside")


@every_idiom
def test_right_work_gets_full_marks(judged: Judged, name: str) -> None:
    assert scores(judged.right)[name] == 1, notes(judged.right)[name]


@every_idiom
def test_wrong_work_gets_nothing(judged: Judged, name: str) -> None:
    assert scores(judged.wrong)[name] == 0
