"""Grading anew with a preview: who would gain, who would lose, before anybody does."""
