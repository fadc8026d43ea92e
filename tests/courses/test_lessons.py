"""The notebooks that ship run, and carry nothing that a student should not get."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

COURSES = Path(__file__).parents[2] / "courses"
NOTEBOOKS = sorted(COURSES.rglob("*.ipynb"))
LESSONS = sorted(COURSES.glob("*/lessons/*.ipynb"))
CELL_SECONDS = 600
# Lessons that train for longer than seconds say how long in a cell tagged `parameters`. Here they train for less.
SHORTER = {
    "07-whole-ppo": "STEPS = 1024",
    "08-reading-the-curves": "STEPS, PROBE_STEPS = 512, 256",
    "09-honest-comparison": "SEEDS, UPDATES = 40, 3",
    "10-rewards-and-robots": "UPDATES, PENDULUM_STEPS = 3, 4096",
}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_has_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs, cell.id
            assert cell.execution_count is None, cell.id


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_cell_of_a_lesson_runs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    # Cells tagged `live` train through a running platform; the end-to-end test runs them there.
    # What a cell tagged `result` states is reached by a training of full length, not by a shorter one.
    notebook.cells = [cell for cell in notebook.cells if not {"live", "result"} & set(cell.metadata.get("tags", []))]
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = SHORTER[path.stem]
    # Threads that wait for each other by spinning take many times as long where other tests need the cores.
    NotebookClient(notebook, kernel_name="python3", timeout=CELL_SECONDS).execute(
        env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    warned = [output.text for output in outputs if output.get("name") == "stderr"]
    assert not warned
