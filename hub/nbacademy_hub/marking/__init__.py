"""Marks that people give: by question, with claims, comments kept for reuse, and requests to look again."""
