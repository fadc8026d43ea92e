"""What a submission does beyond its limits is stopped, told in words, and costs nobody else anything."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from .authoring import GOOD
from .conftest import Classroom, autograded, page, scores

WHOLE = 7.5

pytestmark = pytest.mark.timeout(120)  # what would not be stopped


def _with_cell(classroom: Classroom, code: str) -> NotebookNode:
    def add(work: NotebookNode) -> None:
        work.cells.insert(0, new_code_cell(code))

    return classroom.answers(GOOD, add)


def test_an_endless_loop_is_interrupted_and_the_rest_counts(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "while True: pass"), limits={"cell_seconds": 1})
    assert result.score == WHOLE
    assert "work: Cell 1 was interrupted: it did not end within 1 s." in result.log


def test_a_loop_that_cannot_be_interrupted_ends_the_run(classroom: Classroom) -> None:
    code = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    result = classroom.grade(_with_cell(classroom, code), limits={"cell_seconds": 1})
    assert result.score == 0
    assert any("could not be interrupted" in line for line in result.log)


def test_the_time_of_all_cells_is_limited(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "import time; time.sleep(30)"), limits={"notebook_seconds": 1})
    assert result.score == 0
    assert any("time for the whole notebook (1 s) was used up" in line for line in result.log)


def test_too_much_memory_is_told(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "x = bytearray(900_000_000)"), limits={"memory_bytes": 256 * 2**20})
    assert result.score == 0
    assert any("Cell 1: it ran out of memory (the limit is 256 MiB)" in line for line in result.log)


def test_a_fork_bomb_stays_in_its_sandbox(classroom: Classroom) -> None:
    code = "import os\ntry:\n    while os.fork() or True: pass\nexcept OSError as error:\n    if os.getpid() != 7: os._exit(0)\n    print(error)"  # noqa: E501
    classroom.grade(_with_cell(classroom, code), limits={"cell_seconds": 2, "notebook_seconds": 6, "pids": 64})
    assert classroom.grade(classroom.answers(GOOD)).score == WHOLE


def test_a_flood_of_output_is_cut_and_stopped(classroom: Classroom) -> None:
    code = "while True: print('hello, world')"
    limits = {"cell_seconds": 20, "output_limit_bytes": 4 * 2**20, "output_kept_bytes": 2**16}
    result = classroom.grade(_with_cell(classroom, code), limits=limits)
    assert result.score == WHOLE
    assert "work: Cell 1 was interrupted: it printed more than 4 MiB." in result.log
    assert len(page(result)) < 400_000


def test_a_flood_of_long_lines_ends_in_its_sandbox(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "while True: print('x' * 100_000)"), limits={"cell_seconds": 2})
    assert len(result.autograded) < 2**20
    assert result.log


def test_long_output_is_cut_where_it_does_no_harm(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "for _ in range(20): print('y' * 99_000)"))
    assert result.score == WHOLE
    assert sum(len(output.text) for output in autograded(result).cells[0].outputs) < 600_000


def test_one_huge_message_does_not_reach_the_worker(classroom: Classroom) -> None:
    result = classroom.grade(_with_cell(classroom, "print('z' * 60_000_000)"), limits={"cell_seconds": 10})
    assert len(result.autograded) < 2**20


def test_a_kernel_that_ends_itself_fails_what_it_has_not_passed(classroom: Classroom) -> None:
    answers = {**GOOD, "area": "import os; os._exit(0)"}
    result = classroom.grade(classroom.answers(answers))
    assert scores(result) == {"mean-visible": 2, "mean-hidden": 0, "area-partial": 0, "area-last": 0, "essay": 0}
    assert any("the kernel ended by itself" in line for line in result.log)
    assert "could not be run" in page(result)


def test_no_file_of_the_worker_can_be_seen(classroom: Classroom) -> None:
    code = "import os; print(sorted(os.listdir('/in')), sorted(os.listdir('.')), open('/ipc/x', 'w'))"
    cell = autograded(classroom.grade(_with_cell(classroom, code))).cells[0]
    assert cell.outputs[0].ename in {"PermissionError", "OSError"}
