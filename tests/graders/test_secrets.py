"""Hidden tests reach no student, and what a student writes harms nobody who looks at it."""

from __future__ import annotations

import base64
from collections.abc import Callable

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbacademy_graders import entry
from nbacademy_graders.jobs import FeedbackJob
from nbacademy_graders.sanitise import clean_html, clean_markdown

from .authoring import GOOD, HIDDEN_MARK, checks, notebook, solution
from .conftest import Classroom, autograded, member, notes, page, scores

SPY = """
import sys, inspect, atexit, threading
from IPython.display import display, update_display
display('nothing yet', display_id='spy')
def mean(values):
    seen = ''
    frame = sys._getframe(1)
    while frame:
        try: seen += inspect.getsource(frame)
        except Exception: pass
        seen += repr(frame.f_code.co_consts) + repr(frame.f_globals.get('In')) + repr(frame.f_locals.get('raw_cell'))
        frame = frame.f_back
    print(seen); print(seen, file=sys.__stdout__); display(seen); update_display(seen, display_id='spy')
    display(seen, display_id='spy')
    globals()['loot'] = seen
    if len(values) == 2: raise ValueError(seen)
    return sum(values) / len(values)
"""
FORGER = SPY.replace(
    "    globals()['loot'] = seen\n",
    """    globals()['loot'] = seen
    shell = get_ipython()
    shell.execution_count = int.from_bytes(seen.encode()[-400:], 'big')
    def say(kind, **content):
        shell.kernel.session.send(shell.kernel.iopub_socket, kind, content, parent=shell.kernel.get_parent())
    say('execute_input', code='', execution_count=seen)
    say('stream', name='stdout', text={seen: 1})
    say('stream', name=seen, text='')
    say('error', ename=seen, evalue=7, traceback=seen)
    say('display_data', data=seen, metadata=seen, transient=seen)
""",
)
LATE_LOOK = "print(loot, In, _ih, globals())"


def test_a_kernel_that_forges_messages_is_graded_and_tells_nothing(classroom: Classroom) -> None:
    result = classroom.grade(classroom.answers({**GOOD, "mean": FORGER}))
    kept = nbformat.reads(member(result.autograded, "work.ipynb"), as_version=4)
    nbformat.validate(kept)
    counts = [cell.execution_count for cell in kept.cells if cell.cell_type == "code" and cell.execution_count]
    assert all(count <= 2 * len(kept.cells) for count in counts)
    assert HIDDEN_MARK not in page(result)
    assert not any(HIDDEN_MARK in line for line in (*result.log, *(note or "" for note in notes(result).values())))


def test_a_spying_function_finds_the_hidden_tests_in_no_feedback(classroom: Classroom) -> None:
    def look(work: NotebookNode) -> None:
        work.cells.append(new_code_cell(LATE_LOOK))
        work.cells.append(new_code_cell("import time; time.sleep(0.1); print(In)"))

    result = classroom.grade(classroom.answers({**GOOD, "mean": SPY}, look))
    assert HIDDEN_MARK in member(result.autograded, "work.ipynb"), (
        "the spy should have seen it: this test must be able to fail"
    )
    assert HIDDEN_MARK not in page(result)
    assert "[1, 2]) ==" not in page(result)
    assert not any(HIDDEN_MARK in (note or "") for note in notes(result).values())
    assert not any(HIDDEN_MARK in line for line in result.log)
    bundle = classroom.desk.bundle_of(result.autograded)
    again = entry.run(
        FeedbackJob(
            course="course",
            assignment="ps1",
            student="testuser<'&\">",
            autograded=bundle,
            gradebook_url=classroom.desk.gradebook_url,
        )
    )
    assert HIDDEN_MARK not in page(again)


