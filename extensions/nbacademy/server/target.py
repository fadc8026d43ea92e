"""Where a call goes: the address at the platform for a path that a browser sent."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_to_bytes

from .refusals import RefusalError

MARK = "/academy/api/"
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}")
_OWN = frozenset({"token", "_xsrf", "no_track_activity"})
_CACHE_BUSTER = re.compile(r"\d{10,16}")


def rest_of(path: str) -> str:
    """The part of a request's raw path behind `…/academy/api/`; refuses whatever could lead elsewhere."""
    rest = path.partition(MARK)[2]
    if not rest or not all(map(_is_plain, rest.split("/"))):
        raise RefusalError(404, "NOT_FOUND", "The learning platform has nothing at this path.")
    return rest


def query_of(query: str) -> str:
    """The query without what is meant for this server: its own token must not travel on, and the service would refuse
    the bare time that JupyterLab's ServerConnection appends against caches."""
    return "&".join(part for part in query.split("&") if part and not _is_own(part))


def url_of(api_url: str, path: str, query: str) -> str:
    rest, passed = rest_of(path), query_of(query)
    return f"{api_url}/{rest}" + (f"?{passed}" if passed else "")


def _is_own(part: str) -> bool:
    return _CACHE_BUSTER.fullmatch(part) is not None or unquote(part.partition("=")[0].replace("+", " ")) in _OWN


def _is_plain(segment: str) -> bool:
    if _SEGMENT.sub("", segment):
        return False
    # Decoded twice would be read differently by two servers: a percent sign inside a name is refused too.
    name = unquote_to_bytes(segment)
    return name not in (b"", b".", b"..") and not any(byte in b"/\\%" or byte < 32 or byte == 127 for byte in name)
