"""What came of a program's tests, in values and in words. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from nbacademy.protocol.execution import Case, CaseResult, Execution


def judged(case: Case, ran: CaseResult, seconds: float) -> CaseResult:
    """A test's result, from what its run printed and how that ended."""
    matches = case.expected is None or _plain(ran.stdout) == _plain(case.expected)
    return ran.model_copy(
        update={"passed": ran.status == "ok" and matches, "hint": _hint(ran, seconds, matches=matches)}
    )


def summary(
    results: Sequence[CaseResult],
    *,
    has_tests: bool,
    peak_memory_bytes: int,
    cpu_seconds: float,
    wall_seconds: float,
) -> Execution:
    """A program's result, from those of its runs."""
    shown = next((result for result in results if not result.passed), results[-1])
    passed = all(result.passed for result in results)
    return Execution(
        status=shown.status, stdout=shown.stdout, stderr=shown.stderr, hint=shown.hint,
        tests=tuple(results) if has_tests else (), passed=passed if has_tests else None,
        peak_memory_bytes=peak_memory_bytes, cpu_seconds=cpu_seconds, wall_seconds=wall_seconds,
    )  # fmt: skip


def _plain(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _hint(ran: CaseResult, seconds: float, *, matches: bool) -> str | None:
    match ran.status:
        case "killed_memory":
            return "It used more memory than it may, and was ended: does a list or an array grow without end?"
        case "killed_time":
            return f"It ran for longer than it may ({seconds:g} s), and was ended: does a loop never end?"
        case "killed_output":
            return "It printed more than it may, and was ended: is something printed in a loop that never ends?"
        case "error":
            last = ran.stderr.strip().splitlines()[-1:] or ["It ended with an error, and said nothing of it."]
            return last[0][:500]
        case "ok":
            return None if matches else "It ran to its end, but what it printed is not what was expected."
