"""Honest work gets nbgrader's own score; marks, late penalties and later submissions behave as in nbgrader."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from nbacademy_graders import entry
from nbacademy_graders.jobs import Feedback, FeedbackJob, GradeJob

from .authoring import GOOD, HALF, Desk, checks, mean_source, notebook, solution
from .conftest import NOW, Classroom, autograded, notes, page, scores
from .stock import grade_by_stock

WORKS = {
    "correct": GOOD,
    "half": HALF,
    "empty": {},
    "wrong": {**GOOD, "mean": "def mean(values):\n    return 7", "area": "area = 1"},
    "noisy": {**GOOD, "area": "import sys\narea = 4; print('x', file=sys.stderr)", "essay": "Because."},
    "broken": {**GOOD, "mean": "def mean(values:"},
}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of stock nbgrader's own
def test_honest_submissions_score_as_in_stock_nbgrader_cell_by_cell(classroom: Classroom) -> None:
    submitted = {name: classroom.answers(answers) for name, answers in WORKS.items()}
    ours = {name: scores(classroom.grade(work, student=name)) for name, work in submitted.items()}
    folders = {name: classroom.desk.folder({"work": work}) for name, work in submitted.items()}
    stock = grade_by_stock(classroom.desk.root / "stock", classroom.folder, folders)
    assert {name: {cell: score or 0.0 for cell, score in cells.items()} for name, cells in ours.items()} == stock


def test_hidden_tests_see_a_name_as_it_was_at_their_place(open_classroom, desk: Desk) -> None:
    room = open_classroom(
        notebook(
            solution("first", "answer = 1"),
            checks("first-tests", 1, "", "assert answer == 1"),
            solution("second", "answer = 2"),
            checks("second-tests", 1, "assert answer == 2", "assert answer == 2"),
            solution("third", "answer = 3"),
            checks("third-tests", 1, "assert answer == 3"),
        )
    )
    result = room.grade(room.answers({"first": "answer = 1", "second": "answer = 2", "third": "answer = 3"}))
    assert result.score == 3


def test_a_hidden_region_inside_a_function_still_counts(open_classroom) -> None:
    source = "def check():\n    assert f() == 1\n    ### BEGIN HIDDEN TESTS\n    assert f() == 2\n    ### END HIDDEN TESTS\ncheck()"  # noqa: E501
    room = open_classroom(notebook(solution("f", "def f(): return 1"), checks("f-tests", 1, source)))
    result = room.grade(room.answers({"f": "def f(): return 1"}))
    assert scores(result) == {"f-tests": 0}
    assert notes(result) == {"f-tests": "A hidden test failed."}


def test_the_result_says_what_it_is_made_of(classroom: Classroom) -> None:
    result = classroom.grade(classroom.answers({**HALF, "essay": "My answer."}))
    assert scores(result) == {"mean-visible": 2, "mean-hidden": 0, "area-partial": 1.5, "area-last": 1, "essay": None}
    assert {cell.grade_id: cell.kind for cell in result.cells}["essay"] == "manual"
    assert result.needs_manual_grade
    assert notes(result)["mean-hidden"] == "A hidden test failed."
    assert result.log == ()
    assert {"intake", "sandbox", "cells", "gradebook", "autograde", "feedback"} <= set(result.seconds)


def test_files_of_submission_and_source_lie_beside_the_notebook(open_classroom) -> None:
    cells = (
        solution("read", "text = open('data.txt').read() + open('mine.txt').read()"),
        checks("read-tests", 1, "assert text == 'ab'"),
    )
    room = open_classroom(notebook(*cells), {"data.txt": "a"})
    work = room.answers({"read": "text = open('data.txt').read() + open('mine.txt').read()"})
    assert room.grade(work, files={"mine.txt": "b", "data.txt": "forged"}).score == 1


def test_the_same_job_gives_the_same_result_again(classroom: Classroom) -> None:
    job = classroom.job(classroom.answers(HALF))
    first, second = entry.run(job), entry.run(job)
    assert first.model_dump(exclude={"seconds"}) == second.model_dump(exclude={"seconds"})


def test_a_later_submission_replaces_scores_and_keeps_marks_given_by_hand(classroom: Classroom) -> None:
    classroom.grade(classroom.answers({**HALF, "essay": "My answer."}))
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        grade = gradebook.find_grade("essay", "work", "ps1", "testuser<'&\">")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3, 0.5, False
        gradebook.find_comment("essay", "work", "ps1", "testuser<'&\">").manual_comment = "Well said."
        gradebook.db.commit()
    again = classroom.grade(classroom.answers({**GOOD, "essay": "Better."}), submitted_at=NOW + timedelta(hours=1))
    assert scores(again) == {"mean-visible": 2, "mean-hidden": 3, "area-partial": 1.5, "area-last": 1, "essay": 3.5}
    assert again.needs_manual_grade, "nbgrader wants a mark given by hand to be looked at again"
    assert "Well said." in page(again)


def test_feedback_is_rendered_again_with_what_formgrader_saved(classroom: Classroom) -> None:
    first = classroom.grade(classroom.answers({**GOOD, "essay": "My answer."}))
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        grade = gradebook.find_grade("essay", "work", "ps1", "testuser<'&\">")
        grade.manual_score, grade.needs_manual_grade = 4, False
        gradebook.find_comment(
            "essay", "work", "ps1", "testuser<'&\">"
        ).manual_comment = "Fine <script>alert(1)</script>"
        gradebook.db.commit()
    bundle = classroom.desk.bundle_of(first.autograded)
    job = FeedbackJob(
        course="course",
        assignment="ps1",
        student="testuser<'&\">",
        autograded=bundle,
        gradebook_url=classroom.desk.gradebook_url,
    )
    result = entry.run(job)
    assert isinstance(result, Feedback)
    assert (result.score, result.max_score, result.needs_manual_grade) == (11.5, 12, False)
    assert "Score: 11.5 / 12.0" in page(result)
    assert "Fine" in page(result)
    assert "<script" not in page(result)


def test_lateness_is_told_and_due_dates_reach_the_gradebook(classroom: Classroom) -> None:
    result = classroom.grade(classroom.answers(GOOD), due_at=NOW - timedelta(minutes=90))
    assert "Handed in 90 minutes late." in result.log
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        assert gradebook.find_submission("ps1", "testuser<'&\">").total_seconds_late == 5400


def _run_in_worker(config: Config, jobs: list[GradeJob]) -> list[float]:
    entry.configure(config)
    try:
        return [entry.run(job).score for job in jobs]
    finally:
        entry.process_pool().close()


def test_two_workers_share_one_gradebook(classroom: Classroom, sandbox_config: Config) -> None:
    work = classroom.answers(GOOD)
    jobs = [[classroom.job(work, student=f"student-{worker}-{number}") for number in range(3)] for worker in range(2)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as workers:
        results = list(workers.map(_run_in_worker, [sandbox_config] * 2, jobs))
    assert results == [[7.5] * 3] * 2
    with Gradebook(classroom.desk.gradebook_url, "course") as gradebook:
        assert len(gradebook.assignment_submissions("ps1")) == 6


def test_the_educators_version_keeps_the_hidden_tests_output(classroom: Classroom) -> None:
    cells = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell
        for cell in autograded(classroom.grade(classroom.answers(HALF))).cells
    }
    assert "HIDDEN TESTS" in cells["mean-hidden"].source
    assert cells["mean-hidden"].outputs[-1].ename == "AssertionError"


def test_a_changed_assignment_keeps_marks_of_cells_that_stay(classroom: Classroom, desk: Desk) -> None:
    both = {"work": mean_source(), "second": notebook(solution("g", "g = 1"), checks("g-test", 2, "g == 1"))}
    work = classroom.answers({**GOOD, "essay": "Mine."})
    job = classroom.job(work).model_copy(update={"source": desk.bundle(desk.folder(both)), "assignment": "changing"})
    assert entry.run(job).max_score == 14
    with Gradebook(desk.gradebook_url, "course") as gradebook:
        gradebook.find_grade("essay", "work", "changing", job.student).manual_score = 4
        gradebook.db.commit()
    shorter = mean_source()
    del shorter.cells[2]
    result = entry.run(job.model_copy(update={"source": desk.bundle(desk.folder({"work": shorter}))}))
    assert scores(result) == {"mean-hidden": 3, "area-partial": 1.5, "area-last": 1, "essay": 4}
    assert (result.score, result.max_score) == (9.5, 10)
