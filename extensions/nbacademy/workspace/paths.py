"""Paths from names that came over the network: below the root, and through no link out of it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from .errors import UnsafeNameError

LIMIT_NAME = 200


def below(root: Path, *names: str) -> Path:
    """`root/names…`; raises UnsafeNameError unless it is a plain path that stays in `root`, links resolved."""
    for name in names:
        _check(name)
    path = root.joinpath(*names)
    try:
        inside = path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise UnsafeNameError(f"{path.name!a} cannot be followed: {error}") from error
    if not inside:
        raise UnsafeNameError(
            f"{'/'.join(names)} leads out of your files by a symbolic link; take the link away first."
        )
    return path


def _check(name: str) -> None:
    parts = name.split("/")
    # isprintable also refuses lone surrogates and letters that turn the direction of the text around.
    plain = name.isprintable() and "\\" not in name and len(name) <= LIMIT_NAME
    if not plain or not set(parts).isdisjoint({"", ".", ".."}) or PurePosixPath(name).is_absolute():
        raise UnsafeNameError(f"{name[:LIMIT_NAME]!a} is not a plain file name.")
