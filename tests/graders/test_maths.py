"""Formulas in feedback: drawn without a script, and harmless whatever they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nbacademy_graders.maths import FORMULA_CHARACTERS, PAGE_CHARACTERS, Maths
from nbacademy_graders.sanitise import clean_page

from .hostile.page import Page

ACT = "<script>window.pwned=1</script>"


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        (r"so $\frac{1}{2}$ & not", "so <math|<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>|&amp; not"),
        (r"$$\sum_{i=0}^n x_i$$", '<math display="block">|<munderover>|</math>'),
        (r"\(\hat{A}\) and \[B\]", '<math display="inline">|<mover accent="true">|<math display="block">'),
        (r"\begin{equation}a < b\end{equation}", '<math display="block">|<mo>&lt;</mo>'),
        (r"$\begin{aligned}a&=b\\c&=d\end{aligned}$", '<mtable|<mtd columnalign="right">|</mtable>'),
        (r"\begin{gather*}a\\b\end{gather*}", "<mtable>|<mtr>|</mtable>"),
    ],
)
def test_a_formula_is_drawn_by_the_browser_itself(written: str, drawn: str) -> None:
    page = clean_page(Maths().text(written))
    assert re.search(".*".join(map(re.escape, drawn.split("|"))), page), page


@pytest.mark.parametrize(
    "written",
    [r"$\frac$", "costs $5", r"$\begin{matrix}$", "$" + "{" * 1500 + "$", r"$\def\a{\b\b}\def\b{\c\c}\a$",
     r"$\newcommand{\a}{x}\a$", "$" + "x" * (FORMULA_CHARACTERS + 1) + "$", "$x$" + " " * PAGE_CHARACTERS],
    ids=lambda written: ascii(written[:20]),
)  # fmt: skip
def test_what_is_no_formula_or_too_much_of_one_is_shown_as_it_was_written(written: str) -> None:
    assert Maths().text(written) == written


def test_many_formulas_are_drawn_until_the_page_has_enough_of_them() -> None:
    maths, formula = Maths(), "x" * FORMULA_CHARACTERS
    drawn = ["<math" in maths.formula(formula, "inline", formula) for _ in range(60)]
    assert drawn == [True] * (PAGE_CHARACTERS // FORMULA_CHARACTERS) + [False] * 10


@pytest.mark.parametrize(
    "latex",
    [rf"\text{{{ACT}}}", r"\text{&lt;img src=x onerror=window.pwned=1&gt;}", rf"\unknown{ACT}", ACT,
     r"\href{javascript:window.pwned=1}{x}", r"\style{position:fixed;inset:0}{x}", r"\class{late-penalty}{x}",
     r"\hspace{-40em}\text{Score: 12.0 / 12.0}", r"\rule{99em}{99em}", r"\kern-20em x", r"\Huge x", r"\color{white}x",
     r"\begin{array}{l\"onclick=alert(1)}x\end{array}", r"\operatorname{\">x}", r"\mathrm{</math>" + ACT + "}",
     r"\text{</mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=window.pwned=1&gt;'>}"],
)  # fmt: skip
def test_a_formula_brings_no_script_no_address_no_style_and_no_place_of_its_own(tmp_path: Path, latex: str) -> None:
    page = clean_page(Maths().text(f"${latex}$ $${latex}$$") + f"<p>{latex}</p>")
    path = tmp_path / "page.html"
    path.write_text(page)
    assert Page(path).faults == []
    attributes = dict(re.findall(r' ([a-z]+)="([^"]*)"', "".join(re.findall(r"<m[a-z]+[^>]*>", page))))
    assert not {"href", "style", "class", "mathsize", "mathcolor", "mathbackground", "height", "src"} & set(attributes)
    assert not attributes.get("width", "").startswith("-")
    assert "99em" not in attributes.values()
