"""The collection: every case by its class, and as one table."""

from __future__ import annotations

from . import answers, feedback, host, interpreter, kernel, leaks, metadata, odd
from .case import Case

COLLECTION: dict[str, tuple[Case, ...]] = {
    "metadata": metadata.CASES,
    "tests": (*answers.CASES, *interpreter.CASES, *kernel.CASES),
    "leaks": leaks.CASES,
    "host": host.CASES,
    "feedback": feedback.CASES,
    "honest": odd.CASES,
}
#: Case by its full name, `class/name`.
CASES = {f"{kind}/{case.name}": case for kind, cases in COLLECTION.items() for case in cases}


def table() -> str:
    """All cases as a table in Markdown: what each tries, and what it may score."""
    rows = [
        f"| {kind} | {case.name} | {case.tries} | {_verdict(case)} |" for kind, cs in COLLECTION.items() for case in cs
    ]
    return "\n".join(["| class | case | what it tries | verdict |", "|---|---|---|---|", *rows])


def _verdict(case: Case) -> str:
    if case.rejected is not None:
        return "rejected"
    if case.at_least == case.at_most:
        return f"{case.at_most:g}"
    return f"{case.at_least:g} to {case.at_most:g}"
