"""An assignment made from its source: the students' version, its cells, and a gradebook that knows it."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters.base import NbGraderException
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import InstantiateTests
from nbgrader.utils import is_grade, is_solution, is_task
from traitlets import TraitError

from nbacademy.protocol.archive import ArchiveError, pack
from nbacademy_graders.bundle import Bundle, unpack_bundle
from nbacademy_graders.coursefolder import CourseFolder, course_folder
from nbacademy_graders.errors import RefusedError
from nbacademy_graders.gradebook import make_tables
from nbacademy_graders.joblog import JobLog
from nbacademy_graders.jobs import Cell, CellKind
from nbacademy_graders.judging.hidden import has_hidden_region
from nbacademy_graders.limits import Limits

#: Sources that a process keeps ready: of each a gradebook and the students' version, some 200 KB.
KEPT_SOURCES = 64


@dataclass(frozen=True)
class Assignment:
    """A published assignment: `release` and `source` are archives of the students' version and of the source,
    `notebooks` and `sources` their notebooks by name."""

    cells: tuple[Cell, ...]
    notebooks: dict[str, NotebookNode]
    sources: dict[str, NotebookNode]
    release: bytes
    source: bytes
    database: bytes

    @property
    def max_score(self) -> float:
        """Points of all cells together."""
        return sum(cell.points for cell in self.cells)


@functools.lru_cache(maxsize=KEPT_SOURCES)
def publish(course: str, assignment: str, source: Bundle) -> Assignment:
    """Make the assignment with nbgrader's GenerateAssignment; none of its cells is run.

    Raises RefusedError with a sentence for the educator if nbgrader does not accept the source.
    """
    limits = Limits()
    with course_folder(course, assignment) as folder:
        unpack_bundle(source, folder.source, limit_bytes=limits.archive_bytes, limit_files=limits.archive_files)
        cells = _read_cells(folder.source)
        _generate(folder)
        try:
            archives = pack(folder.release), pack(folder.source)
        except ArchiveError as error:
            raise RefusedError(f"The assignment cannot be packed: {error}.") from error
        sources = {path.stem: _read_source(path) for path in sorted(folder.source.glob("*.ipynb"))}
        notebooks = {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.release.glob("*.ipynb"))}
        return Assignment(cells, notebooks, sources, *archives, folder.database.read_bytes())


def _read_cells(source: Path) -> tuple[Cell, ...]:
    paths = sorted(source.glob("*.ipynb"))
    if not paths:
        raise RefusedError("The source has no notebook: there must be at least one .ipynb file at its top.")
    return tuple(cell for path in paths for cell in _cells_of(path))


def _cells_of(path: Path) -> list[Cell]:
    notebook = _read_source(path)
    seen: set[str] = set()
    cells = []
    for number, cell in enumerate(notebook.cells, start=1):
        metadata = cell.metadata.get("nbgrader", {})
        if not (is_grade(cell) or is_solution(cell) or is_task(cell) or metadata.get("locked")):
            continue
        grade_id = metadata.get("grade_id")
        if not grade_id:
            raise RefusedError(f"{path.name}: cell {number} is an nbgrader cell without an id.")
        if grade_id in seen:
            raise RefusedError(
                f"{path.name}: the cell id {grade_id} is used twice; each nbgrader cell needs an id of its own."
            )
        seen.add(grade_id)
        if is_grade(cell) or is_task(cell):
            cells.append(_cell(path, grade_id, cell))
    return cells


def _cell(path: Path, grade_id: str, cell: NotebookNode) -> Cell:
    points = cell.metadata.nbgrader.get("points")
    if not isinstance(points, int | float) or isinstance(points, bool) or not 0 <= points < 1e9:
        raise RefusedError(f"{path.name}: cell {grade_id} is graded but has no points.")
    if is_grade(cell) and not is_solution(cell) and InstantiateTests().autotest_delimiter in cell.source:
        raise RefusedError(
            f"{path.name}: cell {grade_id} has an AUTOTEST line; write the tests out, nothing is run when publishing."
        )
    kind: CellKind = "manual" if is_solution(cell) or is_task(cell) else "auto"
    hidden = kind == "auto" and has_hidden_region(cell.source)
    return Cell(notebook=path.stem, grade_id=grade_id, points=float(points), kind=kind, has_hidden_tests=hidden)


def _read_source(path: Path) -> NotebookNode:
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (nbformat.reader.NotJSONError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise RefusedError(f"{path.name} is not a notebook: it is not valid JSON.") from error
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError(f"{path.name} is not a valid notebook: {str(error).splitlines()[0]}.") from error
    language = notebook.metadata.get("kernelspec", {}).get("language") or "python"
    if language.lower() != "python":
        raise RefusedError(f"{path.name} is written for a {language} kernel; sandboxes run Python.")
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            MetadataValidator().upgrade_cell_metadata(cell)
    return notebook


def _generate(folder: CourseFolder) -> None:
    log = JobLog()
    make_tables(folder.url)
    # Its AUTOTEST step would start a kernel outside the sandbox; such cells were refused above.
    steps = [step for step in GenerateAssignment.preprocessors.default() if step is not InstantiateTests]
    converter = GenerateAssignment(coursedir=folder.directory(), log=log.logger, preprocessors=steps)
    try:
        converter.start()
    except (NbGraderException, TraitError) as error:
        raise RefusedError(f"nbgrader does not accept this source: {_reason(log.failures) or error}") from error


def _reason(failures: list[str]) -> str | None:
    """The last line of the last traceback that nbgrader logged, which names what it stumbled over."""
    tracebacks = [message for message in failures if message.startswith("Traceback")]
    return tracebacks[-1].strip().rpartition("\n")[2] if tracebacks else None
