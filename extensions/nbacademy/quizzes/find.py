"""Finds a quiz by its name, and shows it."""

from __future__ import annotations

import difflib

from ..client import Platform
from ..protocol.quizzes import Quiz
from .errors import QuizNotFoundError
from .quiz_widget import QuizWidget


def quiz(name: str, *, course: str | None = None) -> QuizWidget:
    """The quiz of this key or title, to be answered where the notebook shows it.

    It is looked for in all of one's courses, or in the one whose slug is `course`. What is answered here is the same
    attempt as in JupyterLab's own tab. Raises QuizNotFoundError for a name that is no quiz's or that of several, and
    PlatformError where the learning platform can't be asked.
    """
    with Platform.from_environment() as platform:
        slugs = [course] if course is not None else [one.slug for one in platform.courses()]
        quizzes = [one for slug in slugs for one in platform.quizzes(slug)]
    found = _named(name, quizzes)
    return QuizWidget(quiz_id=str(found.id), title=found.title)


def _named(name: str, quizzes: list[Quiz]) -> Quiz:
    found = [one for one in quizzes if name in (one.key, one.title)]
    if len(found) > 1:
        courses = ", ".join(f"course={one.course_slug!r}" for one in found)
        raise QuizNotFoundError(f"Several quizzes are called {name!r}; say which: {courses}.")
    if not found:
        names = [one.key or one.title for one in quizzes]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(map(repr, names)) or 'none'}."
        raise QuizNotFoundError(f"There is no quiz {name!r} in your courses; {hint}")
    return found[0]
