"""Programs that are run once, in a sandbox of their own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .shape import Shape

Language = Literal["python", "bash"]
Status = Literal["ok", "error", "killed_memory", "killed_time", "killed_output"]

MOST_CASES = 20
Code = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
Stream = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]


class Case(Shape):
    """A test: the program reads `stdin`; `code` is run after it and sees its names, so that assertions may stand there.

    It passes when all ended well and, unless `expected` is None, what was printed is `expected`; blanks at the ends of
    lines, and empty lines at the end, don't matter.
    """

    stdin: Stream = ""
    code: Code = ""
    expected: Stream | None = None


class Program(Shape):
    """A program to run: once with `stdin`, or, if there are `test_cases`, once for each of them with its own."""

    code: Code
    language: Language = "python"
    stdin: Stream = ""
    test_cases: Annotated[tuple[Case, ...], Field(max_length=MOST_CASES)] = ()


class CaseResult(Shape):
    """What came of one test. `hint` says in a sentence what went wrong, None where nothing did."""

    passed: bool
    status: Status
    stdout: str
    stderr: str
    hint: str | None = None


class Execution(Shape):
    """What came of a program. With tests, `status`, `stdout`, `stderr` and `hint` are those of the first that failed,
    or of the last; `passed` is None without tests.

    `peak_memory_bytes` and `cpu_seconds` are of the program and all that it started, over all tests, as far as the
    sandbox saw them.
    """

    status: Status
    stdout: str
    stderr: str
    hint: str | None = None
    tests: tuple[CaseResult, ...] = ()
    passed: bool | None = None
    peak_memory_bytes: int
    cpu_seconds: float
    wall_seconds: float
