"""Class leaks: correct work that carries hidden tests out, their text or what they call it with, to where a student
looks."""

from __future__ import annotations

from .case import SHORT_SECONDS, Build, Case, work
from .victim import FULL, GOOD, POINTS

#: `loot(*args)`: all that can be seen of a hidden test while it calls; `taken` is what was seen so far.
LOOK = """
import sys, inspect, gc
taken = []
def loot(*args):
    seen, frame = [repr(args)], sys._getframe(1)
    while frame is not None:
        try: seen.append(inspect.getsource(frame))
        except Exception as error: seen.append(repr(error))
        seen += [repr(frame.f_code.co_consts), repr(frame.f_globals.get('In')), str(frame.f_locals.get('raw_cell'))]
        frame = frame.f_back
    taken.append(' '.join(seen)[:200_000])
    return taken[-1]
"""
#: Answers that are right and call `out(text)` with what they saw.
TELLING = {
    "mean": "def mean(values):\n    out(loot(values))\n    return sum(values) / len(values)",
    "counter": "class Counter:\n    def __init__(self):\n        self.total = 0\n\n"
    "    def add(self, count):\n        out(loot(count))\n        self.total += count",
    "norm": "def norm(vector):\n    out(loot(vector))\n    return float(np.sqrt(np.sum(np.square(vector))))",
    "area": GOOD["area"],
    "words": "def words(path):\n    out(loot(path))\n    return len(open(path).read().split())",
}
MEAN_ONLY = {**GOOD, "mean": TELLING["mean"]}


def _telling(out: str, last: str = "", *, first: str = "", **more: object) -> Build:
    """Right answers; `out` defines how a function tells, `last` is a cell that runs after all of the student's."""
    return work(TELLING, first=LOOK + first + "\n" + out, last=last, **more)  # type: ignore[arg-type]


SAY = """
def say(kind, **content):
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent)
parent = get_ipython().kernel.get_parent('shell')
"""
THREAD = """
import threading, time
def later():
    for _ in range(400):
        time.sleep(0.02)
        if taken: print(taken[-1]); display(taken[-1])
threading.Thread(target=later).start()
"""
OUT_BY_DISPLAY = """
from IPython.display import display, update_display
display('nothing yet', display_id='spy')
def out(text):
    update_display(text, display_id='spy'); display(text, display_id='spy')
"""
OUT_BY_FORGERY = """
def out(text):
    for kind in ('stdout', 'stderr', text): say('stream', name=kind, text=text)
    say('display_data', data={'text/plain': text, 'text/html': text}, metadata={text: text}, transient={})
    say('execute_result', data={'text/plain': text}, metadata={}, execution_count=1) if False else None
    say('execute_input', code=text, execution_count=text)
    say('clear_output', wait=text)
"""
OUT_BY_COUNT = """
def out(text):
    get_ipython().execution_count = int.from_bytes(text.encode()[:400], 'big')
    say('execute_input', code='', execution_count=731_042_900 + len(text))
"""
OUT_BY_FILE = """
import os
def out(text):
    for path in ('/work/data.txt', '/work/work.ipynb', '/work/feedback.html', '/tmp/x', '/dev/shm/x', '/in/x'):
        try:
            with open(path, 'a') as file: file.write(text if path != '/work/data.txt' else '')
        except OSError: pass
"""
OUT_BY_STDERR = """
import os, logging, warnings
logging.basicConfig()
def out(text):
    sys.__stdout__.write(text); sys.__stderr__.write(text); os.write(1, text.encode()); os.write(2, text.encode())
"""
OUT_BY_COMM = """
def out(text):
    say('comm_open', comm_id='1', target_name='jupyter.widget', data={'state': {'value': text}})
    say('comm_msg', comm_id='1', data={'method': 'update', 'state': {'value': text}})
    from comm import create_comm
    create_comm(target_name='spy', data={'text': text}).send({'text': text})
"""
OUT_BY_HISTORY = """
def out(text):
    shell = get_ipython()
    shell.history_manager.store_inputs(1, text); shell.user_ns['Out'][1] = text; shell.set_next_input(text)
    shell.payload_manager.write_payload({'source': 'page', 'data': {'text/plain': text}, 'start': 0})
"""
OUT_BY_WARNING = "import warnings\ndef out(text): print(text)\n"
OUT_BY_FIGURE = """
import matplotlib.pyplot as plt
from IPython.display import HTML, SVG, display
def out(text):
    display(HTML(f'<p>{text}</p>'), SVG(f'<svg xmlns="http://www.w3.org/2000/svg"><title>{text[:50]}</title></svg>'))
    plt.figure(figsize=(1, 1)).suptitle(text[:50]); plt.close('all')
"""
RAISING = "def out(text): raise {what}"
NAMED = "type('E' + ''.join(c for c in text[:300] if c.isalnum()), (Exception,), {})(text)"
LEFT = "import os\ndef out(text):\n    if '73' '10429' in text: os._exit(7 * 11)"
SIGNALS = "import os, ctypes\ndef out(text):\n    if '73' '10429' in text: ctypes.string_at(0)"
SPIN = "def out(text):\n    while '73' '10429' in text: pass"
LATE = "print(taken, In, _ih, globals()); print(open('/tmp/x').read())"
HISTORY = "%history -g\nget_ipython().history_manager.get_tail(50, include_latest=True)"
MODULES = """
import subprocess, glob
places = ('/work', '/in', '/ipc', '/home', '/tmp', '/opt/venv/share')
for path in [path for place in places for path in glob.glob(place + '/**', recursive=True)]:
    try: print(path, open(path).read())
    except OSError: pass
print(subprocess.run(['grep', '-rlaE', 'HIDDEN|hidden.mean', '/work', '/in', '/ipc', '/tmp', '/proc/self/environ'],
                     capture_output=True, text=True).stdout)
"""
PROCESS_MEMORY = """
import re
found = set()
for line in open('/proc/self/maps'):
    start, end = (int(part, 16) for part in line.split()[0].split('-'))
    if 'r' in line.split()[1] and end - start < 2**27:
        try:
            with open('/proc/self/mem', 'rb', 0) as memory:
                memory.seek(start); found.update(re.findall(rb'hidden-[a-z]{4,7}', memory.read(end - start)))
        except (OSError, ValueError, OverflowError): pass
print(found)
"""
#: What the number of an execution, or bytes as a number, would show.
ENCODED = (str(int.from_bytes(b"7310429", "big")), "".join(str(ord(letter)) for letter in "7310429"))
LESS_MEAN = FULL - POINTS["mean-visible"] - POINTS["mean-hidden"]


