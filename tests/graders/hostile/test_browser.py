"""In a real browser a feedback page runs nothing and fetches nothing, even without the policy that it carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from ...e2e.lab import ARGUMENTS, chromium
from .collection import CASES, COLLECTION
from .grading import Verdict

pytestmark = [pytest.mark.xdist_group("hostile"), pytest.mark.timeout(1800)]

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
#: Everything that waits for a hand or a glance.
_TOUCH_EVERYTHING = """() => {
    for (const element of document.querySelectorAll('body *')) {
        for (const kind of ['mouseover', 'mouseenter', 'focus', 'click', 'toggle', 'load', 'error', 'begin']) {
            element.dispatchEvent(new Event(kind, {bubbles: false, cancelable: true}));
        }
        if (element.tagName === 'A' && element.protocol === 'javascript:') element.click();
    }
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.mark.parametrize("name", [f"feedback/{case.name}" for case in COLLECTION["feedback"]])
def test_a_page_runs_nothing_and_fetches_nothing(
    verdicts: dict[str, Verdict], browser: Browser, tmp_path: Path, name: str
) -> None:
    assert CASES[name].rejected is None
    (served,) = verdicts[name].pages
    bare = tmp_path / "bare.html"
    text, count = _POLICY.subn("", served.read_text())
    assert count == 1
    bare.write_text(text)
    assert _acts(browser, served) == []
    assert _acts(browser, bare) == []


def _acts(browser: Browser, path: Path) -> list[str]:
    """What a page does when it is opened and touched: scripts run, addresses asked for, dialogues, other pages."""
    context = browser.new_context()
    page, seen = context.new_page(), list[str]()
    address = path.as_uri()
    page.on("request", lambda request: seen.append(request.url) if not _is_own(request.url, address) else None)
    page.on("dialog", lambda dialog: seen.append(f"dialog {dialog.message}"))
    page.goto(address)
    page.evaluate(_TOUCH_EVERYTHING)
    page.wait_for_timeout(50)
    if page.evaluate("window.pwned !== undefined"):
        seen.append("a script ran")
    if page.url.partition("#")[0] != address:
        seen.append(page.url)
    context.close()
    return seen


def _is_own(url: str, address: str) -> bool:
    return url == address or url.startswith("data:image/")
