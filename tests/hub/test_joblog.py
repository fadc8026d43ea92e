"""A job's log holds what an educator can use."""

from __future__ import annotations

from nbacademy_hub.assignments.joblog import for_people


def test_what_nbgrader_says_to_itself_is_left_out_and_the_rest_stays() -> None:
    noise = [
        "Attribute 'checksum' for cell cell-3f has changed! (should be: a, got: b)",
        "SubmittedAssignment<ps1 for student> is 7200.0 seconds late",
        "Late submission penalty: 1.5",
        "(Penalty > score) Adjusting late submission penalty from 3 to 2.",
    ]
    words = ["ps1: Cell 7 ran out of memory at 1024 MiB.", "Handed in 120 minutes late.", "Cell x has changed!"]
    assert for_people([*noise, *words]) == words
