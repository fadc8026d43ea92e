"""Runs that the platform itself trains, on the grading workers, when these have nothing more urgent to do."""
