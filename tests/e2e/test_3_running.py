"""The walk ends: a run that outlives its kernel, a home that outlives its server, a platform that is killed."""

from __future__ import annotations

import re
import time

import docker
import httpx
import psutil
from playwright.sync_api import expect

from tests.installation import PASSWORD, Installation

from .lab import Person
from .newcomer import EMAIL, OWN_PASSWORD, server_of, submissions
from .waiting import wait_for

LESSON = "ppo101/lessons/02-policy-gradient.ipynb"
TRAINING_MILLISECONDS = 240_000


def test_step_8_a_training_run_is_watched_live_while_other_cells_run(student: Person) -> None:
    student.tab("contents")
    student.find("material-policy-gradient-lesson").click()
    student.wait_for_notebook("02-policy-gradient")
    student.select_cell(LESSON, "live-train")
    student.run_cell()
    widget = student.notebook.locator(".nba-run").first
    expect(widget.locator(".nba-run-status")).to_contain_text(
        "Running", ignore_case=True, timeout=TRAINING_MILLISECONDS
    )
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
    student.see("18-training")
    expect(widget.locator(".nba-run-status")).to_contain_text(
        "Finished", ignore_case=True, timeout=TRAINING_MILLISECONDS
    )
    student.see("19-trained")
    student.save()
    student.select_cell(LESSON, "live-check")
    student.run_cell()
    expect(student.notebook.get_by_text("Solved.", exact=True)).to_be_visible()


def test_step_8_the_run_is_there_when_its_kernel_is_gone(student: Person, installation: Installation) -> None:
    server = server_of(installation)
    server.exec_run(["pkill", "-9", "-f", "ipykernel_launcher"])
    student.reload("ppo101")
    student.tab("training")
    student.page.locator("[data-testid^=run-]").first.click()
    view = student.page.locator("[data-testid^=run-view-]")
    expect(view.locator(".nba-run-status")).to_contain_text("Finished", ignore_case=True)
    expect(view.locator("canvas").first).to_be_visible()
    student.see("20-run-view")


def test_step_2_again_files_outlive_the_server(student: Person) -> None:
    student.stop_server()
    student.start_server()
    assert student.contents("GET", "ppo101/ps1/ps1.ipynb")["name"] == "ps1.ipynb"


def test_step_9_the_admin_sees_people_servers_and_health(admin: Person) -> None:
    admin.sign_in("admin@example.org", PASSWORD)
    admin.page.goto(f"{admin.url}/hub/admin")
    expect(admin.page.get_by_text("ada", exact=True).first).to_be_visible()
    expect(admin.page.get_by_text("course-ppo101").first).to_be_visible()
    admin.see("21-admin")
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
    wait_for(installation.healthy)
    wait_for(lambda: submissions(installation)[0]["status"] == "needs_manual_grade")


def test_step_10_ctrl_c_stops_everything_and_a_second_start_has_it_all(installation: Installation) -> None:
    before = submissions(installation)
    installation.stop()
    label = {"label": f"org.nbacademy.instance={installation.instance}"}
    assert docker.from_env().containers.list(all=True, filters=label) == []
    began = time.monotonic()
    installation.start()
    assert time.monotonic() - began < 30
    assert submissions(installation) == before


def is_service(process: psutil.Process) -> bool:
    return "nbacademy_hub.app" in process.cmdline()
