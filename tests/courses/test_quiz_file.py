"""A quiz's file is loaded whole or refused with every fault named by file, line and place."""

from pathlib import Path

import pytest

from nbacademy_courses import ManifestError, load, load_quiz

QUIZ = """\
pass_percent: 60
questions:
  - key: colour
    type: single_choice
    text: Which?
    options:
      - right: red
      - wrong: blue
  - key: weight
    type: numeric
    text: How much?
    correct: 3
    units: [kg]
  - key: so
    type: true_false
    text: So?
    correct: true
"""


@pytest.fixture
def with_quiz(folder: Path) -> Path:
    """The small sound folder, with a quiz."""
    (folder / "quiz.yaml").write_text(QUIZ)
    manifest = folder / "course.yaml"
    shown = "      - {key: check, type: quiz, title: Check, quiz: basics}\nassignments:"
    text = manifest.read_text().replace("assignments:", shown)
    manifest.write_text(text + "quizzes:\n  - {key: basics, title: Basics, file: quiz.yaml}\n")
    return folder


def test_the_quizzes_of_the_shipped_course_have_explanations_and_questions_of_every_type(shipped: Path) -> None:
    questions = [item for quiz in load(shipped).quizzes for item in load_quiz(shipped, quiz).questions]
    assert all(item.explanation for item in questions)
    assert {item.type for item in questions} == {
        "single_choice", "multiple_choice", "true_false", "numeric", "short_text", "free_text", "code",
    }  # fmt: skip


def test_a_sound_quiz_loads_with_its_values(with_quiz: Path) -> None:
    quiz = load_quiz(with_quiz, load(with_quiz).quizzes[0])
    assert (quiz.pass_percent, [item.key for item in quiz.questions]) == (60, ["colour", "weight", "so"])


FAULTS = {
    "two right ones": ("wrong: blue", "right: blue", 3, "questions[0]", "one option is right"),
    "no right one": ("right: red", "wrong: red", 3, "questions[0]", "one option is right"),
    "the same twice": ("wrong: blue", "wrong: red", 3, "questions[0]", "two options are the same"),
    "an option without a side": ("- wrong: blue", "- text: blue", 8, "questions[0].options[1].text", "not a field"),
    "an option that is a number": ("wrong: blue", "wrong: 3", 8, "questions[0].options[1].wrong", "in quotes"),
    "an unknown type": ("type: numeric", "type: number", 9, "questions[1]", "'single_choice'"),
    "no type": ("    type: numeric\n", "", 9, "questions[1]", "needs a type"),
    "a field of another type": (
        "correct: 3",
        "correct: 3\n    accepted: [x]",
        13,
        "questions[1].accepted",
        "not a field",
    ),
    "a missing key": ("    correct: 3\n", "", 9, "questions[1].correct", "is missing"),
    "a unit with a digit": ("[kg]", "[2kg]", 9, "questions[1]", "digit"),
    "no truth": ("correct: true", "correct: 1", 17, "questions[2].correct", "true or false"),
    "a key used twice": ("key: so", "key: colour", 14, "questions[2].key", "already called colour"),
    "an unknown rule": ("pass_percent", "pass_mark", 1, "pass_mark", "not a field"),
    "a percentage beyond 100": ("60", "600", 1, "pass_percent", "at most 100"),
    "an alias": ("text: Which?", "text: *x", 5, "", "alias"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_file_line_and_place(with_quiz: Path, name: str) -> None:
    old, new, line, place, words = FAULTS[name]
    assert old in QUIZ
    (with_quiz / "quiz.yaml").write_text(QUIZ.replace(old, new, 1))
    with pytest.raises(ManifestError) as caught:
        load(with_quiz)
    found = [problem for problem in caught.value.problems if problem.place == place and words in problem.message]
    assert found, str(caught.value)
    assert (found[0].file, found[0].line) == ("quiz.yaml", line)


def test_a_quiz_that_nothing_shows_is_refused(with_quiz: Path) -> None:
    manifest = with_quiz / "course.yaml"
    manifest.write_text(
        manifest.read_text().replace("      - {key: check, type: quiz, title: Check, quiz: basics}\n", "")
    )
    with pytest.raises(ManifestError, match=r"quizzes\[0\].key: no material of type quiz shows basics"):
        load(with_quiz)
