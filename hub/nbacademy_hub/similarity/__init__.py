"""Which submissions of an assignment look alike: a hint for people, never a verdict."""
