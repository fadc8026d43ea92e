"""Class feedback: correct work whose feedback page would act on whoever opens it.

Each payload calls `pwned()` or fetches from FOREIGN if anything of it works; the tests watch for both in a browser.
"""

from __future__ import annotations

import json

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from .case import Case, Change, cell, honest
from .victim import FULL

FOREIGN = "spy.invalid"
ACT = "window.pwned=1"
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

HTML = (
    f"<script>{ACT}</script><script src=//{FOREIGN}/x.js></script><ScRiPt>{ACT}</sCrIpT>"
    f"<style>@import '//{FOREIGN}/x.css'; body{{background:url(//{FOREIGN}/x.png)}}</style>"
    f"<iframe srcdoc='<script>parent.{ACT}</script>'></iframe><iframe src=//{FOREIGN}></iframe>"
    f"<object data=//{FOREIGN}/x></object><embed src=//{FOREIGN}/x><link rel=stylesheet href=//{FOREIGN}/x.css>"
    f"<base href=//{FOREIGN}/><meta http-equiv=refresh content='0;url=//{FOREIGN}/'>"
    f"<form action=//{FOREIGN}/><input autofocus onfocus={ACT}><button formaction=javascript:{ACT}>x</button></form>"
)
ATTRIBUTES = (
    f"<img src=x onerror={ACT}><img src=//{FOREIGN}/x.png srcset='//{FOREIGN}/y.png 2x'><body onload={ACT}>"
    f"<div style='background:url(//{FOREIGN}/x.png);position:fixed;inset:0' onmouseover={ACT}>x</div>"
    f"<details open ontoggle={ACT}><summary>x</summary></details><video poster=//{FOREIGN}/x src=x onerror={ACT}>"
    f"<p id=__proto__ name=body class='x' tabindex=1 autofocus onfocus={ACT}>x</p><audio src=//{FOREIGN}/x autoplay>"
    f"<img src='data:image/png;base64,{PICTURE}' onload={ACT}><input type=image src=//{FOREIGN}/x.png>"
    f"<table background=//{FOREIGN}/x.png><tr><td background=//{FOREIGN}/y.png>x</td></tr></table>"
)
LINKS = (
    f"<a href=javascript:{ACT}>a</a><a href='java&#115;cript:{ACT}'>b</a><a href='java\tscript:{ACT}'>c</a>"
    f"<a href='&#1;javascript:{ACT}'>d</a><a href='JaVaScRiPt:{ACT}'>e</a><a href='vbscript:{ACT}'>f</a>"
    f"<a href='data:text/html,<script>{ACT}</script>'>g</a><a href=x ping=//{FOREIGN}/p>h</a>"
    f"<a xlink:href='javascript:{ACT}'>i</a><area href=javascript:{ACT}><a href='//{FOREIGN}/x'>j</a>"
)
SVG = (
    f"<svg xmlns='http://www.w3.org/2000/svg' onload='{ACT}'><script>{ACT}</script><a xlink:href='javascript:{ACT}'>"
    f"<text y='9'>x</text></a><image href='//{FOREIGN}/x.png'/><use href='//{FOREIGN}/x.svg#a'/>"
    f"<foreignObject><body onload='{ACT}'/></foreignObject><animate onbegin='{ACT}' attributeName='x'/>"
    f"<set attributeName='href' to='javascript:{ACT}'/></svg>"
)
BROKEN = (
    f"<!--><script>{ACT}</script>--><![CDATA[<script>{ACT}</script>]]></pre></div></body></html><script>{ACT}</script>"
    f"<noscript><p title='</noscript><img src=x onerror={ACT}>'></noscript><textarea></textarea>"
    f"<img src=x onerror={ACT}>"
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={ACT}&gt;'></table></math>"
    f"<svg></p><style><a id='</style><img src=x onerror={ACT}>'>\"'><img src=x onerror={ACT}><x/onerror={ACT}"
    f"<template><script>{ACT}</script></template><plaintext><xmp><img src=x onerror={ACT}></xmp>"
)
MARKDOWN = (
    f"[a](javascript:{ACT}) [b](JaVaScRiPt:{ACT}) [c](java&#115;cript&colon;{ACT}) <javascript:{ACT}>\n\n"
    f'[d][e] ![f](//{FOREIGN}/x.png) ![g](http://{FOREIGN}/y.png "t" ) ![h][e]\n\n[e]: javascript:{ACT}\n\n'
    f"[i](data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==) [j](x \"' onmouseover={ACT} '\")\n\n"
    f"```<script>{ACT}</script>\nx\n```\n\n`<script>{ACT}</script>` \\<script>{ACT}\\</script>\n\n"
    f"# <img src=x onerror={ACT}>\n\n| a |\n|---|\n| <script>{ACT}</script> |\n\n    <script>{ACT}</script>\n\n"
)
LATEX = (
    f"$\\href{{javascript:{ACT}}}{{x}}$ $$\\unicode{{x3c}}script$$ $\\style{{background:url(//{FOREIGN}/x)}}{{x}}$"
    f" $\\class{{x}}{{y}}$ $\\cssId{{x}}{{y}}$ $\\require{{html}}$ $$<script>{ACT}</script>$$"
    f" \\(<img src=x onerror={ACT}>\\)"
    f" $\\text{{<img src=x onerror={ACT}>}}$ \\begin{{equation}}<svg onload={ACT}>\\end{{equation}}"
)
TEMPLATE = (
    "{{ 7 * 7 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}{{ config }}${7*7}<%= 7*7 %>"
)


