"""Which headers pass, each way: a list of those that may, so that a new one never leaks by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import httpx

REQUEST = (
    "Accept",
    "Content-Length",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "If-Range",
    "Last-Event-ID",
    "Range",
    "X-Request-ID",
)
ANSWER = (
    "Accept-Ranges",
    "Allow",
    "Cache-Control",
    "Content-Disposition",
    "Content-Length",
    "Content-Range",
    "Content-Security-Policy",
    "Content-Type",
    "ETag",
    "Last-Modified",
    "Retry-After",
    "X-Assignment-Version",
    "X-Request-ID",
)
# Types that a browser only shows; everything else (HTML, SVG, XML…) may hold scripts.
_HARMLESS = ("application/json", "application/pdf", "application/zip", "application/octet-stream", "audio/", "video/")
_HARMLESS_TOO = ("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv", "text/event-stream")
_SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def outgoing(headers: Mapping[str, str], token: str) -> dict[str, str]:
    """The headers for the platform: the server's token in the place of the browser's credentials."""
    passed = {name: headers[name] for name in REQUEST if name in headers}
    return {**passed, "Authorization": f"token {token}", "Accept-Encoding": "identity", "User-Agent": "nbacademy"}


def incoming(headers: httpx.Headers, api_url: str, proxied: str) -> Iterator[tuple[str, str]]:
    """The headers for the browser; `proxied` is the path under which the browser knows `api_url`."""
    yield from ((name, headers[name]) for name in ANSWER if name in headers)
    location = located(headers.get("Location"), api_url, proxied)
    if location is not None:
        yield "Location", location
    policy = headers.get("Content-Security-Policy", "")
    kind = headers.get("Content-Type", "").strip().lower()
    if kind and not kind.startswith(_HARMLESS + _HARMLESS_TOO) and not _is_sandboxed(policy):
        # It would run with this server's origin, and that means with everything its owner may do.
        yield "Content-Security-Policy", f"{policy}; sandbox" if policy else _SEALED


def _is_sandboxed(policy: str) -> bool:
    return any(part.split()[:1] == ["sandbox"] for part in policy.split(";"))


def located(location: str | None, api_url: str, proxied: str) -> str | None:
    """A Location of the platform as a path of this server; None if it leads anywhere else."""
    if location is None:
        return None
    here, there = urlsplit(api_url), urlsplit(location)
    if there.netloc and there.netloc != here.netloc:
        return None
    if not there.path.startswith(here.path + "/") or ".." in there.path.split("/"):
        return None
    rest = there.path.removeprefix(here.path + "/")
    return proxied + rest + (f"?{there.query}" if there.query else "")
