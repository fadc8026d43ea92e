"""People at a browser: what a test does on JupyterHub's pages and in JupyterLab."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from .waiting import wait_for

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SPAWN_MILLISECONDS = 240_000
SLOW_MILLISECONDS = 60_000
GRADING_MILLISECONDS = 240_000
SETTLE_MILLISECONDS = 1_500
RUN_MILLISECONDS = 10_000
RUN_ATTEMPTS = 5


def chromium() -> str:
    """The system's browser: the driver's own download is not needed."""
    return next(path for path in CHROMIUM if Path(path).exists())


# A quick machine leaves the spawn page before anybody can look: the page itself keeps what it showed.
REMEMBER_PROGRESS = """new MutationObserver(() => {
    const shown = document.querySelector('#progress-message');
    if (shown?.textContent) sessionStorage.progress = (sessionStorage.progress ?? '') + shown.textContent + '|';
}).observe(document, {subtree: true, childList: true, characterData: true});"""


class Person:
    """One person with a browser window of their own, and the screenshots that they leave."""

    def __init__(self, browser: Browser, url: str, artifacts: Path, name: str) -> None:
        self.url = url
        self.name = name
        self._artifacts = artifacts
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.context.set_default_timeout(SLOW_MILLISECONDS)
        self.context.add_init_script(REMEMBER_PROGRESS)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def see(self, name: str) -> None:
        """Keeps a screenshot."""
        self.page.screenshot(path=self._artifacts / f"{name}.png")

    def sign_up(self, name: str, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/hub/login")
        self.page.click("#signup_link")
        self.page.fill("#name_input", name)
        self.page.fill("#email_input", email)
        self.page.fill("#password_input", password)
        self.see("01-sign-up")
        self.page.click("#account_submit")
        self.page.wait_for_url("**/hub/spawn-pending/**")

    def sign_in(self, email: str, password: str) -> None:
        self.page.goto(f"{self.url}/hub/login?next=%2Fhub%2Fhome")
        self.page.fill("#username_input", email)
        self.page.fill("#password_input", password)
        self.page.click("#login_submit")
        self.page.wait_for_url("**/hub/home")

    def start_server(self) -> None:
        """Starts one's server from the hub's home page, or goes to the one that runs, and opens the Course panel."""
        self.page.goto(f"{self.url}/hub/home")
        self.page.click("#start")
        self.page.wait_for_url("**/lab**", timeout=SPAWN_MILLISECONDS)
        self.open_lab()

    def stop_server(self) -> None:
        """Stops one's server from the hub's home page, until it has stopped: before that none is started."""
        self.page.goto(f"{self.url}/hub/home")
        self.page.click("#stop")
        expect(self.page.locator("#stop")).to_be_hidden()
        wait_for(self._has_no_server)

    def _has_no_server(self) -> bool:
        self.page.goto(f"{self.url}/hub/home")
        return not self.page.locator("#stop").is_visible()

    def open_lab(self) -> None:
        self.page.wait_for_selector("#jp-main-dock-panel", timeout=SPAWN_MILLISECONDS)
        self.page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=SPAWN_MILLISECONDS)
        # Until then Lab may bring the notebook that its address names to the front, over what one has opened.
        self.page.wait_for_selector("#filebrowser.jp-mod-restoring", state="detached", timeout=SPAWN_MILLISECONDS)
        if not self.panel.is_visible():
            self.page.locator("[data-id=nbacademy-course-panel]").click()
        expect(self.panel).to_be_visible()

    def open_course(self, slug: str) -> None:
        """Opens a course in the panel; one that was open before a reload may be open again by itself."""
        tabs, card = self.find("tab-contents"), self.find(f"course-{slug}").first
        expect(tabs.or_(card).first).to_be_visible()
        self.page.wait_for_timeout(SETTLE_MILLISECONDS)
        if not tabs.is_visible():
            card.click()
        expect(tabs).to_be_visible()

    def reload(self, slug: str) -> None:
        """Reloads the page, and goes back to a course."""
        self.page.reload()
        self.open_lab()
        self.open_course(slug)

    @property
    def panel(self) -> Locator:
        return self.page.locator(".nba-Panel").first

    def find(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def tab(self, name: str) -> None:
        self.find(f"tab-{name}").click()

    def contents(self, method: str, path: str, model: dict[str, Any] | None = None) -> Any:
        """A call of the notebook server's contents API, as the page itself makes it."""
        script = """async ([method, path, body]) => {
            const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
            const xsrf = (document.cookie.match(/(?:^|; )_xsrf=([^;]*)/) ?? [])[1] ?? '';
            const answer = await fetch(config.baseUrl + 'api/contents/' + path, {
                method, body, headers: {'X-XSRFToken': decodeURIComponent(xsrf), 'Content-Type': 'application/json'}});
            return [answer.status, await answer.json()];
        }"""
        status, answer = self.page.evaluate(script, [method, path, json.dumps(model) if model else None])
        assert status in {200, 201}, answer
        return answer

    @property
    def notebook(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def wait_for_notebook(self, name: str) -> None:
        """Until a notebook is in front and can run cells."""
        expect(self.page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current")).to_contain_text(name)
        # Before that the page has no kernel to send a cell to, and forgets it.
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("| Idle")
        expect(self.notebook.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")).to_be_attached()

    def save(self) -> None:
        """Saves the notebook in front."""
        with self.page.expect_response(lambda it: it.request.method == "PUT" and "/api/contents/" in it.url):
            self.page.keyboard.press("Escape")
            self.page.keyboard.press("Control+s")

    def select_cell(self, path: str, cell_id: str) -> None:
        """Goes to a cell of the notebook in front, with the keyboard: cells out of sight are not in the page."""
        cells = self.contents("GET", path)["content"]["cells"]
        number = next(index for index, cell in enumerate(cells) if cell.get("id") == cell_id)
        self.notebook.locator(".jp-Cell").first.click()
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+Home")
        for _ in range(number):
            self.page.keyboard.press("ArrowDown")

    def run_cell(self) -> None:
        """Runs the selected cell, as often as it takes: a kernel that is still connecting forgets what it is sent."""
        prompt = self.notebook.locator(".jp-Cell.jp-mod-active .jp-InputPrompt")
        for _ in range(RUN_ATTEMPTS):
            self.page.keyboard.press("Control+Enter")
            with contextlib.suppress(AssertionError):
                expect(prompt).not_to_have_text("[ ]:", timeout=RUN_MILLISECONDS)
                return
        raise AssertionError(f"the cell was not run: {self.notebook.inner_text()[:500]}")

    def close(self) -> None:
        self.context.close()
