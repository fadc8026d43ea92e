"""nbgrader's Autograde converter with its Execute step replaced by a judge in a sandbox."""

from __future__ import annotations

import logging
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbformat import NotebookNode
from nbgrader.converters.autograde import Autograde
from nbgrader.preprocessors import (
    AssignLatePenalties,
    ClearOutput,
    DeduplicateIds,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from nbacademy_graders.coursefolder import CourseFolder
from nbacademy_graders.joblog import JobLog
from nbacademy_graders.jobs import TriedCell
from nbacademy_graders.judging import Case, Judge, Verdict
from nbacademy_graders.judging.hidden import has_hidden_region
from nbacademy_graders.limits import Limits
from nbacademy_graders.sandbox.loop import run_on_loop
from nbacademy_graders.sanitise import clean_notebook
from nbacademy_graders.trying import placed

#: In a cell's own metadata: how many of its outputs, counted from the first, came of what students may see.
OPEN_OUTPUTS = "open_outputs"


class JudgedExecution:
    """The step in Execute's place, and the one that tidies up after LimitOutput; one object for all notebooks of a
    submission."""

    def __init__(
        self,
        folder: CourseFolder,
        judge: Judge,
        sources: dict[str, NotebookNode],
        plan: tuple[TriedCell, ...],
        limits: Limits,
        log: JobLog,
    ) -> None:
        self.folder, self.judge, self.sources, self.plan = folder, judge, sources, plan
        self.limits, self.log = limits, log
        self.notes: dict[tuple[str, str], str] = {}
        self._verdict = Verdict()

    def execute(self, notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Judge one notebook."""
        name = resources["nbgrader"]["notebook"]
        case = Case(
            notebook=notebook,
            source=self.sources[name],
            files=self.folder.of_student("autograded"),
            source_files=self.folder.source,
            placed=placed(self.plan, name),
            limits=self.limits,
        )
        self._verdict = run_on_loop(self.judge.judge(case))
        for sentence in self._verdict.log:
            self.log.note(f"{name}: {sentence}")
        for stage, seconds in self._verdict.seconds.items():
            self.log.add_seconds(stage, seconds)
        return notebook, resources

    def tidy(self, notebook: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Make the outputs harmless and record which of them came of hidden tests; scores have been saved by now."""
        name = resources["nbgrader"]["notebook"]
        clean_notebook(notebook)
        for index, cell in enumerate(notebook.cells):
            if not (is_grade(cell) and not is_solution(cell) and cell.cell_type == "code"):
                continue
            secret = {id(output) for output in self._verdict.secret_outputs.get(index, ())}
            open_count = sum(id(output) not in secret for output in cell.outputs)
            cell.metadata["nbacademy"] = NotebookNode({OPEN_OUTPUTS: open_count})
            self._annotate(name, cell, cell.outputs[:open_count])
        return notebook, resources

    def _annotate(self, notebook: str, cell: NotebookNode, open_outputs: list[NotebookNode]) -> None:
        """What the student may know of why a test cell failed."""
        errors = [output for output in cell.outputs if output.output_type == "error"]
        if not errors:
            return
        shown = next((output for output in open_outputs if output.output_type == "error"), None)
        if shown is not None:
            text = f"{shown.ename}: {shown.evalue}" if shown.evalue else shown.ename
        else:
            text = "A hidden test failed." if has_hidden_region(cell.source) else errors[0].ename
        self.notes[notebook, cell.metadata.nbgrader["grade_id"]] = text[:500]


class SandboxAutograde(Autograde):  # type: ignore[misc]
    """Autograde with a given execution."""

    def __init__(self, folder: CourseFolder, execution: JudgedExecution, log: logging.Logger, more: Config) -> None:
        config = Config({"Exporter": {"optimistic_validation": True}})  # once, not after each of the steps
        config.merge(more)
        steps = [
            execution.execute,
            IgnorePattern,
            ClearMetadataPreprocessor,
            LimitOutput,
            SaveAutoGrades,
            AssignLatePenalties,
            execution.tidy,
        ]
        super().__init__(
            coursedir=folder.directory(config),
            log=log,
            config=config,
            # nbgrader's own but for CheckCellMetadata, here and above: what it looks at is the release's (intake.py),
            # and was looked at when that was made.
            sanitize_preprocessors=[ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells],
            autograde_preprocessors=steps,
            permissions=644,
        )
