"""Actors of the course tests: the shipped course, and a small sound folder to spoil."""

import sys
from pathlib import Path

import pytest

COURSES = Path(__file__).parents[2] / "courses"


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of the course that ships."""
    return COURSES / "ppo"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small course folder without a fault."""
    root = tmp_path / "course"
    (root / "source" / "hw1").mkdir(parents=True)
    (root / "source" / "hw1" / "hw1.ipynb").write_text("{}")
    (root / "intro.md").write_text("# Hello\n")
    (root / "course.yaml").write_text(SOUND)
    return root


@pytest.fixture
def commands_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader's gradebook calls the command `alembic`, which stands beside this interpreter."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


SOUND = """\
slug: tiny
title: Tiny
description: Two things to do.
difficulty: beginner
tags: [small]
sections:
  - key: one
    title: One
    materials:
      - key: intro
        type: markdown
        title: Introduction
        file: intro.md
        minutes: 5
      - key: hw1
        type: assignment
        title: Homework
        assignment: hw1
assignments:
  - name: hw1
    due: 2027-01-31T23:59:00Z
    feedback: immediately
"""
