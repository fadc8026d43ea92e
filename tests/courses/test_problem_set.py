"""Problem set 1: nbgrader generates and grades it; the solution scores full, a usual mistake loses its points."""

import contextlib
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from gymnasium.spaces import Box
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from stable_baselines3.common.buffers import RolloutBuffer
from traitlets.config import Config

from .mistakes import MISTAKES

SOURCE = Path(__file__).parents[2] / "courses" / "ppo" / "source" / "ps1"
POINTS = {
    "test_discounted_return": 2,
    "test_returns_to_go": 3,
    "test_td_errors": 3,
    "test_gae_one_stretch": 2,
    "test_gae_boundaries": 4,
    "test_normalise": 2,
}


def cells() -> dict[str, str]:
    """The code cells of the problem set, by grade id, in their order."""
    notebook = nbformat.read(SOURCE / "ps1.ipynb", as_version=4)
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in notebook.cells if cell.cell_type == "code"}


def lost(sources: dict[str, str]) -> list[str]:
    """The test cells that fail when these cells run from top to bottom."""
    names: dict[str, Any] = {}
    failed = []
    for grade_id, source in sources.items():
        try:
            # nbgrader takes the points of a cell that writes to stderr, so a warning is a failure as well.
            with warnings.catch_warnings(action="error"):
                exec(source, names)
        except Exception:
            failed.append(grade_id)
    return failed


def spoil(sources: dict[str, str], old: str, new: str) -> dict[str, str]:
    """The same cells with one piece of a solution replaced."""
    solutions = [grade_id for grade_id, source in sources.items() if grade_id not in POINTS and old in source]
    assert len(solutions) == 1, f"{old!r} stands in {solutions}"
    return {**sources, solutions[0]: sources[solutions[0]].replace(old, new)}


def test_the_solution_passes_every_test() -> None:
    assert lost(cells()) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_usual_mistake_loses_exactly_its_points(mistake: str) -> None:
    old, new, expected = MISTAKES[mistake]
    assert lost(spoil(cells(), old, new)) == expected


def test_the_solution_agrees_with_stable_baselines3() -> None:
    names: dict[str, Any] = {}
    for source in cells().values():
        exec(source, names)
    steps, environments, rng = 64, 4, np.random.default_rng(3)
    rewards, values, next_values = rng.normal(size=(3, steps, environments)).astype(np.float32)
    terminated, truncated = rng.random((2, steps, environments)) < 0.1
    done = terminated | truncated
    # The next value inside an episode is the value that the buffer already holds.
    next_values[:-1] = np.where(done[:-1], next_values[:-1], values[1:])
    advantages = buffer_advantages(rewards, values, next_values, terminated, done)
    ours = names["gae"](rewards, values, next_values, terminated, truncated, 0.99, 0.95)
    np.testing.assert_allclose(ours, advantages, atol=1e-5)


def buffer_advantages(rewards: Any, values: Any, next_values: Any, terminated: Any, done: Any) -> Any:
    """What stable-baselines3 makes of it; it adds the value after a truncation to the reward."""
    steps, environments = rewards.shape
    box = Box(-1, 1, (1,))
    buffer = RolloutBuffer(steps, box, box, gae_lambda=0.95, gamma=0.99, n_envs=environments)
    buffer.rewards[:] = np.where(done & ~terminated, rewards + 0.99 * next_values, rewards)
    buffer.values[:] = values
    buffer.episode_starts[1:] = done[:-1]
    buffer.compute_returns_and_advantage(torch.from_numpy(next_values[-1].copy()), done[-1])
    return buffer.advantages


@pytest.fixture
def grader(tmp_path: Path, commands_on_path: None) -> NbGraderAPI:
    """nbgrader on a course folder of its own that holds the problem set."""
    shutil.copytree(SOURCE, tmp_path / "source" / "ps1")
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
    sources = change(cells())
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
            sources = spoil(sources, *MISTAKES[mistake][:2])
        return sources

    submit(tmp_path, "able", lambda sources: sources)
    submit(tmp_path, "absent", None)
    submit(tmp_path, "careless", careless)
    for student in ("able", "absent", "careless"):
        graded = grader.autograde("ps1", student)
        assert graded["success"], graded.get("log")
    by_hand = {"lambda_tradeoff": None}
    assert scores(tmp_path, "able") == {**POINTS, **by_hand}
    assert scores(tmp_path, "absent") == {**dict.fromkeys(POINTS, 0), **by_hand}
    missed = {"test_discounted_return": 0, "test_gae_boundaries": 0, "test_normalise": 0}
    assert scores(tmp_path, "careless") == {**POINTS, **missed, **by_hand}
