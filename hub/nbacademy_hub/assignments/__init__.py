"""Assignments: sources, releases, submissions, feedback. Names follow nbgrader."""
