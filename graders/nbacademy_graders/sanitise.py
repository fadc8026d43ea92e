"""Making what a submission shows harmless: cell outputs, Markdown and HTML pages, as somebody with more rights will
look at them."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Container

import nh3
from nbformat import NotebookNode

_BLOCKS = "a abbr b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul"  # noqa: E501
TAGS = frozenset(_BLOCKS.split())
_DROPPED = frozenset(
    ["script", "style", "iframe", "object", "embed", "svg", "math", "template", "noscript", "textarea", "title", "form"]
)
_ATTRIBUTES = {
    "a": {"href", "title", "name"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "col": {"span"},
    "div": {"class"},
    "span": {"class"},
    "pre": {"class"},
    "code": {"class"},
    "table": {"class"},
    "li": {"class"},
}
_MATHS = "math mfrac mi mn mo mover mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"  # noqa: E501
MATHS = frozenset(_MATHS.split())
_MATHS_ATTRIBUTES = {
    "math": {"display"},
    "mfrac": {"linethickness"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "separator", "largeop", "movablelimits", "accent"},
    "mover": {"accent"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "columnalign", "columnspacing", "rowspacing", "columnlines", "rowlines"},
    "mtd": {"columnalign"},
}
#: Words and small numbers: space that is wide, or less than none, could move a formula over what is not the student's.
_MATHS_VALUE = re.compile(
    r"(?:[a-z-]+|[0-9](?:\.[0-9]+)?(?:em|ex|px|pt)?)(?: (?:[a-z-]+|[0-9](?:\.[0-9]+)?(?:em|pt)?))*"
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+")
_NUMBER = re.compile(r"\d{1,4}")
_MAGIC = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "image/gif": b"GIF8"}
#: Commands by which MathJax makes links, styles or elements.
_LATEX_DANGERS = re.compile(
    r"\\(?:href|class|cssId|style|require|unicode|data|mmlToken|html)|javascript:", re.IGNORECASE
)
_LATEX_COMMANDS = re.compile(r"\\(?=(?:href|class|cssId|style|require|unicode|data|mmlToken|html\w*)(?![A-Za-z]))")
#: A letter, digit or colon written as a character reference, which Markdown undoes in addresses.
_DISGUISED = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,8}|colon);?")
_ATTACHMENT = re.compile(r"attachment:(?P<name>[^\s()<>\[\]\"']*)")
_HARMLESS_TAG = re.compile(
    r"</?(?:b|i|em|strong|sub|sup|code|pre|kbd|br|hr|p|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|u|s|h[1-6])\s*/?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?=[A-Za-z/!?])[^<>]*>?")

#: Text, HTML and pictures of one output, at most (characters).
KEPT_CHARACTERS = 2_000_000


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag in MATHS:
        return value if _MATHS_VALUE.fullmatch(value) else None
    if tag == "img" and name == "src":
        return value if _PICTURE.fullmatch(value) else None  # a picture from elsewhere would tell who looks, and when
    if name == "href":
        return value if value.startswith(("http://", "https://", "mailto:", "#")) else None
    if name in {"width", "height", "colspan", "rowspan", "start", "span"}:
        return value if _NUMBER.fullmatch(value) else None
    return value


def clean_name(name: str) -> str:
    """A person's name for nbgrader, whose formgrader writes it into a page as if it were HTML."""
    return name.translate({ord("<"): "‹", ord(">"): "›"})


def clean_html(text: str) -> str:
    """HTML with an allow-list of elements and attributes; pictures only as data, no scripts, no styles, no ids."""
    return _clean(text, TAGS, _ATTRIBUTES)


def clean_page(text: str) -> str:
    """As clean_html, but formulas that were drawn as MathML stay."""
    return _clean(text, TAGS | MATHS, {**_ATTRIBUTES, **_MATHS_ATTRIBUTES})


def _clean(text: str, tags: frozenset[str], attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        text,
        tags=set(tags),
        attributes=attributes,
        attribute_filter=_attribute,
        clean_content_tags=set(_DROPPED - tags),
        strip_comments=True,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def clean_markdown(text: str) -> str:
    """Markdown in which every HTML tag but the plainest is shown as text; other characters stay as they are."""
    text = _DISGUISED.sub(_undisguised, text)
    text = _TAG.sub(lambda match: match[0] if _HARMLESS_TAG.fullmatch(match[0]) else "&lt;" + match[0][1:], text)
    text = _LATEX_COMMANDS.sub(r"\\ ", text)
    return re.sub(r"(?i)(javascript|vbscript|data)(\\*:)", r"\1 \2", text)


def _undisguised(match: re.Match[str]) -> str:
    letter = html.unescape(match[0])
    return letter if letter.isascii() and (letter.isalnum() or letter == ":") else match[0]


def _without_missing_attachments(text: str, attachments: Container[str]) -> str:
    """Break references to pictures that are not there: nbconvert fails on one, and with it the whole page."""
    return _ATTACHMENT.sub(
        lambda match: match[0] if match["name"] in attachments else f"attachment :{match['name']}", text
    )


def clean_notebook(notebook: NotebookNode) -> None:
    """Make every output and every Markdown cell of an executed notebook harmless, in place; widgets' state goes."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if _clean_output(output)]
        elif cell.cell_type == "markdown":
            cell.source = _without_missing_attachments(clean_markdown(cell.source), cell.get("attachments", {}))


def _clean_output(output: NotebookNode) -> bool:
    """Clean one output in place; whether anything of it is left."""
    if output.output_type in ("display_data", "execute_result"):
        output.metadata = NotebookNode()
        output.data = NotebookNode(
            {kind: data for kind, value in output.data.items() if (data := _clean_data(kind, value)) is not None}
        )
        return bool(output.data)
    if output.output_type == "error":
        output.ename, output.evalue = str(output.ename)[:200], str(output.evalue)[:10_000]
        output.traceback = [str(line)[:50_000] for line in output.traceback][:200]
        return True
    return bool(output.output_type == "stream")


def _clean_data(kind: str, value: object) -> str | None:
    """A representation made harmless; None for what is of an unknown kind, broken or too large."""
    if not isinstance(value, str) or len(value) > KEPT_CHARACTERS:
        return None
    if kind == "text/plain":
        return value
    if kind == "text/html":
        return clean_html(value)
    if kind == "text/latex":
        return None if _LATEX_DANGERS.search(value) or "<" in value else value
    return value if kind in _MAGIC and _is_picture(kind, value) else None


def _is_picture(kind: str, value: str) -> bool:
    try:
        return base64.b64decode("".join(value.split()), validate=True).startswith(_MAGIC[kind])
    except (binascii.Error, ValueError):
        return False
