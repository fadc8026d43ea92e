"""Tells students whether the visible tests pass, by nbgrader's validator in a process with a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from .bodies import AssignmentRef, FailedCell, Validation
from .errors import NotAcceptableError, NotThereError
from .paths import below

SECONDS_TO_STOP = 10


def validate(root: Path, ref: AssignmentRef, seconds: float) -> Validation:
    """Runs every notebook of an assignment from top to bottom. Running out of time is a result, not an error."""
    folder = below(root, f"{ref.course}/{ref.assignment}")
    notebooks = sorted(str(path.resolve()) for path in folder.glob("*.ipynb") if path.is_file())
    if not notebooks:
        raise NotThereError(f"There is no notebook in {ref.course}/{ref.assignment}; fetch the assignment first.")
    with tempfile.TemporaryDirectory(prefix="nbacademy-") as temporary:
        result = Path(temporary) / "result.json"
        command = [sys.executable, "-m", f"{__package__}.check_notebooks", str(result), *notebooks]
        if not _run(command, seconds):
            return _late(Path(notebooks[0]).name, seconds)
        if not result.exists():
            raise NotAcceptableError("The notebooks could not be run; the server's log says why.")
        return Validation.model_validate_json(result.read_bytes())


def _run(command: list[str], seconds: float) -> bool:
    """Whether the command ended in time."""
    # -P keeps a student's own json.py from taking the place of the standard library's.
    process = subprocess.Popen([command[0], "-P", *command[1:]], start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return False
    return True


def _late(notebook: str, seconds: float) -> Validation:
    error = f"The notebooks did not finish within {seconds:g} seconds. Look for a loop that never ends."
    return Validation(passed=False, cells=(FailedCell(notebook=notebook, grade_id=None, error=error),))
