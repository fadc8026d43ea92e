"""`nbacademy grade` prints one JSON document and gives every submission a verdict."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from traitlets.config import Config

from .authoring import GOOD
from .conftest import Classroom


def test_the_command_grades_folders_and_prints_one_document(classroom: Classroom, sandbox_config: Config) -> None:
    desk = classroom.desk
    linked = desk.folder({"work": classroom.answers(GOOD)})
    (linked / "link").symlink_to("/etc/passwd")
    folders = [desk.folder({"work": classroom.answers(GOOD)}), desk.folder({"work": "{"}), linked]
    sandbox = sandbox_config.DockerSandboxProvisioner
    settings = {
        "NBACADEMY_IMAGE": sandbox.image,
        "NBACADEMY_INSTANCE": sandbox.instance,
        "NBACADEMY_RUNTIME": sandbox.runtime_folder,
        "NBACADEMY_POOL_SIZE": "0",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [
        sys.executable,
        "-m",
        "nbacademy_graders.command",
        "--source",
        str(classroom.folder),
        "--out",
        str(desk.root / "out"),
    ]
    for folder in folders:
        command += ["--submission", str(folder)]
    done = subprocess.run(
        [*command, "--json"], capture_output=True, text=True, check=False, env={**os.environ, **settings}
    )
    assert done.returncode == 0, done.stderr
    good, broken, link = json.loads(done.stdout)["submissions"]
    assert (good["status"], good["score"], good["max_score"]) == ("graded", 7.5, 12)
    assert good["cells"]["mean-hidden"] == {"score": 3, "max_score": 3, "kind": "auto", "error": None}
    assert Path(good["log"]).exists()
    assert [Path(page).name for page in good["feedback"]] == ["work.html"]
    assert (broken["status"], broken["score"]) == ("rejected", None)
    assert "not valid JSON" in broken["reason"]
    assert link["status"] == "rejected"
    assert "symbolic link" in link["reason"]
