"""Class sessions, and who was there."""
