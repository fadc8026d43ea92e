"""Quizzes in a notebook: found by name, shown by a widget."""
