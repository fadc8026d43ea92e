"""Programs that are run once: what they print, what their tests say, and how they are ended."""

from __future__ import annotations

import pytest

from nbacademy.protocol.execution import Case, CaseResult, Execution, Program
from nbacademy_graders.execution import execute
from nbacademy_graders.execution.verdicts import judged
from nbacademy_graders.sandbox import SandboxPool

ADD = "def add(a, b):\n    return a + b\n\nif __name__ == '__main__':\n    print(add(*map(int, input().split())))\n"


def run(pool: SandboxPool, code: str, *cases: Case, **rest: str) -> Execution:
    return execute(Program.model_validate({"code": code, "test_cases": cases, **rest}), pool)


def test_a_program_reads_and_prints_and_says_what_it_took(pool: SandboxPool) -> None:
    done = run(pool, "import sys\nprint(input()[::-1])\nprint('é!', file=sys.stderr)", stdin="straße\n")
    assert (done.status, done.stdout, done.stderr, done.tests, done.passed) == ("ok", "eßarts\n", "é!\n", (), None)
    assert 2**20 < done.peak_memory_bytes < 2**27
    assert 0 < done.cpu_seconds < done.wall_seconds + 1


def test_tests_compare_what_is_printed_or_assert(pool: SandboxPool) -> None:
    right = Case(stdin="2 3\n", expected="5\n\n")
    asserts = Case(stdin="0 0", code="assert add(1, 2) == 3\nassert add(1, 2) == 4, 'one and two'")
    done = run(
        pool, ADD, right, Case(stdin="2 3", expected="6"), asserts, Case(stdin="0 0", code="assert add(1, 1) == 2")
    )
    assert [test.passed for test in done.tests] == [True, False, False, True]
    assert (done.passed, done.status, done.stdout) == (False, "ok", "5\n")
    assert done.tests[1].hint == "It ran to its end, but what it printed is not what was expected."
    assert done.tests[2].hint == "AssertionError: one and two"
    assert 'File "program.py"' not in done.tests[2].stderr
    assert 'File "test.py", line 2' in done.tests[2].stderr


def test_bash_is_a_language_as_well(pool: SandboxPool) -> None:
    greet = 'greet() { echo "Hello, $1"; }\n'
    done = run(pool, greet, Case(code="greet Ada", expected="Hello, Ada"), Case(code="exit 3"), language="bash")
    assert [test.passed for test in done.tests] == [True, False]
    assert done.tests[1].hint == "It ended with an error, and said nothing of it."


GREEDY = {
    "killed_memory": ("x = [b'x' * (1 << 26) for _ in range(99)]", "memory"),
    "killed_output": ("while True:\n    print('x' * 100_000)", "printed"),
    "error": ("def f(:", "SyntaxError"),
}


@pytest.mark.parametrize("status", GREEDY)
def test_a_program_that_goes_too_far_is_ended_and_told_why(
    pool: SandboxPool, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "nbacademy_graders.execution.executing.SECONDS", 50.0
    )  # to fill memory takes a busy machine time
    code, word = GREEDY[status]
    done = run(pool, code)
    assert (done.status, word in str(done.hint)) == (status, True)
    assert len(done.stdout) <= 64 * 1024


def test_a_program_that_never_ends_is_ended_with_all_that_it_started(
    pool: SandboxPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nbacademy_graders.execution.executing.SECONDS", 1.0)
    done = run(pool, "sleep 999 & while true; do :; done", Case(), Case(), language="bash")
    assert [(test.status, test.passed) for test in done.tests] == [("killed_time", False)] * 2
    assert done.hint == "It ran for longer than it may (1 s), and was ended: does a loop never end?"


def test_a_program_that_kills_what_runs_it_passes_nothing(pool: SandboxPool) -> None:
    done = run(pool, "import os, signal\nos.kill(-1, signal.SIGKILL)", Case(), Case())
    assert (done.passed, [test.passed for test in done.tests]) == (False, [False, False])


def test_what_is_expected_never_enters_the_sandbox(pool: SandboxPool) -> None:
    look = "import os, glob\nfor f in glob.glob('/work/**', recursive=True) + glob.glob('/proc/[0-9]*/cmdline'):\n"
    look += "    try: print(open(f, errors='replace').read())\n    except OSError: pass\n"
    done = run(pool, look, Case(expected="the-secret"), Case(expected="the-secret"))
    assert "the-secret" not in done.model_dump_json()
    assert done.passed is False


@pytest.mark.parametrize(
    ("printed", "expected", "passed"),
    [("5 \n", "5", True), ("a\nb\n\n", "a\nb", True), (" 5", "5", False), ("a\n\nb", "a\nb", False), ("", "", True)],
)
def test_blanks_at_the_end_of_lines_do_not_matter(printed: str, expected: str, passed: bool) -> None:
    ran = {"passed": True, "status": "ok", "stdout": printed, "stderr": ""}
    assert judged(Case(expected=expected), CaseResult.model_validate(ran), 1.0).passed is passed
