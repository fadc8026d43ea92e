"""Training runs: recorded as they happen, watched live."""
