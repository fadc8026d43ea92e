"""Quizzes: questions, attempts and what they score."""
