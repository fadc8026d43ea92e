"""Problem sets: the solution passes, a usual mistake loses its points; nbgrader releases and grades problem set 1."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from .mistakes import MISTAKES
from .problem_set import NAMES, SOURCES, cells, lost, points, spoil

EVERY_MISTAKE = [(name, mistake) for name, mistakes in MISTAKES.items() for mistake in mistakes]


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_test(name: str) -> None:
    assert lost(cells(name)) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_test_cell_is_lost_by_some_usual_mistake(name: str) -> None:
    found = {grade_id for _, _, expected in MISTAKES[name].values() for grade_id in expected}
    assert found == set(points(name))


@pytest.mark.parametrize(("name", "mistake"), EVERY_MISTAKE)
def test_a_usual_mistake_loses_exactly_its_points(name: str, mistake: str) -> None:
    old, new, expected = MISTAKES[name][mistake]
    assert lost(spoil(cells(name), old, new)) == expected


@pytest.fixture
def grader(tmp_path: Path, commands_on_path: None) -> NbGraderAPI:
    """nbgrader on a course folder of its own that holds the problem set."""
    shutil.copytree(SOURCES / "ps1", tmp_path / "source" / "ps1")
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = "ppo101"
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def submit(root: Path, student: str, change: Callable[[dict[str, str]], dict[str, str]] | None) -> None:
    """Hand in the solution, changed; or the empty student version for None."""
    target = root / "submitted" / student / "ps1"
    shutil.copytree(root / ("release" if change is None else "source") / "ps1", target)
    if change is None:
        return
    notebook = nbformat.read(target / "ps1.ipynb", as_version=4)
    sources = change(cells("ps1"))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = sources[cell.metadata.nbgrader.grade_id]
    nbformat.write(notebook, target / "ps1.ipynb")


def scores(root: Path, student: str) -> dict[str, float | None]:
    """The automatic score of every graded cell; None where a person has to look."""
    with contextlib.closing(Gradebook(f"sqlite:///{root}/gradebook.db")) as gradebook:
        notebooks = gradebook.find_submission("ps1", student).notebooks
        return {grade.name: grade.auto_score for notebook in notebooks for grade in notebook.grades}


@pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")
def test_nbgrader_releases_it_without_answers_and_grades_it(grader: NbGraderAPI, tmp_path: Path) -> None:
    generated = grader.generate_assignment("ps1")
    assert generated["success"], generated.get("log")
    released = (tmp_path / "release" / "ps1" / "ps1.ipynb").read_text()
    for secret in ("BEGIN", "np.logical_or", "_rng", "MARK SCHEME", "1 point"):
        assert secret not in released, secret

    def careless(sources: dict[str, str]) -> dict[str, str]:
        for mistake in ("no discount", "advantages flow over a truncation", "no epsilon"):
            sources = spoil(sources, *MISTAKES["ps1"][mistake][:2])
        return sources

    submit(tmp_path, "able", lambda sources: sources)
    submit(tmp_path, "absent", None)
    submit(tmp_path, "careless", careless)
    for student in ("able", "absent", "careless"):
        graded = grader.autograde("ps1", student)
        assert graded["success"], graded.get("log")
    full, by_hand = points("ps1"), {"lambda_tradeoff": None}
    assert scores(tmp_path, "able") == {**full, **by_hand}
    assert scores(tmp_path, "absent") == {**dict.fromkeys(full, 0), **by_hand}
    missed = {"test_discounted_return": 0, "test_gae_boundaries": 0, "test_normalise": 0}
    assert scores(tmp_path, "careless") == {**full, **missed, **by_hand}
