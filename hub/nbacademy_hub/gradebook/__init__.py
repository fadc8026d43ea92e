"""The gradebook of a course: shown, and taken away in nbgrader's own forms."""
