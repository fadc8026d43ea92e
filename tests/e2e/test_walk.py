"""The whole platform as its people meet it: one walk through a real browser, in order, each step on the one before.

Every step leaves a screenshot in tests/artifacts/.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import docker
import httpx
import nbformat
import psutil
from playwright.sync_api import expect

from tests.installation import PASSWORD, Installation

from .lab import SPAWN_MILLISECONDS, Person

NAME = "testuser<'&\">"
EMAIL = "ada@example.org"
OWN_PASSWORD = "correct-horse-battery"
SOURCE = Path(__file__).parents[2] / "courses" / "ppo" / "source" / "ps1" / "ps1.ipynb"
LESSON = "ppo101/lessons/02-policy-gradient.ipynb"
TRAINING_MILLISECONDS = 240_000


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
    settings = server_of(installation, "ada").attrs["HostConfig"]
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
    expect(student.find("ring").first).to_have_attribute("aria-valuenow", "20")
    student.reload("ppo101")
    expect(student.find("ring").first).to_have_attribute("aria-valuenow", "20")
    student.see("04-lesson")


def test_step_5_an_assignment_is_fetched_solved_validated_and_submitted(student: Person) -> None:
    student.tab("assignments")
    student.find("assignment-ps1-fetch").click()
    expect(student.find("assignment-ps1-submit")).to_be_visible()
    solve(student)
    student.reload("ppo101")
    student.tab("assignments")
    student.find("assignment-ps1-validate").click()
    expect(student.find("validation")).to_contain_text("All visible tests pass")
    student.find("assignment-ps1-submit").click()
    expect(student.find("receipt-hash")).to_be_visible()
    student.see("05-receipt")


def test_step_6_the_submission_is_graded_without_anybodys_doing(student: Person) -> None:
    expect(student.find("assignment-state-ps1")).to_contain_text("16/20")
    student.find("assignment-ps1-feedback").click()
    feedback = student.page.frame_locator(".nba-FeedbackFrame iframe")
    expect(feedback.get_by_text("Score: 16.0 / 20.0").first).to_be_visible()
    student.see("06-feedback")
    shown = feedback.locator("body").inner_text()
    for secret in hidden_lines():
        assert secret not in shown


def test_step_5_again_nbgraders_commands_do_the_same(student: Person, installation: Installation) -> None:
    server = server_of(installation, "ada")
    listed = server.exec_run(["nbgrader", "list", "--course", "ppo101"])
    assert listed.exit_code == 0, listed.output
    assert b"ps1" in listed.output
    submitted = server.exec_run(["nbgrader", "submit", "ps1", "--course", "ppo101"])
    assert submitted.exit_code == 0, submitted.output
    assert re.search(rb"[0-9a-f]{64}", submitted.output), submitted.output
    mine = submissions(installation, EMAIL, OWN_PASSWORD)
    assert [item["version"] for item in mine] == [2, 1]


def test_step_3_again_questions_are_asked_and_answered_in_the_forum(student: Person) -> None:
    student.tab("forum")
    student.page.get_by_text("Questions").first.click()
    student.find("thread-new").click()
    student.find("thread-title").fill("Why is the last value <b>bootstrapped</b>?")
    student.find("thread-body").fill("In task 4: `V(s_T)`. <script>alert(1)</script>")
    student.find("thread-post").click()
    student.find("reply-body").fill("Because the episode was **truncated**.")
    student.find("reply-send").click()
    expect(student.page.locator("strong", has_text="truncated").first).to_be_visible()
    student.see("07-forum")


def test_step_7_the_educator_edits_and_publishes_a_new_version(educator: Person) -> None:
    educator.sign_in("educator@example.org", PASSWORD)
    educator.start_server()
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
    educator.page.get_by_role("button", name="Publish", exact=True).click()
    expect(educator.find("published")).to_contain_text("hidden tests found in 6 cells")
    educator.see("08-published")


def test_step_7_the_educator_sees_scores_and_progress_and_grades_by_hand(
    educator: Person, installation: Installation
) -> None:
    page = educator.page
    page.goto(f"{educator.url}/services/academy/courses/ppo101")
    expect(page.locator("#submissions")).to_contain_text(NAME)
    expect(page.locator("#progress")).to_contain_text("20 %")
    educator.see("09-staff-page")
    page.click("#formgrader")
    page.wait_for_url(re.compile("oauth2/authorize|formgrader/manage"), timeout=SPAWN_MILLISECONDS)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url("**/formgrader/**")
    page.goto(f"{educator.url}/user/course-ppo101/formgrader/gradebook/ps1/ps1")
    page.locator("tbody tr a", has_text="Submission").first.click()
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
    wait_for(lambda: submissions(installation, EMAIL, OWN_PASSWORD)[0]["score"] == 19.5)
    student.reload("ppo101")
    student.tab("assignments")
    expect(student.find("assignment-state-ps1")).to_contain_text("19.5/20")
    student.see("11-total")


def test_step_8_a_training_run_is_watched_live_while_other_cells_run(student: Person) -> None:
    student.tab("contents")
    student.find("material-policy-gradient-lesson").click()
    student.wait_for_notebook("02-policy-gradient")
    student.select_cell(LESSON, "live-train")
    student.run_cell()
    widget = student.notebook.locator(".nba-run").first
    expect(widget.locator(".nba-run-status")).to_contain_text("Running", ignore_case=True)
    student.page.keyboard.press("Escape")
    student.page.keyboard.press("b")
    student.page.keyboard.press("Enter")
    student.page.keyboard.insert_text("print(6 * 7 * 1000)")
    student.run_cell()
    expect(student.notebook.get_by_text("42000", exact=True)).to_be_visible()
    expect(widget.locator(".nba-run-status")).to_contain_text("Running", ignore_case=True)
    for curve in ("reward", "Policy loss", "Value loss", "KL", "Clip fraction", "Entropy", "Steps per second"):
        expect(widget.get_by_text(re.compile(curve, re.IGNORECASE)).first).to_be_attached()
    widget.scroll_into_view_if_needed()
    student.see("12-training")
    expect(widget.locator(".nba-run-status")).to_contain_text(
        "Finished", ignore_case=True, timeout=TRAINING_MILLISECONDS
    )
    student.see("13-trained")
    student.save()
    student.select_cell(LESSON, "live-check")
    student.run_cell()
    expect(student.notebook.get_by_text("Solved.", exact=True)).to_be_visible()


def test_step_8_the_run_is_there_when_its_kernel_is_gone(student: Person, installation: Installation) -> None:
    server = server_of(installation, "ada")
    server.exec_run(["pkill", "-9", "-f", "ipykernel_launcher"])
    student.reload("ppo101")
    student.tab("training")
    student.page.locator("[data-testid^=run-]").first.click()
    view = student.page.locator("[data-testid^=run-view-]")
    expect(view.locator(".nba-run-status")).to_contain_text("Finished", ignore_case=True)
    expect(view.locator("canvas").first).to_be_visible()
    student.see("14-run-view")


def test_step_2_again_files_outlive_the_server(student: Person) -> None:
    student.page.goto(f"{student.url}/hub/home")
    student.page.click("#stop")
    expect(student.page.locator("#stop")).to_be_hidden()
    student.start_server()
    assert student.contents("GET", "ppo101/ps1/ps1.ipynb")["name"] == "ps1.ipynb"


def test_step_9_the_admin_sees_people_servers_and_health(admin: Person) -> None:
    admin.sign_in("admin@example.org", PASSWORD)
    admin.page.goto(f"{admin.url}/hub/admin")
    expect(admin.page.get_by_text("ada", exact=True).first).to_be_visible()
    expect(admin.page.get_by_text("course-ppo101").first).to_be_visible()
    admin.see("15-admin")
    health = httpx.get(f"{admin.url}/services/academy/api/health").json()
    assert health["status"] == "ok", health


def test_step_10_a_submission_survives_the_death_of_the_service(installation: Installation) -> None:
    service = next(
        process for process in psutil.Process(installation.pid).children(recursive=True) if is_service(process)
    )
    token = installation.sign_in(EMAIL, OWN_PASSWORD).token()
    headers = {"Authorization": f"token {token}"}
    release = httpx.get(f"{installation.api}/courses/ppo101/assignments/ps1/release", headers=headers)
    headers["Content-Type"] = "application/zip"
    url = f"{installation.api}/courses/ppo101/assignments/ps1/submissions"
    receipt = httpx.post(url, headers=headers, content=release.content)
    service.kill()
    assert receipt.status_code == 201
    wait_for(installation.healthy, seconds=90)
    wait_for(lambda: submissions(installation, EMAIL, OWN_PASSWORD)[0]["status"] == "needs_manual_grade", seconds=90)


def test_step_10_ctrl_c_stops_everything_and_a_second_start_has_it_all(installation: Installation) -> None:
    before = submissions(installation, EMAIL, OWN_PASSWORD)
    installation.stop()
    label = {"label": f"org.nbacademy.instance={installation.instance}"}
    assert docker.from_env().containers.list(all=True, filters=label) == []
    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 30
    assert submissions(installation, EMAIL, OWN_PASSWORD) == before


def server_of(installation: Installation, username: str) -> docker.models.containers.Container:
    """The container of somebody's server, found by its environment: its name tells nothing."""
    label = {"label": [f"org.nbacademy.instance={installation.instance}", "org.nbacademy.kind=server"]}
    return next(
        container
        for container in docker.from_env().containers.list(filters=label)
        if f"JUPYTERHUB_USER={username}" in container.attrs["Config"]["Env"]
    )