def _shown(kinds: dict[str, object], metadata: object = None) -> str:
    """A cell that displays a bundle of representations."""
    return f"from IPython.display import display\ndisplay({kinds!r}, metadata={metadata or {}!r}, raw=True)"


def _raw(text: str) -> Change:
    kinds = ("text/html", "text/markdown", "text/latex", "text/restructuredtext")
    return lambda notebook: notebook.cells.extend(
        new_raw_cell(text, metadata={"raw_mimetype": kind, "format": kind}) for kind in kinds
    )


def _attached(notebook: NotebookNode) -> None:
    bundle = {"image/svg+xml": SVG, "text/html": HTML, "image/png": f"x' onerror='{ACT}", "image/jpeg": [SVG]}
    names = ("x.png", "../../x.html", f"'><script>{ACT}</script>", "__proto__")
    text = " ".join(f"![x](attachment:{name})" for name in (*names, "missing.png"))
    notebook.cells.append(new_markdown_cell(text, attachments=dict.fromkeys(names, bundle)))


def _cell_metadata(notebook: NotebookNode) -> None:
    for number, one in enumerate(notebook.cells):
        one["id"] = f'x{number}"><script>{ACT}</script>'
        one.metadata.update(
            {"slideshow": {"slide_type": HTML}, "tags": [ATTRIBUTES], "collapsed": HTML, "scrolled": HTML, "name": HTML}
        )
    notebook.metadata.update(title=HTML, authors=[{"name": ATTRIBUTES}], celltoolbar=HTML, language_info={"name": HTML})


def _widgets(notebook: NotebookNode) -> None:
    model = {"model_name": "HTMLModel", "model_module": f"//{FOREIGN}/x.js", "state": {"value": HTML}}
    state = {"state": {"x": model}, "version_major": 2, "version_minor": 0}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    notebook.cells.append(new_code_cell(_shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}})))


def _essay(text: str) -> Change:
    return lambda notebook: cell(notebook, "essay").update(source=text)


