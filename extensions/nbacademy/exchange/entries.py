"""The rows of nbgrader's lists, with the keys of nbgrader.exchange.default.ExchangeList: nbgrader's pages read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..protocol.assignments import Assignment, Submission
from ..workspace.paths import below
from .notebooks import notebooks_of, stem

Entry = dict[str, Any]


def released(root: Path, assignment: Assignment) -> Entry:
    """An assignment: `fetched` when its folder is there."""
    folder = below(root, f"{assignment.course_slug}/{assignment.name}")
    there = folder.is_dir()
    names = sorted(path.stem for path in folder.glob("*.ipynb")) if there else sorted(map(stem, assignment.notebooks))
    return {
        "course_id": assignment.course_slug,
        "assignment_id": assignment.name,
        "status": "fetched" if there else "released",
        "path": str(folder),
        "notebooks": [{"notebook_id": name, "path": str(folder / f"{name}.ipynb")} for name in names],
    }


def submitted(root: Path, submission: Submission, stamp: str, student: str) -> Entry:
    """One version that was handed in, with what feedback there is on it, here and on the platform."""
    folder = below(root, f"{submission.course_slug}/{submission.assignment}")
    feedback = below(root, f"{submission.course_slug}/{submission.assignment}/feedback/{stamp}")
    notebooks = [_notebook(folder, feedback, name, submission) for name in notebooks_of(submission)]
    local = bool(notebooks) and all(notebook["has_local_feedback"] for notebook in notebooks)
    return {
        "course_id": submission.course_slug,
        "assignment_id": submission.assignment,
        "student_id": student,
        "timestamp": stamp,
        "status": "submitted",
        "path": str(folder),
        "submission_id": str(submission.id),
        "version": submission.version,
        "sha256": submission.sha256,
        "notebooks": notebooks,
        "has_local_feedback": local,
        "has_exchange_feedback": submission.feedback_released,
        "feedback_updated": any(notebook["feedback_updated"] for notebook in notebooks),
        "local_feedback_path": str(feedback) if local else None,
    }


def grouped(rows: Iterable[Entry]) -> list[Entry]:
    """Submissions by course, student and assignment, each group in order of time."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for row in rows:
        groups.setdefault((row["course_id"], row["student_id"], row["assignment_id"]), []).append(row)
    return [
        {
            "course_id": course,
            "student_id": student,
            "assignment_id": assignment,
            "status": "submitted",
            "submissions": sorted(found, key=lambda row: row["version"]),
        }
        for (course, student, assignment), found in sorted(groups.items())
    ]


def released_line(entry: Entry) -> str:
    line = f"{entry['course_id']} {entry['assignment_id']}"
    return f"{line} (already downloaded)" if entry["status"] == "fetched" else line


def submitted_line(entry: Entry) -> str:
    line = f"{entry['course_id']} {entry['student_id']} {entry['assignment_id']} {entry['timestamp']}"
    if entry["has_local_feedback"] and not entry["feedback_updated"]:
        return f"{line} (feedback already fetched)"
    return (
        f"{line} (feedback ready to be fetched)"
        if entry["has_exchange_feedback"]
        else f"{line} (no feedback available)"
    )


def _notebook(folder: Path, feedback: Path, name: str, submission: Submission) -> Entry:
    page = feedback / f"{name}.html"
    there = page.is_file()
    # Feedback that was graded again after it was fetched: by hand, most of the time.
    newer = there and submission.graded_at is not None and submission.graded_at.timestamp() > page.stat().st_mtime
    return {
        "notebook_id": name,
        "path": str(folder / f"{name}.ipynb"),
        "has_local_feedback": there,
        "has_exchange_feedback": submission.feedback_released,
        "local_feedback_path": str(page) if there else None,
        "feedback_updated": submission.feedback_released and newer,
    }
