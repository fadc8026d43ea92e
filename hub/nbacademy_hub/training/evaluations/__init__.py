"""Trained policies that are handed in, and what the graders find of them."""
