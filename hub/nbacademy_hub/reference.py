"""The page `docs/settings.md`, made of the settings: `python -m nbacademy_hub.reference > docs/settings.md`."""

from __future__ import annotations

from pathlib import Path

from pydantic.fields import FieldInfo

from .settings import PREFIX, Settings

HEAD = """# Settings

Everything that a deployment may set is an environment variable, read by `nbacademy-hub` when it starts. One that is
empty counts as not set; one that is wrong is named, and nothing starts. `jupyterhub_config.py` may set anything else
of JupyterHub.

This page is made of the settings themselves (`python -m nbacademy_hub.reference`); a test keeps it so.

| variable | default | what |
|---|---|---|
"""

OTHERS = {
    "RUNTIME": (
        "",
        "Folder of the sandboxes' sockets; empty means `/run/nbacademy`, or a runtime folder of the user's.",
    ),
    "POOL_SIZE": (
        "",
        "Sandboxes that wait, started, in each grading worker, at most 256; empty means as many as an eighth of the "
        "machine's memory holds (64 MiB each, one worker for each core), between 2 and 32.",
    ),
    "WITHOUT_DOCKER": ("", "`1` lets `make test` leave out, by name, the tests that need a Docker engine."),
}
"""What is read elsewhere than in `Settings`."""


def settings_page() -> str:
    """The page, in Markdown."""
    rows = [(name.upper(), _default(field), _what(field)) for name, field in Settings.model_fields.items()]
    rows += [(name, default, what) for name, (default, what) in OTHERS.items()]
    return HEAD + "".join(f"| `{PREFIX}{name}` | {default} | {what} |\n" for name, default, what in rows)


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None:
        return ""
    return f"`{value}`" if isinstance(value, str | Path) and str(value) else str(value)


def _what(field: FieldInfo) -> str:
    bounds = {
        name: value
        for item in field.metadata
        for name in ("gt", "ge", "le")
        if (value := getattr(item, name, None)) is not None
    }
    words = {"gt": "more than", "ge": "at least", "le": "at most"}
    said = ", ".join(f"{words[name]} {value}" for name, value in bounds.items())
    return f"{field.description} {said[:1].upper()}{said[1:]}." if said else str(field.description)


if __name__ == "__main__":
    print(settings_page(), end="")
