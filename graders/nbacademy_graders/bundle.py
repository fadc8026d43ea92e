"""A bundle: an archive of plain files under an address, with the hash that its content must have."""

from __future__ import annotations

import hashlib
from pathlib import Path

import fsspec
from pydantic import BaseModel, ConfigDict, Field

from nbacademy.protocol.archive import ArchiveError, unpack
from nbacademy_graders.errors import GraderError, RefusedError

MIB = 1024 * 1024


class Bundle(BaseModel):
    """Where an archive lies (a path or an fsspec URL) and its SHA-256, in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


def read_bundle(bundle: Bundle, *, limit_bytes: int) -> bytes:
    """The archive's bytes.

    Raises RefusedError if it is larger than `limit_bytes`, GraderError if it is not what the hash says, OSError if it
    is not there.
    """
    with fsspec.open(bundle.url, "rb") as file:
        data: bytes = file.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        raise RefusedError(f"The archive is larger than {limit_bytes // MIB} MiB.")
    if hashlib.sha256(data).hexdigest() != bundle.sha256:
        raise GraderError(f"The archive at {bundle.url} has changed since it was handed in: its hash is another.")
    return data


def unpack_bundle(bundle: Bundle, folder: Path, *, limit_bytes: int, limit_files: int) -> None:
    """Read a bundle and write its files below `folder`, which is made. Raises as `read_bundle`; RefusedError for a bad
    archive."""
    data = read_bundle(bundle, limit_bytes=limit_bytes)
    folder.mkdir(parents=True)
    try:
        unpack(data, folder, limit_bytes=limit_bytes, limit_files=limit_files)
    except ArchiveError as error:
        sentence = str(error)
        raise RefusedError(sentence[:1].upper() + sentence[1:] + ("" if sentence.endswith(".") else ".")) from error
