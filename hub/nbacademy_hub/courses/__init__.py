"""Courses, their sections and materials."""