def test_only_the_cell_with_hidden_tests_knows_of_them(classroom: Classroom) -> None:
    work = autograded(classroom.grade(classroom.answers({**GOOD, "mean": SPY})))
    knowing = [cell.metadata.nbgrader.grade_id for cell in work.cells if HIDDEN_MARK in str(cell.get("outputs"))]
    assert knowing == ["mean-hidden"]


def test_a_failure_in_the_visible_part_is_shown(classroom: Classroom) -> None:
    text = page(classroom.grade(classroom.answers({**GOOD, "mean": "def mean(v): return 7"})))
    assert "assert" in text
    assert "Hidden tests ran here." in text
    assert HIDDEN_MARK not in text


def test_a_whole_cell_of_hidden_tests_shows_nothing_of_its_output(open_classroom: Callable[..., Classroom]) -> None:
    source = "def t():\n    ### BEGIN HIDDEN TESTS\n    print('secret'); assert f() == 2, 'secret'\n    ### END HIDDEN TESTS\n    return\nt()"  # noqa: E501
    room = open_classroom(notebook(solution("f", "def f(): return 2"), checks("f-tests", 1, source)))
    result = room.grade(room.answers({"f": "def f():\n    print(In)\n    return 1"}))
    assert scores(result) == {"f-tests": 0}
    assert "secret" not in page(result)
    assert "a hidden test failed" in page(result)


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a><svg onload=alert(1)></svg><iframe src=/></iframe>"  # noqa: E501
EVIL_CELL = rf"""
from IPython.display import HTML, SVG, Javascript, Markdown, Latex, display
evil = {EVIL!r}
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'), Javascript('alert(1)'))
display(HTML(evil), Markdown(evil), Latex(evil), Latex(r'so $\sqrt{{x}}$'))
widget = {{'application/vnd.jupyter.widget-view+json': {{'model_id': 'x'}}, 'application/json': {{}}}}
display({{**widget, 'text/html': evil, 'text/plain': evil}}, raw=True)
print(evil)
raise ValueError(evil)
"""


def test_scripts_in_outputs_and_markdown_are_harmless(classroom: Classroom) -> None:
    def add(work: NotebookNode) -> None:
        work.cells.append(new_code_cell(EVIL_CELL))
        work.cells.append(new_markdown_cell(r"$a<\frac{b}{c}$"))
        work.cells.append(new_markdown_cell(EVIL + "\n\n[x](javascript:alert(1)) ![](http://spy.example/x.png)"))

    result = classroom.grade(classroom.answers(GOOD, add))
    text = page(result)
    for bad in ("<script", "<img src=x", "<svg", "<iframe", 'href="javascript', "spy.example/x.png"):
        assert bad not in text.lower()
    assert "default-src 'none'" in text
    assert "<mi>a</mi><mo>&lt;</mo><mfrac>" in text, "formulas are drawn"
    assert "so <math" in text
    *_, code, _, markdown = autograded(result).cells
    kinds = {kind for output in code.outputs for kind in output.get("data", {})}
    assert kinds <= {"text/plain", "text/html", "text/latex"}
    html = "".join(output.data.get("text/html", "") for output in code.outputs if "data" in output)
    assert not [bad for bad in ("onerror", "<script", "javascript") if bad in html]
    assert not [bad for bad in ("<script", "<img") if bad in markdown.source]
    assert "widgets" not in autograded(result).metadata


def test_plain_markdown_stays_as_it_is() -> None:
    text = "> quote\n\n`a < b`, **x** & $a<b$\n\n```\nif a <b: pass\n```\n<b>bold</b> <https://example.org>"
    assert clean_markdown(text).replace("&lt;", "<") == text
    assert "<b>bold</b>" in clean_markdown(text)


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_pictures_stay_in_html_only_as_data(kind: str) -> None:
    data = f'<img src="data:image/{kind};base64,{base64.b64encode(b"x" * 30).decode()}">'
    assert "base64" in clean_html(data)
    assert "src" not in clean_html('<img src="data:image/svg+xml;base64,AAAA">')
