"""Honest submissions that look odd: each is graded as what it is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from ..authoring import answered
from .case import SHORT_SECONDS, Build, Case, Change, cell, honest, rewritten, work
from .victim import FULL, GOOD, NOTHING, POINTS, WRONG


def _minor(minor: int) -> Callable[[str], str]:
    """Saved by an editor that knows an older format: without ids, texts as one string or as lines."""

    def save(text: str) -> str:
        document = json.loads(text)
        document["nbformat_minor"] = minor
        for one in document["cells"]:
            one.pop("id", None)
            one["source"] = "".join(one["source"]) if minor % 2 else one["source"]
        return json.dumps(document)

    return save


def _extra(notebook: NotebookNode) -> None:
    for place in range(len(notebook.cells), -1, -1):
        kinds = (new_markdown_cell("## my notes"), new_code_cell(f"x{place} = {place}"), new_raw_cell("raw"))
        notebook.cells.insert(place, kinds[place % 3])


def _moved(notebook: NotebookNode) -> None:
    """The essay first, and answers in another order, each still before its tests."""
    order = ("essay", "imports", "area", "words", "norm", "counter", "mean", "words-hidden", "area-partial")
    names = [*order, "norm-hidden", "counter-hidden", "mean-visible", "mean-hidden"]
    notebook.cells = [cell(notebook, name) for name in names]


def _pasted(*, notes: bool) -> Change:
    """A solved cell copied and pasted with its metadata: as a try before the answer, or all of them at the end."""

    def paste(notebook: NotebookNode) -> None:
        first = copy.deepcopy(cell(notebook, "mean"))
        first.source = "def mean(values):\n    return 0  # first try"
        notebook.cells.insert(1, first)
        notebook.cells += [copy.deepcopy(one) for one in notebook.cells[-3:]] if notes else []

    return paste


def _run_before(notebook: NotebookNode) -> None:
    """Saved after it was run, errors and all."""
    for number, one in enumerate(notebook.cells):
        if one.cell_type == "code":
            one.execution_count = 100 - number
            one.outputs = [
                NotebookNode(output_type="error", ename="NameError", evalue="x", traceback=["x"]),
                NotebookNode(output_type="stream", name="stderr", text="a warning"),
            ]


def _split(notebook: NotebookNode) -> None:
    """The answer stands in a cell of the student's own, below the one that was meant for it."""
    place = notebook.cells.index(cell(notebook, "norm"))
    notebook.cells[place].source = "# see below"
    notebook.cells.insert(place + 1, new_code_cell(GOOD["norm"]))


def _comments_in_tests(notebook: NotebookNode) -> None:
    cell(notebook, "mean-visible").source += "\nprint('works for me')"


def _without(grade_id: str) -> Change:
    return lambda notebook: notebook.cells.remove(cell(notebook, grade_id))


