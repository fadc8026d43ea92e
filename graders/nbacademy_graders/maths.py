"""LaTeX as MathML, which a browser draws by itself: without a script, and with nothing from elsewhere.

What comes out of it is still what a student wrote: it is sanitised with the rest of the page.
"""

from __future__ import annotations

import functools
import html
import re
from typing import Literal
from xml.etree.ElementTree import tostring

from latex2mathml.converter import convert_to_element

#: Characters of one formula, and of all that are drawn on one page, at most; the others are shown as they were written.
FORMULA_CHARACTERS = 2_000
PAGE_CHARACTERS = 100_000

_SOME = f".{{1,{FORMULA_CHARACTERS}}}?"
_FORMULA = re.compile(
    rf"\$\$(?P<block>{_SOME})\$\$|\\\[(?P<bracket>{_SOME})\\\]|\$(?P<inline>{_SOME})\$|\\\((?P<round>{_SOME})\\\)"
    rf"|(?P<environment>\\begin\{{(?P<name>[a-z]{{1,20}}\*?)\}}{_SOME}\\end\{{(?P=name)\}})",
    re.DOTALL,
)
#: Definitions of macros, which could make much of little.
_MACRO = re.compile(r"\\(?:def|newcommand)")
_ENVIRONMENT = re.compile(r"\\(?P<end>begin|end)\{(?P<name>[a-z]+\*?)\}")
#: What the library knows by another name; what it need not know at all has none.
_KNOWN_AS = {
    **dict.fromkeys(["equation", "equation*", "displaymath", "math"], ""),
    **dict.fromkeys(["align", "aligned", "eqnarray", "eqnarray*"], "align*"),
    **dict.fromkeys(["gather", "gather*", "gathered", "multline", "multline*"], "matrix"),
}

Display = Literal["inline", "block"]


class Maths:
    """The formulas of one page."""

    def __init__(self) -> None:
        self._left = PAGE_CHARACTERS

    def formula(self, latex: str, display: Display, written: str) -> str:
        """A formula as MathML; as it was `written` where it is too long or no formula."""
        self._left -= len(latex)
        drawn = _drawn(latex, display) if len(latex) <= FORMULA_CHARACTERS and self._left >= 0 else None
        return html.escape(written) if drawn is None else drawn

    def text(self, written: str) -> str:
        """HTML of text with formulas in it, as `text/latex` is."""
        self._left -= len(written)
        if self._left < 0:
            return html.escape(written)
        pieces, end = [], 0
        for match in _FORMULA.finditer(written):
            pieces += [html.escape(written[end : match.start()]), self._of(match)]
            end = match.end()
        return "".join([*pieces, html.escape(written[end:])])

    def _of(self, match: re.Match[str]) -> str:
        inline = match["inline"] or match["round"]
        latex = inline or match["block"] or match["bracket"] or match["environment"]
        return self.formula(latex, "inline" if inline else "block", match[0])


@functools.lru_cache(maxsize=1024)
def _drawn(latex: str, display: Display) -> str | None:
    """MathML, or None. Most of a notebook's formulas are the same for all students."""
    if _MACRO.search(latex):
        return None
    try:
        drawn = convert_to_element(_ENVIRONMENT.sub(_known, latex), display=display)
    except Exception:  # the library's errors have no common base, and all mean: no formula
        return None
    for part in drawn.iter():
        # The library writes characters as references, into what it does not escape.
        part.text = html.unescape(part.text or "")
    return tostring(drawn, encoding="unicode")


def _known(match: re.Match[str]) -> str:
    name = _KNOWN_AS.get(match["name"], match["name"])
    return f"\\{match['end']}{{{name}}}" if name else ""
