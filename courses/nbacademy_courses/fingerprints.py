"""Fingerprints of content (SHA-256, hexadecimal): equal exactly when what a learner gets is equal.

They depend on names and bytes alone, never on times, owners or the place of the folder, so loading a folder twice,
or on two machines, changes nothing.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from nbacademy_courses.course import Course, Material
from nbacademy_courses.folder import SOURCE

# What nbgrader and Jupyter write beside a course while somebody works on it.
_BY_PRODUCTS: Final = frozenset({"release", "submitted", "autograded", "feedback", "gradebook.db"})


def files_of(folder: Path) -> list[Path]:
    """All files of a course folder, by name, without hidden ones and without what nbgrader writes beside it."""
    return sorted(_files(folder, _BY_PRODUCTS))


def fingerprint_folder(folder: Path) -> str:
    """Of a whole course folder: of `files_of` it."""
    return _of_files(folder, files_of(folder))


def fingerprint_assignment(folder: Path, name: str) -> str:
    """Of an assignment's instructor version, all files of it."""
    source = folder / SOURCE / name
    return _of_files(source, _files(source))


def fingerprint_material(folder: Path, course: Course, material: Material) -> str:
    """Of what a material shows: its file's bytes, its address, its assignment's or its quiz's files.

    Title, minutes and position are no part of it: a new title is not new content.
    """
    if material.assignment is not None:
        return fingerprint_assignment(folder, material.assignment)
    if material.url is not None:
        return hashlib.sha256(material.url.encode()).hexdigest()
    files = {quiz.key: quiz.file for quiz in course.quizzes}
    return _of_file(folder / (material.file or files[material.quiz or ""]))


def _files(root: Path, by_products: frozenset[str] = frozenset()) -> Iterator[Path]:
    for parent, folders, files in os.walk(root):
        here = by_products if Path(parent) == root else frozenset()
        folders[:] = [name for name in folders if name not in here and _belongs(root, Path(parent, name))]
        yield from (
            path for name in files if name not in here and _belongs(root, path := Path(parent, name)) and path.is_file()
        )


def _belongs(root: Path, path: Path) -> bool:
    # A link that leads out would make the fingerprint depend on a file that no learner ever gets.
    return not path.name.startswith(".") and path.resolve().is_relative_to(root.resolve())


def _of_files(root: Path, paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in paths):
        # The length in front keeps two different trees from reading as the same bytes.
        total.update(f"{len(name.encode())}:{name}:{_of_file(path)}\n".encode())
    return total.hexdigest()


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
