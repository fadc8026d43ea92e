"""The platform as its people meet it: one walk through a real browser, in order, each step on the one before.

This is its first part: a newcomer learns. Every step leaves a screenshot in tests/artifacts/.
"""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.installation import Installation

from .lab import GRADING_MILLISECONDS, SPAWN_MILLISECONDS, Person
from .newcomer import EMAIL, NAME, OWN_PASSWORD, server_of, submissions
from .problem_set import hidden_lines, percent_of_the_course, solve


def test_step_1_a_newcomer_signs_up_on_the_hubs_own_page(student: Person) -> None:
    student.sign_up(NAME, EMAIL, OWN_PASSWORD)
    expect(student.page.get_by_text("Your server is starting up")).to_be_visible()


def test_step_2_their_own_server_starts_in_a_container_with_real_progress(
    student: Person, installation: Installation
) -> None:
    student.see("02-spawn")
    student.page.wait_for_url("**/lab**", timeout=SPAWN_MILLISECONDS)
    student.open_lab()
    assert "container" in student.page.evaluate("sessionStorage.progress ?? ''").lower()
    settings = server_of(installation).attrs["HostConfig"]
    assert settings["CapDrop"] == ["ALL"]
    assert settings["ReadonlyRootfs"]
    assert "no-new-privileges" in settings["SecurityOpt"]
    assert min(settings["Memory"], settings["PidsLimit"], settings["CpuQuota"]) > 0


def test_step_3_the_course_panel_lets_them_join_a_course(student: Person) -> None:
    student.find("join-ppo101").first.click()
    expect(student.find("material-returns-lesson")).to_be_visible()
    student.see("03-course-panel")


def test_step_4_a_lesson_opens_and_the_ring_moves_for_good(student: Person) -> None:
    student.find("material-returns-lesson").click()
    expect(student.page.locator(".jp-NotebookPanel")).to_be_visible()
    student.find("mark-done-returns-lesson").click()
    expect(student.find("ring").first).to_have_attribute("aria-valuenow", percent_of_the_course(1))
    student.reload("ppo101")
    expect(student.find("ring").first).to_have_attribute("aria-valuenow", percent_of_the_course(1))
    student.see("04-lesson")


def test_step_4_again_a_quiz_is_answered_resumed_after_a_reload_and_handed_in(student: Person) -> None:
    student.find("material-returns-quiz").click()
    student.find("quiz-begin").click()
    student.page.get_by_label("True", exact=True).check()
    expect(student.find("quiz-saved")).to_have_text("All answers are saved.")
    student.reload("ppo101")
    student.find("material-returns-quiz").click()
    expect(student.page.get_by_label("True", exact=True)).to_be_checked()
    student.find("quiz-hand-in").click()
    expect(student.find("quiz-confirm")).to_contain_text("7 questions have no answer")
    student.find("quiz-confirm-yes").click()
    expect(student.find("quiz-outcome")).to_contain_text("1 of 12 points")
    expect(student.find("mark-done-returns-quiz")).to_have_attribute("aria-pressed", "true")
    student.see("04-quiz")


def test_step_5_an_assignment_is_fetched_solved_validated_and_submitted(student: Person) -> None:
    student.tab("assignments")
    student.find("assignment-ps1-fetch").click()
    expect(student.find("assignment-ps1-submit")).to_be_visible()
    solve(student)
    student.reload("ppo101")
    student.tab("assignments")
    student.find("assignment-ps1-validate").click()
    expect(student.find("validation")).to_contain_text("All visible tests pass", timeout=GRADING_MILLISECONDS)
    student.find("assignment-ps1-submit").click()
    expect(student.find("receipt-hash")).to_be_visible()
    student.see("05-receipt")


def test_step_6_the_submission_is_graded_without_anybodys_doing(student: Person) -> None:
    expect(student.find("assignment-state-ps1")).to_contain_text("16/20", timeout=GRADING_MILLISECONDS)
    student.find("assignment-ps1-feedback").click()
    feedback = student.page.frame_locator(".nba-FeedbackFrame iframe")
    expect(feedback.get_by_text("Score: 16.0 / 20.0").first).to_be_visible()
    student.see("06-feedback")
    shown = feedback.locator("body").inner_text()
    for secret in hidden_lines():
        assert secret not in shown


def test_step_5_again_nbgraders_commands_do_the_same(student: Person, installation: Installation) -> None:
    server = server_of(installation)
    listed = server.exec_run(["nbgrader", "list", "--course", "ppo101"])
    assert listed.exit_code == 0, listed.output
    assert b"ps1" in listed.output
    submitted = server.exec_run(["nbgrader", "submit", "ps1", "--course", "ppo101"])
    assert submitted.exit_code == 0, submitted.output
    assert re.search(rb"[0-9a-f]{64}", submitted.output), submitted.output
    mine = submissions(installation)
    assert [item["version"] for item in mine] == [2, 1]


def test_step_3_again_questions_are_asked_and_answered_in_the_forum(student: Person) -> None:
    student.tab("forum")
    student.page.get_by_text("Questions", exact=True).click()
    student.find("thread-new").click()
    student.find("thread-title").fill("Why is the last value <b>bootstrapped</b>?")
    student.find("thread-body").fill("In task 4: `V(s_T)`. <script>alert(1)</script>")
    student.find("thread-send").click()
    student.find("reply-body").fill("Because the episode was **truncated**.")
    student.find("reply-send").click()
    expect(student.page.locator("strong", has_text="truncated").first).to_be_visible()
    student.see("07-forum")
