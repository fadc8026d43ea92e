"""A course folder is loaded whole or refused with every fault named by file, line and place."""

import shutil
from pathlib import Path

import pytest

from nbacademy_courses import ManifestError, fingerprint_folder, fingerprint_material, load, load_quiz


@pytest.mark.parametrize("name", ["notebooks", "ppo"])
def test_a_shipped_course_loads_and_shows_all_that_lies_in_its_folder(shipped: Path, name: str) -> None:
    folder = shipped.parent / name
    course = load(folder)
    shown = {material.file for material in course.materials if material.file}
    shown |= {quiz.file for quiz in course.quizzes} | {f"source/{each.name}" for each in course.assignments}
    lying = {path for place in ("*.md", "lessons/*", "quizzes/*", "source/*") for path in folder.glob(place)}
    assert shown == {path.relative_to(folder).as_posix() for path in lying if not path.name.startswith(".")}
    for quiz in course.quizzes:
        load_quiz(folder, quiz)


def test_a_sound_folder_loads_with_its_values(folder: Path) -> None:
    course = load(folder)
    assert course.assignments[0].due is not None
    assert course.assignments[0].due.isoformat() == "2027-01-31T23:59:00+00:00"
    assert course.materials[0].minutes == 5


FAULTS = {
    "an unknown field": ("title: Tiny", "titel: Tiny\ntitle: Tiny", 2, "titel", "not a field"),
    "a missing field": ("title: Tiny\n", "", 1, "title", "is missing"),
    "a number for text": ("title: Tiny", "title: 2026", 2, "title", "must be text"),
    "text for a list": ("tags: [small]", "tags: small", 5, "tags", "must be a list"),
    "text for a number": ("minutes: 5", 'minutes: "5"', 14, "sections[0].materials[0].minutes", "whole number"),
    "an unknown choice": ("difficulty: beginner", "difficulty: easy", 4, "difficulty", "'beginner'"),
    "a slug with capitals": ("slug: tiny", "slug: Tiny", 1, "slug", "lower-case"),
    "a due date without offset": ("23:59:00Z", "23:59:00", 21, "assignments[0].due", "offset from UTC"),
    "a due date that is a number": ("2027-01-31T23:59:00Z", "17", 21, "assignments[0].due", "date and time"),
    "a due date in month 13": ("2027-01-31T23:59:00Z", "2027-13-31", 21, "assignments[0].due", "can't be read"),
    "a missing file": ("file: intro.md", "file: other.md", 13, "sections[0].materials[0].file", "does not exist"),
    "a folder for a file": ("file: intro.md", "file: folder.md", 13, "sections[0].materials[0].file", "plain file"),
    "a wrong suffix": ("type: markdown", "type: pdf", 13, "sections[0].materials[0].file", ".pdf"),
    "a file outside": ("file: intro.md", "file: ../x.md", 13, "sections[0].materials[0].file", "inside the course"),
    "an absolute file": ("file: intro.md", "file: /etc/hosts", 13, "sections[0].materials[0].file", "inside"),
    "a link that leads out": ("file: intro.md", "file: out.md", 13, "sections[0].materials[0].file", "leads out"),
    "two targets": (
        "file: intro.md",
        "file: intro.md\n        assignment: hw1",
        10,
        "sections[0].materials[0]",
        "no other",
    ),
    "a key used twice": ("key: hw1", "key: intro", 15, "sections[0].materials[1].key", "already called intro"),
    "a field given twice": ("title: Tiny", "title: Tiny\ntitle: Small", 3, "title", "twice; first on line 2"),
    "an undeclared assignment": (
        "assignment: hw1",
        "assignment: hw2",
        18,
        "sections[0].materials[1].assignment",
        "hw2",
    ),
    "an assignment without source": ("name: hw1", "name: hw2", 20, "assignments[0].name", "source/hw2"),
    "a syntax error": ("title: Tiny", "title: [Tiny", 3, "", "expected"),
    "an alias": ("title: Tiny", "title: &t Tiny\ndescription: *t", 3, "", "alias"),
    "a Python object": ("title: Tiny", "title: !!python/name:os.system", 2, "", "python/name"),
    "deep nesting": ("tags: [small]", "tags: " + "[" * 50 + "]" * 50, 5, "", "deeply"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_place(folder: Path, name: str) -> None:
    old, new, line, place, words = FAULTS[name]
    (folder / "out.md").symlink_to("/etc/hosts")
    (folder / "folder.md").mkdir()
    manifest = folder / "course.yaml"
    text = manifest.read_text()
    assert old in text
    manifest.write_text(text.replace(old, new, 1))
    with pytest.raises(ManifestError) as caught:
        load(folder)
    found = [problem for problem in caught.value.problems if problem.place == place and words in problem.message]
    assert found, str(caught.value)
    assert found[0].file == "course.yaml"
    assert found[0].line == line, str(caught.value)
    assert f"course.yaml, line {found[0].line}: " in str(caught.value)


def test_all_faults_are_listed_at_once(folder: Path) -> None:
    manifest = folder / "course.yaml"
    manifest.write_text(manifest.read_text().replace("beginner", "easy").replace("title: One", "titel: One"))
    with pytest.raises(ManifestError) as caught:
        load(folder)
    places = [problem.place for problem in caught.value.problems]
    assert set(places) == {"difficulty", "sections[0].titel", "sections[0].title"}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"just text", b"\xff\xfe\x00", b"\x00\x07", b"a: 1\n" * 300_000],
    ids=["empty", "list", "text", "no UTF-8", "control characters", "huge"],
)
def test_a_file_that_is_no_manifest_is_refused(folder: Path, content: bytes) -> None:
    (folder / "course.yaml").write_bytes(content)
    with pytest.raises(ManifestError, match=r"course\.yaml, line 1"):
        load(folder)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="does not exist"):
        load(tmp_path)


def test_a_link_in_an_assignment_that_leads_out_is_refused(folder: Path) -> None:
    (folder / "source" / "hw1" / "data.csv").symlink_to("/etc/hosts")
    with pytest.raises(ManifestError, match=r"source/hw1/data.csv leads out"):
        load(folder)


def test_an_assignment_without_notebook_is_refused(folder: Path) -> None:
    (folder / "source" / "hw1" / "hw1.ipynb").rename(folder / "source" / "hw1" / "hw1.txt")
    with pytest.raises(ManifestError, match="no notebook in source/hw1"):
        load(folder)


def test_fingerprints_depend_on_content_alone(folder: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "elsewhere")
    (copy / "gradebook.db").write_text("written by nbgrader")
    (copy / ".ipynb_checkpoints").mkdir()
    assert fingerprint_folder(copy) == fingerprint_folder(folder)


def test_a_changed_file_changes_its_material_and_no_other(folder: Path) -> None:
    course = load(folder)
    before = [fingerprint_material(folder, course, material) for material in course.materials]
    whole = fingerprint_folder(folder)
    (folder / "source" / "hw1" / "data.csv").write_text("1,2\n")
    after = [fingerprint_material(folder, course, material) for material in course.materials]
    assert after[0] == before[0]
    assert after[1] != before[1]
    assert fingerprint_folder(folder) != whole
