"""What can go wrong with a quiz in a notebook."""

from __future__ import annotations


class QuizNotFoundError(LookupError):
    """No quiz, or more than one, has this name."""
