"""A submission's marks in nbgrader's gradebook: carried from one gradebook to another, and read."""

from __future__ import annotations

from nbgrader.api import Comment, Grade, SubmittedAssignment, TaskCell

from nbacademy_graders.jobs import CellScore


def _marks(submission: SubmittedAssignment) -> dict[tuple[str, str, str], Grade | Comment]:
    found: dict[tuple[str, str, str], Grade | Comment] = {}
    for notebook in submission.notebooks:
        found.update({("grade", notebook.name, grade.name): grade for grade in notebook.grades})
        found.update({("comment", notebook.name, comment.name): comment for comment in notebook.comments})
    return found


def copy_hand_marks(source: SubmittedAssignment, target: SubmittedAssignment) -> None:
    """Carry over what people gave: marks, extra credit, comments, extension. The caller commits."""
    target.extension = source.extension
    there = _marks(target)
    for key, mark in _marks(source).items():
        twin = there.get(key)
        if isinstance(mark, Grade) and twin is not None:
            twin.manual_score, twin.extra_credit = mark.manual_score, mark.extra_credit
        elif twin is not None:
            twin.manual_comment = mark.manual_comment


def copy_auto_marks(source: SubmittedAssignment, target: SubmittedAssignment, *, keep_review: bool) -> None:
    """Carry over what the tests gave. The caller commits.

    With `keep_review` a cell whose mark in `target` was given by hand is marked for review, as nbgrader does when it
    grades anew.
    """
    there = _marks(target)
    for key, mark in _marks(source).items():
        twin = there[key]
        if isinstance(mark, Grade):
            twin.auto_score = mark.auto_score
            twin.needs_manual_grade = mark.needs_manual_grade or (keep_review and twin.manual_score is not None)
        else:
            twin.auto_comment = mark.auto_comment
    copy_penalties(source, target)


def copy_penalties(source: SubmittedAssignment, target: SubmittedAssignment) -> None:
    """Carry over what late work costs, by notebook. The caller commits."""
    penalties = {notebook.name: notebook.late_submission_penalty for notebook in source.notebooks}
    for notebook in target.notebooks:
        notebook.late_submission_penalty = penalties.get(notebook.name)


def total(submission: SubmittedAssignment) -> float:
    """The score, late penalties taken off, not below zero."""
    penalty = sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)
    return max(0.0, float(submission.score) - penalty)


def cell_scores(submission: SubmittedAssignment, notes: dict[tuple[str, str], str]) -> tuple[CellScore, ...]:
    """Every graded cell's score by notebook and name; `notes` by notebook and grade id."""
    scores = []
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            given = grade.manual_score is not None or grade.auto_score is not None
            by_hand = isinstance(grade.cell, TaskCell) or any(
                cell.name == grade.name for cell in grade.cell.notebook.solution_cells
            )
            scores.append(
                CellScore(
                    notebook=notebook.name,
                    grade_id=grade.name,
                    score=float(grade.score) if given else None,
                    max_score=float(grade.max_score),
                    kind="manual" if by_hand else "auto",
                    note=notes.get((notebook.name, grade.name)),
                )
            )
    return tuple(sorted(scores, key=lambda cell: (cell.notebook, cell.grade_id)))
