"""Until when work is taken from whom, how often, and what it costs to be late."""
