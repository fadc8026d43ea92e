"""Looking at a feedback page as a browser would, and finding whatever could act or fetch."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from nbacademy_graders.sanitise import MATHS, TAGS

_OURS = {"html", "head", "meta", "title", "style", "body"}
_ADDRESSES = {
    "href",
    "src",
    "srcset",
    "poster",
    "background",
    "action",
    "formaction",
    "data",
    "ping",
    "cite",
    "xlink:href",
}
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")


class Page(HTMLParser):
    """A parsed page: `faults` are what a page of feedback must not have, `text` is what a reader reads."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.text = ""
        self._count: dict[str, int] = {}
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count[tag] = self._count.get(tag, 0) + 1
        self._open.append(tag)
        if tag not in TAGS | MATHS and not (tag in _OURS and self._is_of_the_frame(tag)):
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            self._look_at(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open[-1:]:
            self.text += data

    def _is_of_the_frame(self, tag: str) -> bool:
        """Whether an element is one of the page's own, of which there is one each (two of meta)."""
        return self._count[tag] <= (2 if tag == "meta" else 1)

    def _look_at(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {"style", "id", "is", "slot", "name"} - ({"name"} if tag == "a" else set()):
            self.faults.append(f"attribute {name} of {tag}")
        if name not in _ADDRESSES:
            return
        fine = _LINK.match(value) if (tag, name) == ("a", "href") else _PICTURE.fullmatch(value)
        if not fine:
            self.faults.append(f"{name} of {tag}: {value[:80]!r}")