ERROR = f"type('E', (Exception,), {{'__module__': None, '__qualname__': {ATTRIBUTES!r}}})"
SCRIPTED_JSON = {
    "application/javascript": ACT,
    "text/javascript": ACT,
    "application/json": {"x": HTML},
    "application/vnd.vega.v5+json": {"data": [{"url": f"http://{FOREIGN}/x.json"}]},
    "application/vnd.plotly.v1+json": {"layout": {"title": HTML}},
    "application/vnd.bokehjs_exec.v0+json": {"": ACT},
    "application/vnd.holoviews_load.v0+json": ACT,
    "application/geo+json": {"x": HTML},
    "application/pdf": "JVBERi0=",
    "text/x-unknown": HTML,
}
PICTURES = {
    "image/svg+xml": SVG,
    "image/png": f"{PICTURE}' onerror='{ACT}",
    "image/jpeg": SVG,
    "image/gif": 'R0lGODdh" onload="' + ACT,
    "text/plain": HTML,
}
SIZES = {"image/png": {"width": f'1" onload="{ACT}', "height": f"1' onerror='{ACT}"}, "isolated": True, "x": HTML}
ANSI = (
    f'\\x1b[31m<script>{ACT}</script>\\x1b[0m\\x1b]8;;javascript:{ACT}\\x07x\\x1b]8;;\\x07\\x1b[38;2;1;2;"onload={ACT}m'
)
TEXTS = {"HTML": HTML, "attributes": ATTRIBUTES, "links": LINKS, "SVG": SVG, "broken HTML": BROKEN}


def _told(name: str, tries: str, **more: object) -> Case:
    return Case(name, tries, honest(**more), FULL, FULL)


CASES = (
    *(
        _told(f"{name} shown", f"Has {name} in outputs", last=_shown({"text/html": text, "text/plain": "x"}))
        for name, text in TEXTS.items()
    ),
    *(
        _told(f"{name} written", f"Has {name} in Markdown", text=f"x\n\n{text}\n\n{text}")
        for name, text in TEXTS.items()
    ),
    _told("Markdown shown", "Has links in Markdown outputs", last=_shown({"text/markdown": MARKDOWN + HTML})),
    _told("Markdown written", "Has links and pictures in Markdown", text=MARKDOWN),
    _told("LaTeX shown", "Has commands in LaTeX outputs", last=_shown({"text/latex": LATEX, "text/plain": LATEX})),
    _told("LaTeX written", "Has commands in LaTeX", text=LATEX),
    _told(
        "essay", "Has all of it in the answer that a person reads", change=_essay(MARKDOWN + HTML + ATTRIBUTES + SVG)
    ),
    _told("JSON bundles", "Shows representations that pages run", last=_shown(SCRIPTED_JSON)),
    _told("pictures", "Shows pictures that are none", last=_shown(PICTURES)),
    _told("metadata of pictures", "Says sizes that are attributes", last=_shown({"image/png": PICTURE}, SIZES)),
    _told(
        "picture in a page",
        "Refers to pictures by paths",
        last=_shown(
            {"image/png": f"/x.png?{FOREIGN}", "text/html": f"<img src='file:///etc/passwd'><img src=//{FOREIGN}/a>"}
        ),
    ),
    _told(
        "streams",
        "Prints markup and control characters",
        last=f"import sys\nprint({HTML!r})\nprint({BROKEN!r}, file=sys.stderr)\nprint('{ANSI}')",
    ),
    _told("error", "Raises an error with markup in name and message", last=f"raise {ERROR}({BROKEN!r})"),
    _told(
        "traceback",
        "Gives a traceback with markup",
        last=f"get_ipython()._showtraceback({HTML!r}, {SVG!r}, [{HTML!r}, {ATTRIBUTES!r}])",
    ),
    _told("source", "Has markup in code", last=f"# {HTML}\n# {BROKEN}\nx = '''{SVG}'''\n# {TEMPLATE}"),
    _told("templates", "Has expressions of templates in text and outputs", text=TEMPLATE, last=f"print({TEMPLATE!r})"),
    _told("raw cells", "Has raw cells that exporters pass on", change=_raw(HTML + SVG)),
    _told("attachments", "Attaches scripts, and pictures by odd names", change=_attached),
    _told("metadata of cells", "Has markup in ids, tags and titles", change=_cell_metadata),
    _told("widgets", "Brings the state of widgets from elsewhere", change=_widgets),
    _told(
        "JSON as text",
        "Shows a bundle whose values are no text",
        last=_shown({"text/html": json.dumps(HTML), "text/plain": [HTML]}),
    ),
)