def solve(student: Person) -> None:
    """Puts the source's solutions into the student's copy, as its author would."""
    source = nbformat.read(SOURCE, as_version=4)
    solutions = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in source.cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
    model = student.contents("GET", "ppo101/ps1/ps1.ipynb")
    for cell in model["content"]["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = solutions.get(grade_id, cell["source"])
        if cell["id"] == "answer-lambda-tradeoff":
            cell["source"] = "A small lambda trades variance for bias; a large one the other way round."
    student.contents("PUT", "ppo101/ps1/ps1.ipynb", {"type": "notebook", "format": "json", "content": model["content"]})


def hidden_lines() -> list[str]:
    """The lines of the assignment's hidden tests that say something."""
    regions = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", source_text(), re.DOTALL)
    assert regions
    return [line.strip() for region in regions for line in region.splitlines() if len(line.strip()) > 12]


def source_text() -> str:
    return "\n".join(cell.source for cell in nbformat.read(SOURCE, as_version=4).cells)


def submissions(installation: Installation, email: str, password: str) -> list[dict[str, object]]:
    """Somebody's submissions of ps1, newest first, as the API tells them."""
    person = installation.sign_in(email, password)
    headers = {"Authorization": f"token {person.token()}"}
    query = {"course": "ppo101", "assignment": "ps1"}
    items: list[dict[str, object]] = httpx.get(f"{installation.api}/submissions", headers=headers, params=query).json()[
        "items"
    ]
    person.close()
    return sorted(items, key=lambda item: -int(str(item["version"])))


def is_service(process: psutil.Process) -> bool:
    return "nbacademy_hub.app" in process.cmdline()


def wait_for(condition: object, seconds: float = 60) -> None:
    """Waits until a condition holds; what it raises meanwhile (the service is restarting) counts as not yet."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except (httpx.HTTPError, KeyError, AssertionError) as error:
            last: object = error
        else:
            last = "not yet"
        assert time.monotonic() < deadline, last
        time.sleep(0.5)
