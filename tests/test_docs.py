"""The documentation is tested: what it names is there, what it shows runs, what it links to exists."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import nbacademy_courses as courses
from nbacademy_courses import load, quiz
from nbacademy_courses.course import MaterialType
from nbacademy_hub.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "extensions").glob("*.md"))
    if path.is_file()
)
SOURCES = ("hub", "graders", "spawners", "courses", "extensions/nbacademy", "tests")

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
VARIABLE = re.compile(rf"\b{PREFIX}[A-Z][A-Z_]*\b")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def shown(page: Path) -> list[str]:
    """The commands that a page shows: lines of its shell blocks, and code within its sentences."""
    text = page.read_text()
    blocks = [body.replace("\\\n", " ") for language, body in FENCE.findall(text) if language in {"sh", "bash"}]
    lines = [line.split("#")[0].strip() for body in blocks for line in body.splitlines()]
    return [line for line in (*lines, *INLINE.findall(FENCE.sub("", text))) if line]


def words_of(command: str) -> list[str]:
    """A command's words without the variables that are set before it; none for what is no command."""
    try:
        words = shlex.split(command)
    except ValueError:
        return []
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words.pop(0)
    return words


def commands(program: str) -> list[list[str]]:
    """Every call of a program on any page, as words."""
    calls = [words_of(command) for page in PAGES for command in shown(page)]
    return [words for words in calls if words and Path(words[0]).name == program]


def anchors(page: Path) -> set[str]:
    """The headings of a page as their links are spelt."""
    titles = HEADING.findall(FENCE.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def code_variables() -> frozenset[str]:
    """Every variable of ours that the code names, beside the settings."""
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*.py") if path != Path(__file__)]
    return frozenset(name for path in files for name in VARIABLE.findall(path.read_text()))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name} links to {name}, which is not there"
        assert not anchor or anchor in anchors(path), f"{page.name} links to {target}, a heading that is not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_setting_that_a_page_names_is_read_somewhere(page: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | code_variables()
    assert set(VARIABLE.findall(page.read_text())) <= known


def test_every_make_target_that_is_shown_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for words in commands("make") for word in words[1:] if "=" not in word}
    assert {"demo", "test", "lint"} <= named <= targets


def test_every_command_of_the_hub_that_is_shown_is_known() -> None:
    usage = help_of("nbacademy-hub", "--help")
    actions = set(re.search(r"\{([\w,]+)\}", usage)[1].split(","))  # type: ignore[index]
    called = {word for words in commands("nbacademy-hub") for word in words[1:]}
    assert called == actions


def test_every_option_of_grade_that_is_shown_is_known() -> None:
    usage = help_of("nbacademy", "grade", "--help")
    known = set(re.findall(r"--[a-z-]+", usage)) - {"--help"}
    calls = commands("nbacademy")
    assert {words[1] for words in calls if len(words) > 1} == {"grade"}
    assert {word for words in calls for word in words if word.startswith("--")} <= known
    assert known <= set(re.findall(r"--[a-z-]+", (ROOT / "docs" / "grading.md").read_text()))


def test_every_file_that_a_command_or_table_names_is_there() -> None:
    folders = "(?:hub|graders|spawners|courses|extensions|tests|docs)"
    for page in PAGES:
        base = ROOT if page.parent != ROOT / "extensions" else page.parent
        for command in shown(page):
            for path in re.findall(rf"(?<![\w/.<>-])({folders}/[\w./-]+)", command):
                assert (base / path).exists(), f"{page.name} names {path}, which is not there"


def test_the_example_course_can_be_loaded(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "courses.md").read_text()
    examples = [body for language, body in FENCE.findall(page) if language == "yaml"]
    (tmp_path / "course.yaml").write_text(examples[0])
    for name in ("welcome.md", "lessons/01-averages.ipynb", "source/hw1/hw1.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes/averages.yaml").write_text(examples[1])
    course = load(tmp_path)
    assert course.slug == "stats101"
    assert [material.type for material in course.materials] == [
        "markdown", "notebook", "quiz", "assignment", "link",
    ]  # fmt: skip


def test_the_page_on_courses_has_every_field_and_type() -> None:
    page = (ROOT / "docs" / "courses.md").read_text()
    named = set(INLINE.findall(FENCE.sub("", page)))
    assert fields() | set(MaterialType.__args__) <= named


def test_no_page_names_a_place_on_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(?:home|root|work|Users)/(?!jovyan)", page.read_text()), page.name


def fields() -> set[str]:
    """Every field of a manifest and of a quiz's file, whatever it belongs to."""
    manifest = (courses.Course, courses.Section, courses.Material, courses.Assignment, courses.Quiz)
    shapes = (*manifest, quiz.QuizFile, quiz.Option, *get_args(get_args(quiz.Question)[0]))
    return {name for shape in shapes for name in shape.model_fields}


def help_of(program: str, *arguments: str) -> str:
    """What a command of ours says about itself."""
    done = subprocess.run(
        [str(Path(sys.prefix, "bin", program)), *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout
