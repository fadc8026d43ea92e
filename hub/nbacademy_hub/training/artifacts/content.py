"""What an artifact's bytes are: they are looked at, not what the file is called or said to be."""

from __future__ import annotations

import json
from typing import IO, Final

from nbacademy.protocol.artifacts import ArtifactType
from nbacademy_hub.errors import Invalid, TooLarge

LIMIT_JSON_BYTES: Final = 8 * 1024 * 1024
SIGNS: Final[dict[ArtifactType, tuple[int, bytes]]] = {
    "application/zip": (0, b"PK\x03\x04"),
    "video/mp4": (4, b"ftyp"),
    "video/webm": (0, b"\x1a\x45\xdf\xa3"),
    "image/png": (0, b"\x89PNG\r\n\x1a\n"),
    "image/gif": (0, b"GIF8"),
}
"""By what a file is known: bytes at a place near its beginning."""


def type_of(file: IO[bytes]) -> ArtifactType:
    """The type of a file's bytes. Raises Invalid for others than those that are taken, TooLarge for endless JSON."""
    file.seek(0)
    start = file.read(16)
    for kind, (place, sign) in SIGNS.items():
        if start[place:].startswith(sign):
            return kind
    file.seek(0)
    content = file.read(LIMIT_JSON_BYTES + 1)
    if start.lstrip()[:1] not in (b"{", b"["):
        raise Invalid.field("content", "is no zip archive, MP4, WebM, PNG, GIF or JSON")
    if len(content) > LIMIT_JSON_BYTES:
        raise TooLarge(f"JSON may have {LIMIT_JSON_BYTES // 1024 // 1024} MiB here.")
    _check_json(content)
    return "application/json"


def _check_json(content: bytes) -> None:
    try:
        json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Invalid.field("content", "begins as JSON does, and is none") from error