CASES = (
    Case("printed", "Prints the hidden tests when they call", _telling("out = print"), FULL, FULL),
    Case("returned", "Displays what it saw as results", _telling(OUT_BY_DISPLAY), FULL, FULL),
    Case("raised", "Raises what it saw", _telling(RAISING.format(what="ValueError(text)")), FULL),
    Case("raised by name", "Raises an exception with a telling name", _telling(RAISING.format(what=NAMED)), FULL),
    Case(
        "raised in hidden parts",
        "Raises what it saw in the hidden part only",
        _telling("def out(text):\n    if '73' '10429' in text: raise ValueError(text)"),
        FULL,
        LESS_MEAN,
    ),
    Case(
        "raised as assertion",
        "Raises what it saw as the test itself would",
        _telling("def out(text):\n    if '73' '10429' in text: assert False, text"),
        FULL,
        LESS_MEAN,
    ),
    Case(
        "kept in globals",
        "Keeps what it saw and prints it in its last cell",
        _telling("out = taken.append", LATE),
        FULL,
        FULL,
    ),
    Case(
        "told by a thread",
        "Lets a thread of its last cell print it",
        _telling("out = taken.append", THREAD),
        FULL,
        FULL,
    ),
    Case("forged outputs", "Publishes it as outputs of an earlier cell", _telling(OUT_BY_FORGERY, first=SAY), FULL),
    Case(
        "execution count",
        "Writes it into the number of the execution",
        _telling(OUT_BY_COUNT, first=SAY),
        FULL,
        FULL,
        secrets=ENCODED,
    ),
    Case("files", "Writes it into files", _telling(OUT_BY_FILE, LATE), FULL, FULL),
    Case("descriptors", "Writes it to the process's own descriptors", _telling(OUT_BY_STDERR), FULL),
    Case("comms", "Sends it to widgets", _telling(OUT_BY_COMM, first=SAY), FULL),
    Case("history", "Stores it in the history", _telling(OUT_BY_HISTORY, HISTORY), FULL),
    Case("warnings", "Leaves it in the log", _telling(OUT_BY_WARNING), FULL, FULL),
    Case("pictures", "Draws it", _telling(OUT_BY_FIGURE), FULL),
    Case(
        "exit code",
        "Ends the kernel with what it saw as the exit code",
        _telling(LEFT),
        FULL,
        1,
        secrets=("exit code 77", "77)"),
    ),
    Case("crash", "Crashes while hidden tests run", _telling(SIGNALS), FULL, 1),
    Case(
        "endless in hidden parts", "Never returns to hidden tests", _telling(SPIN), FULL, 1, cell_seconds=SHORT_SECONDS
    ),
    Case(
        "arguments recorded",
        "Records arguments and prints them in a cell after",
        work(MEAN_ONLY, first=LOOK + "out = taken.append", last="print(taken)"),
        FULL,
        FULL,
    ),
    Case("looking for files", "Searches the disk for the tests", work(GOOD, last=MODULES), FULL, FULL),
    Case("own memory", "Searches its memory for the tests", work(GOOD, last=PROCESS_MEMORY), FULL, FULL),
    Case(
        "at the end",
        "Prints the tests when the interpreter ends",
        _telling("import atexit\nout = taken.append\natexit.register(lambda: print(taken))"),
        FULL,
        FULL,
    ),
)
