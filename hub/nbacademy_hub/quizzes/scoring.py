"""What an answer scores. Pure functions: a key and an answer in, points out."""

from __future__ import annotations

import math
import re
import unicodedata

from nbacademy.protocol.quizzes import (
    Answer,
    CodeQuestion,
    FreeText,
    MultipleChoice,
    Numeric,
    QuestionKey,
    ShortText,
    SingleChoice,
    TrueFalse,
)

_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*", re.DOTALL)
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


def score(key: QuestionKey, answer: Answer) -> float | None:
    """Points for an answer in the author's own numbering of options, 0 to `key.points`; None: a person or a run says.

    No answer, or one of another type, scores nothing.
    """
    if isinstance(key, FreeText | CodeQuestion):
        return None if isinstance(answer, str) and answer.strip() else 0.0
    return key.points * _share(key, answer)


def _share(key: SingleChoice | MultipleChoice | TrueFalse | Numeric | ShortText, answer: Answer) -> float:
    match key:
        case SingleChoice():
            return float(type(answer) is int and answer == key.correct)
        case MultipleChoice():
            return _ticked(key, answer) if isinstance(answer, tuple) else 0.0
        case TrueFalse():
            return float(answer is key.correct)
        case Numeric():
            return float(isinstance(answer, str) and _is_number(key, answer))
        case ShortText():
            return float(isinstance(answer, str) and _is_accepted(key, answer))


def _ticked(key: MultipleChoice, answer: tuple[int, ...]) -> float:
    right = len(set(answer) & set(key.correct))
    wrong = len(set(answer) - set(key.correct))
    return max(0.0, (right - wrong) / len(key.correct))


def read_number(text: str) -> tuple[float, str] | None:
    """The number that a text begins with, and what follows it; None if it begins with none.

    A comma is no decimal point here: it means thousands to some and parts to others.
    """
    found = _NUMBER.fullmatch(text.translate(_MINUS))
    if found is None or found[2].startswith(","):
        return None
    value = float(found[1])
    return (value, found[2]) if math.isfinite(value) else None


def _is_number(key: Numeric, answer: str) -> bool:
    read = read_number(answer)
    if read is None:
        return False
    value, unit = read
    # Millimetres are not megametres: case counts in units.
    known = {normal(one) for one in key.units} or {""}
    allowed = max(key.tolerance, abs(key.correct) * key.tolerance_percent / 100.0)
    # So that 0.1 + 0.2 is 0.3: what binary numbers cannot say is nobody's mistake.
    slack = 1e-9 * max(abs(key.correct), abs(value))
    return normal(unit) in known and abs(value - key.correct) <= allowed + slack


def _is_accepted(key: ShortText, answer: str) -> bool:
    def fold(text: str) -> str:
        return normal(text) if key.case_sensitive else normal(normal(text).casefold())

    return fold(answer) in {fold(text) for text in key.accepted}


def normal(text: str) -> str:
    """A text without what writing systems and keyboards add: compatibility forms, and more than one space."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