def _junk(release: NotebookNode, folder: Path) -> NotebookNode:
    junk = (".DS_Store", ".ipynb_checkpoints/work-checkpoint.ipynb", "work (1).ipynb", "Notizen ü 東京.txt", "a b.py")
    for name in (*junk, "__pycache__/x.pyc", ".git/HEAD", "Thumbs.db", "work.ipynb~", "empty/.keep", "data.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("junk of mine")
    return answered(release, GOOD)


def _crlf(text: str) -> str:
    document = json.loads(text)
    for one in document["cells"]:
        one["source"] = "".join(one["source"]).replace("\n", "\r\n")
    return json.dumps(document, indent=1).replace("\n", "\r\n")


def _unicode(notebook: NotebookNode) -> None:
    notebook.cells.insert(0, new_code_cell("größe = '東京 🎓 é e\u0301 \u202e'\nprint(größe)"))
    notebook.metadata["authors"] = [{"name": "Zoë Østergård"}]


def _foreign(text: str) -> str:
    """As other editors save it: keys in another order, tabs, metadata and a kernel of their own."""
    document = json.loads(text)
    document["metadata"] = {
        "kernelspec": {"name": ".venv", "display_name": ".venv (Python 3.13.1)", "language": "python"},
        "colab": {"provenance": [], "toc_visible": True},
        "vscode": {"interpreter": {"hash": "0" * 64}},
    }
    for number, one in enumerate(document["cells"]):
        one["metadata"].update(
            {"id": f"x{number}", "colab": {"base_uri": "https://localhost:8080/"}, "vscode": {"languageId": "python"}}
        )
    return json.dumps(dict(reversed(document.items())), indent="\t", ensure_ascii=True)


#: What stands in honest notebooks between answers.
OWN_CELLS = (
    "name = input('Who are you? ')",
    "import sys\nsys.exit()",
    "def deeper(): return deeper()\ndeeper()",
    "import asyncio\nawait asyncio.sleep(0.1)",
    "%load_ext autoreload\n%autoreload 2",
    "import logging\nlogging.basicConfig()\nlogging.error('mine')",
    "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()",
    "%%time\nvalues = [1, 2, 3]\nsum(values)",
    "import ipywidgets\nipywidgets.interact(lambda x: x, x=3)",
    "for line in range(200_000): print(line)",
    "%%writefile notes.txt\nmine",
    "%%bash\nls -la",
    "raise NotImplementedError",
    "del values\nnp.random.seed(1)\nmath.e = 3",
)


def _own_cells(notebook: NotebookNode) -> None:
    notebook.cells[1:1] = [new_code_cell(code) for code in OWN_CELLS]


NOISY = "import warnings, sys\nwarnings.warn('mine')\nprint('x', file=sys.stderr)\n%matplotlib inline\n1 / 0"
SHELL = "!echo hello\n%timeit -n1 -r1 sum(range(10))\nfrom IPython.display import HTML\nHTML('<b>bold</b>')"
HALF = {**WRONG, "mean": GOOD["mean"], "area": "area = math.pi * 5**2 - 1"}
BROKEN = {**GOOD, "norm": "def norm(vector:\n    return 5"}
SLOW = {**GOOD, "words": "import time\ntime.sleep(0.5)\n" + GOOD["words"]}
PRINTING = {**GOOD, "mean": "def mean(values):\n    print('values:', values)\n    return sum(values) / len(values)"}
NUMPY = {**GOOD, "mean": "def mean(values):\n    return np.mean(values)", "norm": "norm = np.linalg.norm"}
HELPED = {
    **GOOD,
    "mean": "from helper import add\n\ndef mean(values):\n    return add(values) / len(values)",
    "counter": "from dataclasses import dataclass\n\n@dataclass\nclass Counter:\n    total: int = 0\n\n"
    "    def add(self, count):\n        self.total += count",
}
ESSAY = {**GOOD, "essay": "My answer: $x^2 < y$, *naturally*.\n\n| a | b |\n|---|---|\n| 1 | 2 |"}
HALF_POINTS = POINTS["mean-visible"] + POINTS["mean-hidden"] + 1.0


def _is(name: str, tries: str, build: Build, score: float = FULL, *, cell_seconds: int | None = None) -> Case:
    more = {} if cell_seconds is None else {"cell_seconds": cell_seconds}
    return Case(name, tries, build, score, score, **more)


CASES = (
    _is("correct", "Nothing but correct answers", honest()),
    _is("correct with an essay", "Correct, and the essay was written", work(ESSAY)),
    _is("blank", "The release as it was fetched", work({}), 0),
    _is("wrong", "Everything is wrong", work(WRONG), 0),
    _is("half", "Half of it is right, one cell earns partial credit", work(HALF), HALF_POINTS),
    _is("one syntax error", "One answer cannot be parsed", work(BROKEN), FULL - POINTS["norm-hidden"]),
    _is("nothing but passes", "Every answer is pass", work(NOTHING), 0),
    *(
        _is(f"format 4.{minor}", f"Saved in format 4.{minor}, without ids", rewritten(_minor(minor), GOOD))
        for minor in range(6)
    ),
    _is("format 4.99", "Saved in a later minor format", rewritten(_minor(99), GOOD)),
    _is("other editor", "Saved by another editor, with its metadata", rewritten(_foreign, GOOD)),
    _is("run before", "Saved with outputs, errors among them", honest(change=_run_before)),
    _is(
        "byte order mark",
        "Begins with a byte order mark",
        rewritten(lambda text: b"\xef\xbb\xbf" + text.encode(), GOOD),
    ),
    _is("CRLF", "Has the line ends of another system", rewritten(_crlf, GOOD)),
    _is("unicode", "Has text of many languages", honest(change=_unicode)),
    _is("extra cells", "Has cells of its own between all others", honest(change=_extra)),
    _is("moved cells", "Has its cells in another order", honest(change=_moved)),
    _is("first try kept", "Has a first try, copied with its metadata", honest(change=_pasted(notes=False))),
    _is("cells pasted twice", "Has copies of the last cells at its end", honest(change=_pasted(notes=True))),
    _is("answer below", "Has the answer in a cell of its own", honest(change=_split)),
    _is("test changed", "Printed something in a test cell", honest(change=_comments_in_tests)),
    _is(
        "no imports",
        "Lost the locked cell with the imports, which nbgrader does not put back",
        honest(change=_without("imports")),
        FULL - POINTS["norm-hidden"] - POINTS["area-partial"],
    ),
    _is("no essay", "Lost the cell of the essay", honest(change=_without("essay"))),
    _is("junk beside it", "Brings the files that editors and systems leave", _junk),
    _is("noise", "Warns, writes to stderr and fails in a cell of its own", honest(first=NOISY)),
    _is("shell and magics", "Uses the shell and magics", honest(last=SHELL)),
    _is(
        "cells of all kinds",
        "Asks, leaves, fails, waits, floods and plots in cells of its own",
        honest(change=_own_cells),
    ),
    _is(
        "data in folders",
        "Reads data of its own in folders, by a module's names",
        work(
            {**GOOD, "words": "from tools.reading import *\n\ndef words(path):\n    return count(path)"},
            first="assert open('data/raw/mine.csv').read() == '1,2'",
            files={
                "data/raw/mine.csv": "1,2",
                "tools/__init__.py": "",
                "tools/reading.py": "def count(path):\n    return len(open(path).read().split())\n",
            },
        ),
    ),
    _is("printing", "Prints in every function", work(PRINTING)),
    _is("numpy", "Returns numpy's numbers", work(NUMPY)),
    _is(
        "own module",
        "Uses a module beside the notebook, and a dataclass",
        work(HELPED, files={"helper.py": "add = sum\n"}),
    ),
    _is("slow but in time", "Takes its time", work(SLOW), cell_seconds=SHORT_SECONDS),
    _is(
        "read only",
        "Has files and folders of odd modes",
        lambda release, folder: ((folder / "x").write_text(""), (folder / "x").chmod(0o444), answered(release, GOOD))[
            -1
        ],
    ),
)
