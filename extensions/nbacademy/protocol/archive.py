"""Archives of assignments and submissions: a zip of plain files, made deterministically and opened with suspicion.

The same folder always gives the same bytes, so the hash in a receipt can be checked by anybody. Opening one trusts
nothing in it: no links, no devices, no way out of the folder, no bombs. Only the standard library is used, since both
the student's image and the service need this.
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

LIMIT_BYTES = 100 * 1024 * 1024
LIMIT_FILES = 500
LIMIT_NAME = 200
IGNORED = frozenset({".ipynb_checkpoints", "__pycache__", ".git", ".DS_Store"})
_EPOCH = (1980, 1, 1, 0, 0, 0)


class ArchiveError(ValueError):
    """The archive, or the folder to be packed, is not acceptable; the message says why in a sentence."""


def pack(folder: Path, *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> bytes:
    """A zip of the plain files below `folder`, in order of their names, without times and owners.

    Symbolic links and special files raise ArchiveError, as do too many or too large files.
    """
    return pack_files(folder, _files(folder), limit_bytes=limit_bytes, limit_files=limit_files)


def pack_files(
    folder: Path, paths: Iterable[Path], *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES
) -> bytes:
    """As `pack`, of these plain files below `folder`, in the order in which they come."""
    contents: dict[str, bytes] = {}
    total = 0
    for path in paths:
        if len(contents) == limit_files:
            raise ArchiveError(f"there are more than {limit_files} files in {folder.name}")
        total += path.stat().st_size
        if total > limit_bytes:
            raise ArchiveError(f"the files in {folder.name} are larger than {_megabytes(limit_bytes)} together")
        contents[path.relative_to(folder).as_posix()] = path.read_bytes()
    return _zipped(contents)


def repack(data: bytes, *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> bytes:
    """An archive of any make as `pack` would have made it: the same files always give the same bytes.

    Raises ArchiveError as `unpack` does.
    """
    with _open(data) as archive:
        entries = sorted(_checked(archive, limit_bytes, limit_files), key=lambda entry: PurePosixPath(entry.filename))
        return _zipped({entry.filename: _read(archive, entry) for entry in entries})


def names(data: bytes, *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> tuple[str, ...]:
    """The names of the files in an archive, checked as `unpack` checks them."""
    with _open(data) as archive:
        return tuple(entry.filename for entry in _checked(archive, limit_bytes, limit_files))


def unpack(data: bytes, folder: Path, *, limit_bytes: int = LIMIT_BYTES, limit_files: int = LIMIT_FILES) -> None:
    """Writes an archive's files below `folder`, which is made if it is not there.

    Raises ArchiveError for anything but plain files with plain names, for sizes that lie, and past the limits;
    some files may have been written by then.
    """
    with _open(data) as archive:
        for entry in _checked(archive, limit_bytes, limit_files):
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_read(archive, entry))


def read(data: bytes, name: str, *, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """The content of one file of an archive; KeyError when it is not there."""
    with _open(data) as archive:
        entry = archive.getinfo(name)
        if entry.file_size > limit_bytes:
            raise ArchiveError(f"{name} is larger than {_megabytes(limit_bytes)}")
        return _read(archive, entry)


def write(file: IO[bytes], contents: Iterable[tuple[str, bytes]]) -> None:
    """Writes a zip of names and contents, which are taken one after the other, without times and owners."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)


def sha256(data: bytes) -> str:
    """The content hash of an archive as receipts show it."""
    return hashlib.sha256(data).hexdigest()


def _zipped(contents: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    write(buffer, contents.items())
    return buffer.getvalue()


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if IGNORED.intersection(path.relative_to(folder).parts):
            continue
        if path.is_symlink():
            raise ArchiveError(f"{path.relative_to(folder)} is a symbolic link; put the file itself there")
        if path.is_dir():
            continue
        if not path.is_file():
            raise ArchiveError(f"{path.relative_to(folder)} is not a plain file")
        yield path


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ArchiveError("this is not a zip archive") from error


def _checked(archive: zipfile.ZipFile, limit_bytes: int, limit_files: int) -> Iterable[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > limit_files:
        raise ArchiveError(f"there are {len(entries)} files; at most {limit_files} are allowed")
    if sum(entry.file_size for entry in entries) > limit_bytes:
        raise ArchiveError(f"the files are larger than {_megabytes(limit_bytes)} together")
    seen: set[str] = set()
    for entry in entries:
        _check(entry)
        if entry.filename in seen:
            raise ArchiveError(f"{entry.filename} stands in the archive twice")
        seen.add(entry.filename)
    clash = seen.intersection(str(parent) for name in seen for parent in PurePosixPath(name).parents)
    if clash:
        raise ArchiveError(f"{min(clash)} is both a file and a folder")
    return entries


def _check(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    shown = ascii(name[:LIMIT_NAME])
    if len(name) > LIMIT_NAME or any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        raise ArchiveError(f"the name {shown} is too long or has control characters")
    if (
        not path.parts
        or path.is_absolute()
        or ".." in path.parts
        or str(path) != name
        or "\\" in name
        or ":" in path.parts[0]
    ):
        raise ArchiveError(f"the name {shown} leads out of the folder or is not a plain one")
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise ArchiveError(f"{shown} is not a plain file")
    if entry.flag_bits & 0x1:
        raise ArchiveError(f"{shown} is encrypted")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as file:
            # The declared size was checked against the limit: a file that is longer than it says is refused here.
            content = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise ArchiveError(f"{entry.filename!a} cannot be read: {error}") from error
    except Exception as error:  # zlib.error and its kin share no base class
        raise ArchiveError(f"{entry.filename!a} is damaged") from error
    if len(content) != entry.file_size:
        raise ArchiveError(f"{entry.filename!a} is not as large as it says")
    return content


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:g} MiB"
