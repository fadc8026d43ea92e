"""What a student hands in does nothing in the name of the staff who look at it in formgrader."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from html.parser import HTMLParser

import docker
import httpx
import pytest

from tests.installation import Installation

from .people import SPAWN_SECONDS, Neighbour, container_name

MARKDOWN = """[a](java&#115;cript:bad()) [b](javascript&colon;bad()) [c](javascript\\:bad()) [d](evil.html)
[ref] <b onclick=bad()> <svg/onload=bad()>
![e](java&#x73;cript:bad()) ![gone](attachment:gone.png) ![f](attachment:f.png)
$\\newcommand{\\x}[2]{\\href{#1#2:bad()}{c}}\\x{java}{script}$

[ref]: java&#115;cript:bad()
"""
CODE = """
kernel = get_ipython().kernel
def say(kind, **content): kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())
say('execute_input', code='x', execution_count='<img src=x onerror=bad()>')
say('stream', name='stdout"><img src=x onerror=bad()>', text='hello')
say('stream', name='stdout', text={'<img src=x onerror=bad()>': 1})
say('error', ename='<img src=x onerror=bad()>', evalue=7, traceback='<img src=x onerror=bad()>')
for kind in ('text/html', 'image/svg+xml', 'text/markdown', 'text/latex', 'application/javascript'):
    say('display_data', data={kind: '<svg onload=bad()><img src=x onerror=bad()>'}, metadata={}, transient={})
"""


class Dangers(HTMLParser):
    """Collects what would run in a page, apart from formgrader's own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            acts = name.startswith("on") and not (value or "").startswith("toggle_name")
            leads = re.match(r"\s*(javascript|vbscript|data:text)", re.sub(r"[\t\r\n]", "", value or ""), re.IGNORECASE)
            if acts or leads:
                self.found.append(f"<{tag} {name}={value}>")


class Formgrader:
    """The course's server as its instructor sees it."""

    def __init__(self, installation: Installation, token: str) -> None:
        self.http = httpx.Client(
            base_url=f"{installation.url}/user/course-ppo101/formgrader", headers={"Authorization": f"token {token}"},
            timeout=60, follow_redirects=True,
        )  # fmt: skip

    def notebook_of(self, student: str) -> str:
        rows = self.http.get("/api/submitted_notebooks/ps1/ps1").json()
        return str(next(row["id"] for row in rows if row["student"] == student))


@pytest.fixture(scope="module")
def notebook(mallory: Neighbour) -> str:
    """Hands in a hostile notebook with hostile files beside it; the status when it has been graded."""
    release = mallory.call("GET", "courses/ppo101/assignments/ps1/release").content
    work = json.loads(zipfile.ZipFile(io.BytesIO(release)).read("ps1.ipynb"))
    for cell in work["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "gae":
            cell["source"] = CODE
        elif cell["cell_type"] == "markdown" and "Your answer" in "".join(cell["source"]):
            cell["source"], cell["attachments"] = MARKDOWN, {"f.png": {"image/png": 'x" onerror="bad()'}}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ps1.ipynb", json.dumps(work))
        archive.writestr("data.csv", "a,b")
        archive.writestr("evil.html", "<script>bad()</script>")
        archive.writestr("deep/evil.SVG", '<svg xmlns="http://www.w3.org/2000/svg" onload="bad()"/>')
    path = "courses/ppo101/assignments/ps1/submissions"
    headers = {"Content-Type": "application/zip"}
    identity = mallory.call("POST", path, content=packed.getvalue(), headers=headers).json()["id"]
    deadline = time.monotonic() + SPAWN_SECONDS
    while (found := mallory.call("GET", f"submissions/{identity}").json())["status"] in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return str(found["status"])


@pytest.fixture(scope="module")
def formgrader(installation: Installation, educator: Neighbour, notebook: str) -> Formgrader:
    """Formgrader, once the course's server is up."""
    educator.browser.http.get("/services/academy/")
    deadline = time.monotonic() + SPAWN_SECONDS
    while "/user/course-ppo101/" not in educator.browser.http.get(
        "/services/academy/courses/ppo101/formgrader", follow_redirects=False
    ).headers.get("Location", ""):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    return Formgrader(installation, educator.browser.token())


def test_a_kernel_that_sends_nonsense_is_graded_like_any(notebook: str) -> None:
    assert notebook == "needs_manual_grade"


def test_nothing_of_a_submission_or_a_name_runs_in_formgrader(formgrader: Formgrader, mallory: Neighbour) -> None:
    identity = formgrader.notebook_of(mallory.name)
    page = formgrader.http.get(f"/submissions/{identity}/")
    assert page.status_code == 200
    assert "evil.html" in page.text, "the hostile cell should be on the page"
    assert "Mallory" in page.text, "so should the hostile name"
    dangers = Dangers()
    dangers.feed(page.text)
    assert dangers.found == []
    assert "\\href" not in page.text


def test_formgrader_sends_no_page_that_a_student_handed_in(formgrader: Formgrader, mallory: Neighbour) -> None:
    place = f"/submissions/{formgrader.notebook_of(mallory.name)}"
    assert formgrader.http.get(f"{place}/data.csv").status_code == 200
    submitted = f"..%2f..%2f..%2fsubmitted%2f{mallory.name}%2fps1%2f"
    for name in ("evil.html", "deep/evil.SVG", f"{submitted}evil.html", f"{submitted}deep/evil.SVG"):
        assert formgrader.http.get(f"{place}/{name}").status_code in (403, 404), name


def test_a_courses_server_cannot_lead_the_service_astray_by_links(
    formgrader: Formgrader, installation: Installation
) -> None:
    course = docker.from_env().containers.get(container_name(installation, "course-ppo101"))
    for name in ("source", "release", "submitted", "autograded"):
        for command in (
            ["ln", "-s", "/etc", f"/srv/ppo101/{name}/link"],
            ["mv", f"/srv/ppo101/{name}", "/srv/ppo101/x"],
        ):
            assert course.exec_run(command).exit_code != 0, command
