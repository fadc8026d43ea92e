"""A stranger's folder is copied file by file, whatever stands in it and whoever changes it meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from nbacademy_graders.errors import RefusedError
from nbacademy_graders.limits import Limits
from nbacademy_graders.snapshot import take_snapshot

LIMITS = Limits(archive_bytes=2**20, archive_files=20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "handed-in"
    (folder / "data").mkdir(parents=True)
    (folder / "work.ipynb").write_text("{}")
    (folder / "data" / "numbers.txt").write_text("1 2 3")
    return folder


def _refusal(folder: Path) -> str:
    with pytest.raises(RefusedError) as caught:
        take_snapshot(folder, folder.parent / "copy", LIMITS)
    return str(caught.value)


def test_plain_files_are_copied_and_what_editors_leave_is_not(folder: Path) -> None:
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "link").symlink_to("/etc/passwd")
    (folder / "data" / ".DS_Store").touch()
    copy = folder.parent / "copy"
    take_snapshot(folder, copy, LIMITS)
    assert sorted(str(path.relative_to(copy)) for path in copy.rglob("*")) == ["data", "data/numbers.txt", "work.ipynb"]
    assert (copy / "data" / "numbers.txt").read_text() == "1 2 3"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda f: (f / "x").symlink_to("/etc/passwd"), "x is a symbolic link"),
        (lambda f: (f / "data" / "x").symlink_to("/"), "data/x is a symbolic link"),
        (lambda f: os.link(f / "work.ipynb", f / "x"), "hard link"),
        (lambda f: os.mkfifo(f / "x"), "x is not a plain file"),
        (lambda f: os.mknod(f / "x", 0o666 | 0o020000, os.makedev(1, 5)), "x is not a plain file"),
        (lambda f: [(f / f"x{n}").touch() for n in range(30)], "more than 20 files"),
        (lambda f: [(f / f"x{n}").mkdir() for n in range(30)], "more than 20 files and folders"),
        (lambda f: f.joinpath(*["d" * 100] * 9).mkdir(parents=True), "too long"),
        (lambda f: (f / "x").write_bytes(bytes(2**20 + 1)), "larger than 1 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_plain_file_within_the_limits_is_refused(
    folder: Path, change: Callable[[Path], object], reason: str
) -> None:
    change(folder)
    assert reason in _refusal(folder)


def test_what_is_no_folder_or_cannot_be_read_is_refused(folder: Path) -> None:
    assert "work.ipynb is not a folder" in _refusal(folder / "work.ipynb")
    assert "cannot be read: No such file" in _refusal(folder / "nothing")
    (folder / "loop").symlink_to("loop")
    assert "cannot be read" in _refusal(folder / "loop")
    with _as_somebody_else():
        assert "cannot be read: Permission denied" in _refusal(folder)


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """As nobody where tests run as root, who may read all there is."""
    me = os.geteuid()
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)


def test_a_link_put_in_a_files_place_meanwhile_is_not_followed(folder: Path) -> None:
    secret = folder.parent / "secret"
    secret.write_text("a secret of the host's")
    done = threading.Event()

    def swap() -> None:
        while not done.is_set():
            for name, make in (("work.ipynb", lambda p: p.symlink_to(secret)), ("data", lambda p: p.symlink_to("/"))):
                new = folder.parent / "new"
                make(new)
                here, aside = folder / name, folder.parent / "aside"
                here.rename(aside)
                new.rename(here)
                here.unlink()
                aside.rename(here)

    swapping = threading.Thread(target=swap)
    swapping.start()
    try:
        for number in range(300):
            copy = folder.parent / f"copy-{number}"
            try:
                take_snapshot(folder, copy, LIMITS)
            except RefusedError:
                continue
            finally:
                assert all(path.read_text() in {"{}", "1 2 3", ""} for path in copy.rglob("*") if path.is_file())
    finally:
        done.set()
        swapping.join()
