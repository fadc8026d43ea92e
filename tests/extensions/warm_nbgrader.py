"""nbgrader's command in a process that has loaded it once: each call is a fork with an environment of its own.

To load nbgrader takes longer than what most of its commands do.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

LONGEST_SECONDS = 60


class WarmNbgrader:
    """The loaded process, asked a line at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, words: tuple[str, ...], folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """`nbgrader words…` in a folder; it leaves what it said in the folder's `.said`."""
        said = folder / ".said"
        said.mkdir(exist_ok=True)
        asked = {"words": words, "folder": str(folder), "environment": dict(environment), "said": str(said)}
        cast(IO[str], self._process.stdin).write(json.dumps(asked) + "\n")
        cast(IO[str], self._process.stdin).flush()
        code = int(cast(IO[str], self._process.stdout).readline())
        return subprocess.CompletedProcess(words, code, (said / "1").read_text(), (said / "2").read_text())

    def close(self) -> None:
        self._process.communicate(timeout=60)


def serve() -> None:
    """Answers each line of standard input with the exit code of the command that it asks for."""
    from nbgrader.apps.nbgraderapp import main  # noqa: PLC0415  # this process's alone

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.alarm(LONGEST_SECONDS)
            os.chdir(asked["folder"])
            os.environ.clear()
            os.environ.update(asked["environment"])
            for number in (1, 2):
                os.dup2(os.open(f"{asked['said']}/{number}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            sys.argv = ["nbgrader", *asked["words"]]
            sys.exit(main())
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
