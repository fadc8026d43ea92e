"""The forum of each course."""
