"""Starts notebook servers as processes of this machine: for a trial on one's own machine, isolating nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Unicode


class AcademyLocalSpawner(SimpleLocalProcessSpawner):  # type: ignore[misc]
    """A server process in a folder of its own below `homes`, run by the hub's own user."""

    homes = Unicode(help="Folder with one home for each user.").tag(config=True)
    api_url = Unicode(help="URL of the platform API as notebook servers reach it.").tag(config=True)
    student_side = Unicode(help="The folder extensions/ of this checkout, whose Jupyter files the servers use.").tag(
        config=True
    )

    def make_preexec_fn(self, name: str) -> None:
        # All servers are the hub's user: there is nobody to change to.
        return None

    @property
    def home_dir(self) -> str:
        return str(Path(self.homes) / str(self.escaped_user))

    @property
    def escaped_user(self) -> str:
        """The user's name as a folder's name; user names are made of lowercase letters, digits and hyphens."""
        return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in str(self.user.name))

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        Path(self.home_dir).mkdir(parents=True, exist_ok=True)
        return {**env, "USER": str(self.user.name), "HOME": self.home_dir, "SHELL": "/bin/bash"}

    def get_env(self) -> dict[str, str]:
        extensions = Path(self.student_side)
        return {
            **super().get_env(),
            "PATH": f"{sys.prefix}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "JUPYTER_CONFIG_PATH": str(extensions / "jupyter-config"),
            "JUPYTER_PATH": str(Path(self.homes).parent / "jupyter"),
            "NBACADEMY_API_URL": self.api_url,
        }

    async def start(self) -> object:
        self._make_home()
        self.notebook_dir = self.home_dir
        self.popen_kwargs = {"cwd": self.home_dir}
        self._link_labextension()
        return await super().start()

    def _make_home(self) -> None:
        Path(self.home_dir).mkdir(parents=True, exist_ok=True)

    def _link_labextension(self) -> None:
        # An editable install has no data files: JupyterLab finds the built extension by this link.
        link = Path(self.homes).parent / "jupyter" / "labextensions" / "@nbacademy" / "labextension"
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(Path(self.student_side) / "nbacademy" / "labextension")
