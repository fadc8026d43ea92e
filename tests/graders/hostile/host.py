"""Class host: submissions that are after the machine, the gradebook, other people's work, or everybody's time."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from ..authoring import answered
from .case import SHORT_SECONDS, Build, Case, Content, honest
from .victim import FULL, GOOD

#: What the host's own secrets are marked with: environment, gradebook, files beside the submissions.
HOST_MARK = "the-host-is-marked-90125"
#: In the arguments of every process that a case starts, so that one left behind is seen.
CHILD_MARK = "31415926"
#: A file that stands outside the submissions, with HOST_MARK in it.
OUTSIDE = "outside.txt"

READ_FILES = f"""
import glob, os
places = ['/etc/shadow', '/proc/1/environ', '/proc/1/root/etc/passwd', '/proc/1/cwd', '../{OUTSIDE}',
          '/var/run/docker.sock', '/run/nbacademy', '/dev/shm', '/root']
places += glob.glob('/proc/*/environ') + glob.glob('/**/gradebook.db', recursive=True) + glob.glob('/in/**/*')
for place in places:
    try: print(place, os.listdir(place) if os.path.isdir(place) else open(place, 'rb').read()[:20_000])
    except Exception as error: print(place, type(error).__name__)
print(os.environ)
"""
WRITE_FILES = """
import os
for place in ('/etc/x', '/in/x', '/ipc/x', '/ipc/k-1', '/in/data.txt', '/opt/venv/x', '/home/x', '/usr/x'):
    try: open(place, 'w').write('x'); print('wrote', place)
    except OSError as error: print(type(error).__name__)
    try: os.unlink(place); print('removed', place)
    except OSError as error: print(type(error).__name__)
"""
NETWORK = """
import socket, urllib.request
for address in (('1.1.1.1', 53), ('172.17.0.1', 22), ('172.17.0.1', 2375), ('127.0.0.1', 8081), ('::1', 22)):
    try: socket.create_connection(address, 1); print('reached', address)
    except OSError as error: print(type(error).__name__)
for path in ('/var/run/docker.sock', '\\0docker', '/run/containerd/containerd.sock'):
    try: socket.socket(socket.AF_UNIX).connect(path); print('reached', path)
    except OSError as error: print(type(error).__name__)
try: print(urllib.request.urlopen('http://example.org', timeout=1).read())
except OSError as error: print(type(error).__name__)
"""
RIGHTS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
print(libc.mount(b'none', b'/work', b'tmpfs', 0, None), libc.unshare(0x10000000), libc.ptrace(16, 1, 0, 0),
      libc.setuid(0), libc.chroot(b'/work'), libc.kill(-1, 0) * 0, libc.mknod(b'/tmp/d', 0o60666, 2049))
os.link('/etc/passwd', '/work/link') if os.access('/etc/shadow', os.R_OK) else None
os.symlink('/', '/work/root'); os.mkfifo('/work/pipe')
"""
GRADEBOOK = """
import sqlite3, glob
from nbgrader.api import Gradebook
for url in ('sqlite:///gradebook.db', 'sqlite:////work/gradebook.db', 'sqlite:///../gradebook.db'):
    try:
        with Gradebook(url, 'course') as book:
            print(book.assignments, book.students)
            for grade in book.db.query(__import__('nbgrader').api.Grade): grade.manual_score = 100
            book.db.commit()
    except Exception as error: print(type(error).__name__)
"""
FORKS = f"""
import os, sys, time
main = os.getpid()
try:
    while True:
        if os.fork() == 0: sys.argv = ['{CHILD_MARK}']; time.sleep(0.01)
except OSError:
    if os.getpid() != main: os._exit(0)
"""
CHILDREN = f"""
import subprocess, sys
left = [subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(900)', '{CHILD_MARK}'], start_new_session=True)
        for _ in range(5)]
"""
ZOMBIES = """
import os
for _ in range(40):
    if os.fork() == 0: os._exit(0)
"""
DAEMON = f"""
import os, sys
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execv(sys.executable, [sys.executable, '-c', 'import time; time.sleep(900)', '{CHILD_MARK}'])
    os._exit(0)
os.wait()
"""
THREADS = """
import threading, time
try:
    while True: threading.Thread(target=time.sleep, args=(900,), daemon=True).start()
except RuntimeError as error: print(error)
"""
MEMORY = "hoard = []\nwhile True: hoard.append(bytearray(2**26))"
DISK = """
for place in ('/work', '/tmp', '/dev/shm'):
    try:
        for number in range(10_000):
            with open(f'{place}/fill-{number}', 'wb') as file: file.write(bytes(2**22))
    except OSError as error: print(place, error.strerror)
import glob, os
for path in glob.glob('/*/fill-*') + glob.glob('/dev/shm/fill-*'): os.unlink(path)
"""
FILES = """
try:
    for number in range(200_000): open(f'/work/many-{number}', 'w').close()
except OSError as error: print(error.strerror)
import glob, os
for path in glob.glob('/work/many-*'): os.unlink(path)
"""
FLOOD = "while True: print('spam ' * 1000)"
DISPLAYS = "for number in range(3000): display(number)"
LOOP = "while True: pass"
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
CAUGHT = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
NUMBERS = "x = 9 ** 9 ** 9"
STOPPED = "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"
KILLED = (
    "import os, signal\nfor pid in range(2, 1000):\n    try: os.kill(pid, signal.SIGKILL)\n    except OSError: pass"
)
STACK = "import sys; sys.setrecursionlimit(10**9)\ndef down(): return [down()]\neval('(' * 90 + ')' * 90)\ndown()"
SEGFAULT = "import ctypes; ctypes.string_at(0)"
LONG_ERROR = "raise ValueError('x' * 50_000_000)"
DELETED = "import shutil; shutil.rmtree('/work', ignore_errors=True); shutil.rmtree('/tmp', ignore_errors=True)"


