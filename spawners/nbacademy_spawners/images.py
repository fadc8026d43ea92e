"""Builds the notebook image, and the base image where no registry can be reached.

`python -m nbacademy_spawners.images` builds what is missing or out of date and says what it does. Settings:
`BASE_IMAGE` (a Debian or Ubuntu image with Python 3.11 and venv), `NBACADEMY_IMAGE` (the name of what is built), and
pip's own `PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`, `PIP_FIND_LINKS` (its torch wheel is used) and `PIP_CERT`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docker
from docker.errors import BuildError, DockerException, ImageNotFound

from . import engine

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "spawners" / "images"
STUDENT_SIDE = ("nbacademy", "jupyter-config", "jupyter-data", "pyproject.toml", "hatch_build.py", "README.md")
DEFAULT_IMAGE = "nbacademy-notebook:dev"
DEFAULT_BASE = "python:3.11-slim-bookworm"
BOOTSTRAPPED_BASE = "nbacademy-base:bookworm"
FINGERPRINT = "org.nbacademy.fingerprint"


class ImageError(RuntimeError):
    """The image cannot be built; the message says what to do."""


def notebook_image(environ: Mapping[str, str]) -> str:
    """The name of the image for students' servers and sandboxes."""
    return environ.get("NBACADEMY_IMAGE", DEFAULT_IMAGE)


def ensure(environ: Mapping[str, str]) -> str:
    """Builds the notebook image unless an up-to-date one is there; returns its name. Raises ImageError."""
    client = docker.from_env(timeout=1800)
    name = notebook_image(environ)
    fingerprint = _fingerprint()
    try:
        if client.images.get(name).labels.get(FINGERPRINT) == fingerprint:
            _say(f"The notebook image {name} is up to date.")
            return name
    except ImageNotFound:
        pass
    base = _base_image(client, environ)
    _say(f"Building the notebook image {name} from {base} (some minutes the first time, seconds later) …")
    with tempfile.TemporaryDirectory(prefix="nbacademy-image-") as folder:
        _write_context(Path(folder), environ)
        _build(client, Path(folder), name, base, fingerprint)
    return name


def _build(client: docker.DockerClient, context: Path, name: str, base: str, fingerprint: str) -> None:
    steps = client.api.build(
        path=str(context),
        tag=name,
        rm=True,
        decode=True,
        buildargs={"BASE_IMAGE": base},
        labels={FINGERPRINT: fingerprint},
    )
    tail: list[str] = []
    for step in steps:
        line = str(step.get("stream", step.get("error", ""))).rstrip()
        tail = [*tail, line][-20:]
        if line.startswith(("Step", "Collecting", "Downloading", "Installing", "Successfully")):
            _say(f"  {line[:110]}")
        if "error" in step:
            raise ImageError("building the notebook image failed:\n" + "\n".join(tail))


def _write_context(context: Path, environ: Mapping[str, str]) -> None:
    shutil.copy(IMAGES / "Dockerfile", context)
    shutil.copy(IMAGES / "requirements.txt", context)
    shutil.copytree(IMAGES / "files", context / "files")
    for name, path in _student_files():
        target = context / "extensions" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    _write_pip_settings(context / "pip", environ)


def _write_pip_settings(folder: Path, environ: Mapping[str, str]) -> None:
    (folder / "wheels").mkdir(parents=True)
    settings = {"find-links": "/build/pip/wheels"}
    for key in ("index-url", "extra-index-url"):
        if value := environ.get("PIP_" + key.upper().replace("-", "_")):
            settings[key] = value
    if certificates := environ.get("PIP_CERT"):
        shutil.copy(certificates, folder / "ca.crt")
        settings["cert"] = "/build/pip/ca.crt"
    for links in environ.get("PIP_FIND_LINKS", "").split():
        for wheel in Path(links).glob("torch-*.whl"):
            shutil.copy(wheel, folder / "wheels")
    lines = ["[global]", *(f"{key} = {value}" for key, value in settings.items())]
    (folder / "pip.conf").write_text("\n".join(lines) + "\n")


def _student_files() -> Iterator[tuple[str, Path]]:
    """The files of extensions/ that the image installs, by their name in it."""
    extensions = ROOT / "extensions"
    for part in STUDENT_SIDE:
        path = extensions / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(extensions).as_posix(), file


def _fingerprint() -> str:
    """A hash over all that goes into the image: equal fingerprints, equal images."""
    digest = hashlib.sha256()
    own = ((path.relative_to(IMAGES).as_posix(), path) for path in sorted(IMAGES.rglob("*")) if path.is_file())
    for name, path in (*own, *_student_files()):
        digest.update(f"{name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _base_image(client: docker.DockerClient, environ: Mapping[str, str]) -> str:
    wanted = environ.get("BASE_IMAGE")
    for name in (wanted,) if wanted else (DEFAULT_BASE, BOOTSTRAPPED_BASE):
        if client.images.list(name=name):
            return name
    try:
        _say(f"Pulling the base image {wanted or DEFAULT_BASE} …")
        client.images.pull(wanted or DEFAULT_BASE)
    except DockerException as error:
        if wanted:
            raise ImageError(f"the base image {wanted} cannot be pulled: {error}") from error
        return _bootstrap_base(client)
    return wanted or DEFAULT_BASE


def _bootstrap_base(client: docker.DockerClient) -> str:
    """Makes a base image from Debian's packages: for machines that reach no image registry."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        raise ImageError(
            f"{DEFAULT_BASE} cannot be pulled. Name an image that you have in BASE_IMAGE, or run this as root on "
            "Debian with the package debootstrap installed."
        )
    _say("No image registry can be reached: making a base image from Debian's packages with debootstrap (a minute) …")
    with tempfile.TemporaryDirectory(prefix="nbacademy-base-") as folder:
        root, tar = Path(folder) / "root", Path(folder) / "base.tar"
        packages = "--include=python3,python3-venv,ca-certificates"
        _run("debootstrap", "--variant=minbase", packages, "bookworm", str(root))
        _run("tar", "-C", str(root), "-cf", str(tar), ".")
        repository, tag = BOOTSTRAPPED_BASE.split(":")
        client.api.import_image_from_file(str(tar), repository=repository, tag=tag)
    return BOOTSTRAPPED_BASE


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # commands of our own


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Builds the image; without an engine there is nothing to build, and what needs one says so itself."""
    if reason := engine.ensure():
        _say(f"No notebook image was built, since there is no Docker engine: {reason}")
        return
    try:
        ensure(os.environ)
    except (ImageError, BuildError, DockerException, subprocess.CalledProcessError) as error:
        sys.exit(f"nbacademy: {error}")


if __name__ == "__main__":
    main()
