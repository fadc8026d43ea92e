"""Files of materials: what their bytes are is looked at, not what they are called."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO, Final
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from nbacademy.protocol.courses import MaterialDetail, MaterialType
from nbacademy.protocol.shape import Shape
from nbacademy_courses.course import TARGETS, RelativePath
from nbacademy_courses.folder import MANIFEST, SOURCE, SUFFIXES
from nbacademy_hub.assignments.uploads import LIMIT_NOTEBOOK_BYTES, check_notebook
from nbacademy_hub.caller import Caller
from nbacademy_hub.errors import Conflict, Invalid, TooLarge
from nbacademy_hub.learning import catalogue

from . import drafts
from .contents import editable_material
from .tables import Course, Material

LIMIT_TEXT_BYTES: Final = 5 * 1024 * 1024
LONGEST_FILENAME: Final = 200
VIDEOS: Final = {"MP4": (4, b"ftyp"), "WebM": (0, b"\x1a\x45\xdf\xa3"), "Ogg": (0, b"OggS")}
"""By what a video is known: bytes at a place near its beginning."""

_PATHS: TypeAdapter[str] = TypeAdapter(RelativePath)


class FileQuery(Shape):
    """`filename` is the file's place in the course folder, and in a student's home."""

    filename: str


def kind_of(session: Session, caller: Caller, material_id: UUID) -> MaterialType:
    """The type of a material, for its instructors. Raises Conflict for one that has no files."""
    material, _ = editable_material(session, caller, material_id)
    if "file" not in TARGETS[material.type]:
        raise Conflict(f"A {material.type} has no file.")
    return material.type


def put_file(session: Session, caller: Caller, material_id: UUID, filename: str, sha256: str) -> MaterialDetail:
    """Shows another file, which is in the file store; learners get it when the course is published next.

    Instructors only. Raises Invalid for a name that can be none, Conflict for the name of another file of the course.
    """
    material, course = editable_material(session, caller, material_id)
    _check_filename(course, material, filename, sha256)
    standing = drafts.current(material)
    drafts.change(material, standing.model_copy(update={"filename": filename, "sha256": sha256, "url": None}))
    session.flush()
    return catalogue.show_material(session, caller, material_id)


def check_content(kind: MaterialType, file: IO[bytes], name: str = "content") -> None:
    """Refuses bytes that are not of a material's type. Raises Invalid, which names the file, or TooLarge."""
    file.seek(0)
    match kind:
        case "notebook":
            check_notebook(name, _whole(file, LIMIT_NOTEBOOK_BYTES))
        case "pdf":
            if not file.read(5).startswith(b"%PDF-"):
                raise Invalid.field(name, "this is not a PDF")
        case "video":
            start = file.read(64)
            if not any(start[place:].startswith(sign) for place, sign in VIDEOS.values()):
                raise Invalid.field(name, f"this is not a video: {', '.join(VIDEOS)}")
        case _:
            _check_text(_whole(file, LIMIT_TEXT_BYTES), name)


def _check_text(content: bytes, name: str) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid.field(name, "this is not UTF-8 text") from error
    if "\0" in text:
        raise Invalid.field(name, "this has null characters, so it is no text")


def _whole(file: IO[bytes], limit_bytes: int) -> bytes:
    content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise TooLarge(f"Such a file may have {limit_bytes // 1024 // 1024} MiB.")
    return content


def _check_filename(course: Course, material: Material, filename: str, sha256: str) -> None:
    try:
        _PATHS.validate_python(filename)
    except ValidationError as error:
        raise Invalid.field("filename", error.errors()[0]["msg"].removeprefix("Value error, ")) from error
    suffix = SUFFIXES.get(material.type, "")
    if not filename.endswith(suffix):
        raise Invalid.field("filename", f"a {material.type} is a file that ends in {suffix}")
    if len(filename) > LONGEST_FILENAME or any(ord(letter) < 32 or ord(letter) == 127 for letter in filename):
        raise Invalid.field("filename", f"is longer than {LONGEST_FILENAME} letters, or has control characters")
    if filename == MANIFEST or PurePosixPath(filename).parts[0] == SOURCE:
        raise Invalid.field("filename", "is a name of the course folder's own")
    for section in course.sections:
        for other in section.materials:
            seen = drafts.current(other)
            if other is not material and seen.filename == filename and seen.sha256 != sha256:
                raise Conflict(f"Another file of this course is called {filename}: give this one another name.")
