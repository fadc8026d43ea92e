"""Usual mistakes by problem set: the text of the solution, what stands there instead, and the test cells it loses."""

from . import ps1, ps3, ps4, ps5, ps7, ps8, ps9, ps10

MISTAKES: dict[str, dict[str, tuple[str, str, list[str]]]] = {
    "ps1": ps1.MISTAKES,
    "ps3": ps3.MISTAKES,
    "ps4": ps4.MISTAKES,
    "ps5": ps5.MISTAKES,
    "ps7": ps7.MISTAKES,
    "ps8": ps8.MISTAKES,
    "ps9": ps9.MISTAKES,
    "ps10": ps10.MISTAKES,
}
