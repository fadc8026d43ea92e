"""The decision for each file: one's own, the new one, or both. Nothing is overwritten without a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .bodies import Choice, State
from .errors import LocalChangesError, NotAcceptableError
from .files import digest, digest_of
from .paths import below


@dataclass(frozen=True)
class Step:
    """What is to be done for the file `name` (relative to the root): write `content` to `path`, unless it is None.

    `upstream` is the SHA-256 of the new version; `conflict` says that both sides changed.
    """

    name: str
    upstream: str
    path: Path
    content: bytes | None
    state: State
    conflict: bool = False


def plan(root: Path, files: Mapping[str, bytes], known: Mapping[str, str], choice: Choice) -> tuple[Step, ...]:
    """The steps for new `files` when `known` is what was fetched before; raises LocalChangesError if `choice` is `ask`
    and there is something to ask. Only reads: a refusal leaves everything as it was."""
    steps = [_step(root, name, content, known.get(name), choice) for name, content in files.items()]
    conflicts = tuple(step.name for step in steps if step.conflict)
    if conflicts and choice == "ask":
        raise LocalChangesError(conflicts)
    return tuple(steps)


def summary(states: Iterable[State]) -> State:
    """One word for a whole folder."""
    found = set(states)
    if found == {"created"}:
        return "created"
    if found & {"created", "updated"}:
        return "updated"
    return "kept" if "kept" in found else "unchanged"


def _step(root: Path, name: str, content: bytes, known: str | None, choice: Choice) -> Step:
    path = below(root, name)
    upstream, mine = digest(content), _mine(path, name)
    if mine is None:
        return Step(name, upstream, path, content, "created")
    if mine == upstream:
        return Step(name, upstream, path, None, "unchanged")
    if mine == known:
        return Step(name, upstream, path, content, "updated")
    if upstream == known:
        return Step(name, upstream, path, None, "kept")
    return _chosen(root, name, content, path, choice)


def _chosen(root: Path, name: str, content: bytes, path: Path, choice: Choice) -> Step:
    if choice == "take_new":
        return Step(name, digest(content), path, content, "updated", conflict=True)
    if choice == "keep_both":
        return Step(name, digest(content), _beside(root, name, content), content, "created", conflict=True)
    return Step(name, digest(content), path, None, "kept", conflict=True)


def _mine(path: Path, name: str) -> str | None:
    try:
        return digest_of(path)
    except (IsADirectoryError, NotADirectoryError) as error:
        raise NotAcceptableError(f"{name} cannot be written: something else has that name. Rename it first.") from error


def _beside(root: Path, name: str, content: bytes) -> Path:
    pure = PurePosixPath(name)
    for number in range(1, 100):
        label = "(new)" if number == 1 else f"(new {number})"
        path = below(root, str(pure.with_name(f"{pure.stem} {label}{pure.suffix}")))
        if _mine(path, name) in (None, digest(content)):
            return path
    raise NotAcceptableError(f"There are a hundred copies beside {name}; take some away first.")
