"""Markdown to HTML that is safe to show, whoever wrote it."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

# Raw HTML in Markdown is shown as text; what remains is cleaned once more, so that neither library stands alone.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def prose(markdown: str) -> str:
    """What a text says in words: without its code, and without marks."""
    lines = [token.children or [] for token in _MARKDOWN.parse(markdown) if token.type == "inline"]
    return "\n".join("".join(part.content if part.type == "text" else " " for part in line) for line in lines)


def render(markdown: str) -> str:
    """Sanitised HTML: no scripts, no styles, no images from elsewhere; links open with no referrer and no opener."""
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
