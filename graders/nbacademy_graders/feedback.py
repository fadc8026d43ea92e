"""Feedback pages: nbgrader's, from a redacted copy of the autograded notebooks, as harmless pages that need nothing
else."""

from __future__ import annotations

import functools
import html
import json
import logging
import re
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import BytecodeCache, Environment, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.converters.generate_feedback import GenerateFeedback
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from nbacademy.protocol.archive import pack
from nbacademy_graders.coursefolder import CourseFolder
from nbacademy_graders.maths import Display, Maths
from nbacademy_graders.redaction import redact
from nbacademy_graders.sanitise import clean_page

#: Characters of one page, at most; a longer one is replaced by a note.
PAGE_CHARACTERS = 20_000_000
#: Characters of a cell, at most, whose highlighted form is kept.
_KEPT_SOURCE = 10_000
_REDACTED = "redacted"
_UNDESCRIBED = re.compile(r"<img (?![^>]*\balt=)")
_DESCRIBED = '<img alt="No description has been provided for this image" '
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:62em;margin:2em auto;padding:0 1em}
pre{overflow:auto;background:#f6f6f6;padding:.6em;border-radius:3px}code{font-size:92%}
.panel-primary{border:1px solid #2f6fab;border-radius:4px;margin:1em 0}.panel-body{padding:.6em}
.panel-heading{background:#eaf1f8;padding:.4em .6em}.panel-footer{background:#f4f4f4;padding:.4em .6em}
.pull-right{float:right}.late-penalty{color:#a12}.prompt{color:#767676;font-size:85%}
.output_stderr pre,.output_error pre{background:#fdecea}.output_area{overflow:auto}
.anchor-link{display:none}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em}img{max-width:100%}
"""


class _Compiled(BytecodeCache):
    """Templates compiled once for a process instead of once for a page."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._codes:
            bucket.bytecode_from_string(self._codes[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _FeedbackExporter(HTMLExporter):
    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.bytecode_cache = _COMPILED
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """As HTMLExporter, but for its second look at the page, which costs more than rendering it."""
        language = nb.metadata.get("language_info", {})
        highlighter = _Highlighter(language.get("pygments_lexer", language.get("name")))  # type: ignore[no-untyped-call]
        self.register_filter("highlight_code", highlighter)  # type: ignore[no-untyped-call]
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        self._maths = Maths()
        for output in (output for cell in nb.cells for output in cell.get("outputs", ())):
            self._draw(output.get("data", {}))
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """As HTMLExporter, but with formulas drawn."""
        renderer = _Renderer(self._maths, context.get("cell", {}).get("attachments", {}))
        return str(MarkdownWithMath(renderer=renderer).render(source))

    def _draw(self, data: dict[str, str]) -> None:
        latex = data.pop("text/latex", None)
        if latex is not None:
            data.setdefault("text/html", f"<div>{self._maths.text(latex)}</div>")


class _Renderer(IPythonRenderer):
    """Draws the formulas in Markdown; where these have a `<`, it was made `&lt;` when the cell was sanitised."""

    def __init__(self, maths: Maths, attachments: dict[str, dict[str, str]]) -> None:
        super().__init__(escape=False, attachments=attachments, exclude_anchor_links=True)
        self._maths = maths

    def inline_math(self, body: str) -> str:
        return self._formula(body, "inline", "$")

    def block_math(self, body: str) -> str:
        return self._formula(body, "block", "$$")

    def latex_environment(self, name: str, body: str) -> str:
        return self._formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block", "")

    def _formula(self, body: str, display: Display, around: str) -> str:
        latex = html.unescape(body)
        return self._maths.formula(latex, display, f"{around}{latex}{around}")


class _Highlighter(Highlight2HTML):
    """Keeps what it has highlighted: most of a notebook is the same for all students."""

    def __call__(self, source: str, language: str | None = None, metadata: NotebookNode | None = None) -> str:
        if len(source) > _KEPT_SOURCE:
            return str(super().__call__(source, language, metadata))  # type: ignore[no-untyped-call]
        magic = str(metadata["magics_language"]) if metadata and "magics_language" in metadata else None
        return _highlighted(source, language or self.pygments_lexer, magic)


@functools.lru_cache(maxsize=512)
def _highlighted(source: str, language: str, magic: str | None) -> str:
    metadata = {"magics_language": magic} if magic else None
    return str(Highlight2HTML(language)(source, metadata=metadata))


def render_feedback(folder: CourseFolder, log: logging.Logger) -> bytes:
    """A zip with a page for each notebook in the folder's `autograded`, with the scores and comments of its
    gradebook."""
    redacted = folder.of_student(_REDACTED)
    redacted.mkdir(parents=True)
    for path in sorted(folder.of_student("autograded").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        redact(notebook)
        (redacted / path.name).write_text(json.dumps(notebook))
    config = Config(
        {"CourseDirectory": {"autograded_directory": _REDACTED}, "Exporter": {"optimistic_validation": True}}
    )
    if any(redacted.iterdir()):
        GenerateFeedback(
            coursedir=folder.directory(config), log=log, config=config, exporter_class=_FeedbackExporter
        ).start()
    pages = folder.root / "pages"
    pages.mkdir()
    for path in sorted(folder.of_student("feedback").glob("*.html")):
        (pages / path.name).write_text(_harmless(path), encoding="utf-8")
    return pack(pages)


def _harmless(path: Path) -> str:
    page = path.read_text(encoding="utf-8")
    if len(page) > PAGE_CHARACTERS:
        page = "<body><p>This page became too long to be shown; the notebook's outputs are too large.</p></body>"
    start, end = page.find("<body"), page.rfind("</body>")
    body = _UNDESCRIBED.sub(_DESCRIBED, clean_page(page[start:end]))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{html.escape(path.stem)}</title><style>{_STYLE}{_highlighting()}</style></head>\n<body>{body}</body></html>\n"
    )


@functools.cache
def _highlighting() -> str:
    return str(HtmlFormatter().get_style_defs(".highlight"))