def _handed_in(act: Callable[[Path], object]) -> Build:
    """Right answers, and something odd done to the folder."""

    def build(release: NotebookNode, folder: Path) -> Content:
        act(folder)
        return answered(release, GOOD)

    return build


def _instead(act: Callable[[Path], object]) -> Build:
    """Something odd in the notebook's place."""

    def build(release: NotebookNode, folder: Path) -> Content:
        act(folder / "work.ipynb")
        return None

    return build


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        # By a relative name: a socket's is at most 107 bytes long.
        here = os.open(path.parent, os.O_RDONLY)
        server.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 2**20)


def _many(folder: Path) -> None:
    for number in range(600):
        (folder / f"file-{number}.txt").touch()


def _deep(folder: Path) -> None:
    inner = folder.joinpath(*["d"] * 150)
    inner.mkdir(parents=True)
    (inner / "x").touch()


def _forged_course(folder: Path) -> None:
    for name in ("gradebook.db", "timestamp.txt", "nbgrader_config.py", "feedback/work.html", "autograded/work.ipynb"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("1999-01-01 00:00:00 UTC")


CASES = (
    Case(
        "reading the machine", "Reads the gradebook, other work, the environment", honest(first=READ_FILES), FULL, FULL
    ),
    Case("writing the machine", "Writes and removes files outside its folder", honest(first=WRITE_FILES), FULL, FULL),
    Case("network", "Talks to the network, the host and the Docker engine", honest(first=NETWORK), FULL, FULL),
    Case("rights", "Asks the system for what only root may do", honest(first=RIGHTS), FULL, FULL),
    Case("gradebook", "Gives itself marks in any gradebook that it finds", honest(first=GRADEBOOK), FULL, FULL),
    Case(
        "link to a secret",
        "Hands in a symbolic link to a host's file",
        _handed_in(lambda f: (f / "x").symlink_to(f"../{OUTSIDE}")),
        rejected="symbolic link",
    ),
    Case(
        "link to a folder",
        "Hands in a symbolic link to the host's root",
        _handed_in(lambda f: (f / "x").symlink_to("/")),
        rejected="symbolic link",
    ),
    Case(
        "notebook is a link",
        "Hands in a link in the notebook's place",
        _instead(lambda p: p.symlink_to(f"../{OUTSIDE}")),
        rejected="symbolic link",
    ),
    Case(
        "hard link",
        "Hands in a hard link to a host's file",
        _handed_in(lambda f: os.link(f.parent / OUTSIDE, f / "data2.txt")),
        rejected="hard link",
    ),
    Case(
        "pipe",
        "Hands in a pipe that nobody writes to",
        _handed_in(lambda f: os.mkfifo(f / "x")),
        rejected="not a plain file",
    ),
    Case(
        "notebook is a pipe",
        "Hands in a pipe in the notebook's place",
        _instead(os.mkfifo),
        rejected="not a plain file",
    ),
    Case("socket", "Hands in a socket", _handed_in(lambda f: _socket(f / "x")), rejected="not a plain file"),
    Case(
        "notebook is a folder",
        "Hands in a folder in the notebook's place",
        _instead(lambda p: p.mkdir()),
        rejected="work.ipynb",
    ),
    Case(
        "name with a way out",
        "Has a file name with backslashes",
        _handed_in(lambda f: (f / "..\\..\\x").touch()),
        rejected="name",
    ),
    Case(
        "name with a new line",
        "Has a file name that forges a line of the log",
        _handed_in(lambda f: (f / "x\nscore: 10").touch()),
        rejected="control characters",
    ),
    Case(
        "name not UTF-8",
        "Has a file name that is no text",
        _handed_in(lambda f: Path(os.fsdecode(bytes(f) + b"/\xff\xfe")).touch()),
        rejected="name",
    ),
    Case("sparse file", "Is larger than it is", _handed_in(lambda f: _sparse(f / "x")), rejected="larger than"),
    Case("many files", "Has six hundred files", _handed_in(_many), rejected="files"),
    Case("deep folders", "Has folders in folders", _handed_in(_deep), rejected="name"),
    Case("files of a course", "Brings a gradebook, a time and a configuration", _handed_in(_forged_course), FULL, FULL),
    Case("fork bomb", "Forks for ever", honest(first=FORKS), FULL, cell_seconds=SHORT_SECONDS),
    Case("children left", "Leaves processes behind", honest(first=CHILDREN), FULL, FULL),
    Case("daemon left", "Leaves a process that nobody is the parent of", honest(first=DAEMON), FULL, FULL),
    Case("zombies", "Leaves processes that nobody waits for", honest(first=ZOMBIES), FULL, FULL),
    Case("threads", "Starts threads for ever", honest(first=THREADS), FULL, cell_seconds=SHORT_SECONDS),
    Case("memory", "Takes all memory", honest(first=MEMORY), FULL),
    Case("disk", "Fills every disk", honest(first=DISK), FULL),
    Case("files without number", "Makes files for ever", honest(first=FILES), FULL, cell_seconds=SHORT_SECONDS),
    Case("flood", "Prints for ever", honest(first=FLOOD), FULL, FULL, cell_seconds=SHORT_SECONDS),
    Case("flood of displays", "Displays thousands of things", honest(first=DISPLAYS), FULL, FULL),
    Case("one huge line", "Prints sixty megabytes at once", honest(first="print('z' * 60_000_000)"), FULL),
    Case("endless loop", "Never ends", honest(first=LOOP), FULL, FULL, cell_seconds=SHORT_SECONDS),
    Case("deaf loop", "Never ends and ignores the interrupt", honest(first=DEAF), FULL, cell_seconds=SHORT_SECONDS),
    Case(
        "stubborn loop", "Never ends and catches the interrupt", honest(first=CAUGHT), FULL, cell_seconds=SHORT_SECONDS
    ),
    Case("large number", "Computes in C what never ends", honest(first=NUMBERS), FULL, cell_seconds=SHORT_SECONDS),
    Case("stopped", "Stops its own process", honest(first=STOPPED), FULL, cell_seconds=SHORT_SECONDS),
    Case("killed", "Kills every process that it may", honest(first=KILLED), FULL),
    Case("stack", "Runs out of stack", honest(first=STACK), FULL),
    Case("segmentation fault", "Crashes the interpreter", honest(last=SEGFAULT), FULL),
    Case(
        "long error", "Raises an error of fifty megabytes", honest(first=LONG_ERROR), FULL, cell_seconds=SHORT_SECONDS
    ),
    Case("folder deleted", "Deletes its own folder", honest(last=DELETED), FULL, 9),
)
