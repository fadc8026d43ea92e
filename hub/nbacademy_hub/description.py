"""The OpenAPI description on standard output, made without a running service: `python -m nbacademy_hub.description`."""

from __future__ import annotations

import json
from importlib.metadata import version

from nbacademy_hub.app import API
from nbacademy_hub.http.openapi import describe


def description() -> str:
    """The description as JSON: the same document as `GET /api/openapi.json` answers."""
    return json.dumps(describe(API, version("nbacademy-platform")), indent=1)


if __name__ == "__main__":
    print(description())
