"""The walk goes on: the educator publishes, marks, decides and sets terms; the student sees what came of it."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.installation import PASSWORD, Installation

from .lab import GRADING_MILLISECONDS, SPAWN_MILLISECONDS, Person
from .newcomer import NAME, submissions
from .problem_set import percent_of_the_course
from .waiting import wait_for


def test_step_7_create_assignment_is_in_the_menu_of_those_who_teach(educator: Person, student: Person) -> None:
    educator.sign_in("educator@example.org", PASSWORD)
    educator.start_server()
    student.reload("ppo101")
    for person, count in ((educator, 1), (student, 0)):
        person.page.locator(".lm-MenuBar-item", has_text="Nbgrader").click()
        items = person.page.locator(".lm-Menu-item")
        expect(items.filter(has_text="Assignment List")).to_be_visible()
        expect(items.filter(has_text="Create assignment")).to_have_count(count)
        person.page.keyboard.press("Escape")


def test_step_7_the_educator_edits_and_publishes_a_new_version(educator: Person) -> None:
    educator.open_course("ppo101")
    educator.tab("assignments")
    educator.find("assignment-ps1-source").click()
    expect(educator.page.locator(".jp-NotebookPanel")).to_be_visible()
    model = educator.contents("GET", "ppo101/source/ps1/ps1.ipynb")
    model["content"]["cells"][0]["source"] += "\n\nThis is the second version."
    body = {"type": "notebook", "format": "json", "content": model["content"]}
    educator.contents("PUT", "ppo101/source/ps1/ps1.ipynb", body)
    educator.reload("ppo101")
    educator.tab("assignments")
    educator.find("assignment-ps1-publish").click()
    educator.page.get_by_role("button", name="Try it", exact=True).click()
    expect(educator.find("published")).to_contain_text("hidden tests found in 6 cells")
    expect(educator.find("trial")).to_contain_text("Your own solution passes", timeout=GRADING_MILLISECONDS)
    expect(educator.find("published")).to_contain_text("outside of the student")
    educator.see("08-published")
    educator.page.get_by_role("button", name="See it as a student").click()
    expect(educator.notebook).to_contain_text("This is the second version.")
    assert "HIDDEN TESTS" not in json.dumps(educator.contents("GET", "ppo101/release/ps1/ps1.ipynb"))
    educator.page.get_by_role("button", name="Back to version 2").click()
    educator.page.get_by_role("button", name="Release to students").click()
    expect(educator.find("assignment-ps1")).to_contain_text("Students have version 2.")


def test_step_7_the_educator_sees_scores_and_progress_and_grades_by_hand(
    educator: Person, installation: Installation
) -> None:
    page = educator.page
    page.goto(f"{educator.url}/services/academy/courses/ppo101")
    expect(page.locator("#submissions")).to_contain_text(NAME)
    educator.see("09-staff-page")
    page.get_by_role("link", name="Class", exact=True).click()
    expect(page.locator("#progress")).to_contain_text(f"{percent_of_the_course(3)} %")
    educator.see("09-class")
    page.go_back()
    page.click("#formgrader")
    page.wait_for_url(re.compile("oauth2/authorize|formgrader/gradebook"), timeout=SPAWN_MILLISECONDS)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/formgrader/**")
    page.goto(f"{educator.url}/user/course-ppo101/formgrader/gradebook/ps1/ps1")
    page.locator("tbody tr a", has_text="Submission").first.click()
    # Formgrader shows what it asks for when the page has been drawn, over whatever was entered until then.
    page.wait_for_load_state("networkidle")
    score = page.locator("input#lambda_tradeoff, input.score").last
    score.scroll_into_view_if_needed()
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("3.5")
        score.press("Tab")
    educator.see("10-formgrader")
    page.goto(f"{educator.url}/services/academy/courses/ppo101")
    page.click("#release-feedback-ps1")
    expect(page.locator("#submissions")).to_be_visible()


def test_step_7_the_student_sees_the_total(student: Person, installation: Installation) -> None:
    wait_for(lambda: submissions(installation)[0]["score"] == 19.5)
    student.reload("ppo101")
    student.tab("assignments")
    expect(student.find("assignment-state-ps1")).to_contain_text("19.5/20")
    student.see("11-total")


def test_step_7_the_student_asks_for_another_look_at_a_mark(student: Person) -> None:
    student.find("assignment-ps1-submissions").click()
    expect(student.find("submission-2")).to_be_visible()
    expect(student.find("submission-1")).to_be_visible()
    expect(student.find("cell-lambda_tradeoff")).to_contain_text("3.5/4")
    student.find("receipt-toggle").first.click()
    expect(student.find("receipt-evidence").first).to_contain_text("graded")
    student.see("12-history")
    student.find("ask-lambda_tradeoff").click()
    student.find("ask-body").fill("I name **both** sides of the trade. <script>alert(1)</script>")
    student.find("ask-send").click()
    expect(student.find("request-state")).to_contain_text("Another look is asked for")


def test_step_7_staff_answer_on_the_page_and_the_student_reads_it(educator: Person, student: Person) -> None:
    page = educator.page
    page.goto(f"{educator.url}/services/academy/courses/ppo101/regrade-requests")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator("strong", has_text="both")).to_be_visible()
    page.fill("#resolution", "You do not say which side is which.")
    educator.see("13-request")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    student.reload("ppo101")
    student.tab("assignments")
    student.find("assignment-ps1-submissions").click()
    student.find("request-lambda_tradeoff").click()
    expect(student.find("request-state")).to_contain_text("declined")
    expect(student.find("request-resolution")).to_contain_text("which side is which")
    student.see("14-answer")


def test_step_7_settings_and_an_extension_hold_for_the_student(educator: Person, student: Person) -> None:
    page, assignment = educator.page, f"{educator.url}/services/academy/courses/ppo101/assignments/ps1"
    page.goto(f"{assignment}/settings")
    page.fill("#due_at", "2026-01-01T12:00:00")
    page.select_option("#late_policy", "linear")
    page.fill("#attempts_limit", "3")
    educator.see("15-settings")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    terms = student.find("terms-ps1")
    student.reload("ppo101")
    student.tab("assignments")
    expect(terms).to_contain_text("1 of 3 attempts left")
    expect(terms).to_contain_text("was due")
    expect(terms).to_contain_text("costs 10 %")
    page.goto(f"{assignment}/extensions")
    page.select_option("#whom", label=NAME)
    page.fill("#due_at", "2099-01-01T12:00:00")
    page.get_by_role("button", name="Grant").click()
    expect(page.locator("#extensions")).to_contain_text(NAME)
    student.reload("ppo101")
    student.tab("assignments")
    expect(terms).to_contain_text("You have an extension")
    student.see("16-terms")


def test_step_7_a_preview_says_whose_score_would_change(educator: Person) -> None:
    page = educator.page
    page.goto(f"{educator.url}/services/academy/courses/ppo101/assignments/ps1/regrades")
    page.get_by_role("button", name="Start a preview").click()
    expect(page.locator(".state.ready")).to_be_visible(timeout=GRADING_MILLISECONDS)
    expect(page.locator("#by-student")).to_contain_text(NAME)
    expect(page.locator("#by-student")).to_contain_text("±0")
    educator.see("17-preview")
    page.get_by_role("link", name="Drop").click()
    page.get_by_role("button", name="Drop").click()
    expect(page.get_by_role("status")).to_contain_text("nobody's score changed")
