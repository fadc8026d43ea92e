"""The academy service, as a run and its handle call it. The standard library alone: a run's start counts."""

from __future__ import annotations

import http.client
import json
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .errors import ServiceError, UnreachableError

TIMEOUT_SECONDS = 10.0


class Service:
    """One connection, kept open between calls; not to be shared by threads."""

    def __init__(self, url: str, headers: Mapping[str, str], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.url = url.rstrip("/")
        self._parts = urlsplit(self.url)
        self._headers = {"Content-Type": "application/json", **headers}
        self._timeout = timeout_seconds
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Any:
        """The decoded answer, None for an empty one. `path` is what follows `/api`.

        Raises UnreachableError when a later attempt may work, ServiceError when the service refused.
        """
        status, content = self._answer(method, path, body, {**self._headers, **(headers or {})})
        value = _decoded(content)
        if status < 400:
            return value
        raise _refusal(status, value)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _answer(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        reused = self._connection is not None
        try:
            return self._exchange(method, path, body, headers)
        except (http.client.HTTPException, OSError) as error:
            self.close()
            # A server may close a connection that has waited: that alone is no sign of trouble.
            if reused:
                return self._answer(method, path, body, headers)
            raise UnreachableError(f"the academy service at {self.url} cannot be reached ({error})") from error

    def _exchange(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = self._connect()
        self._connection.request(method, self._parts.path + path, body, dict(headers))
        response = self._connection.getresponse()
        return response.status, response.read()

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def from_environment(environ: Mapping[str, str] = os.environ) -> Service | None:
    """The service that this notebook server belongs to; None where there is none (a Jupyter of one's own)."""
    url, token = environ.get("NBACADEMY_API_URL", ""), environ.get("JUPYTERHUB_API_TOKEN", "")
    return Service(url, {"Authorization": f"token {token}"}) if url and token else None


def path(*parts: str, **query: str | int | None) -> str:
    """A call's path from its parts, each escaped, and its query without what is None."""
    given = {name: value for name, value in query.items() if value is not None}
    return "/" + "/".join(quote(part, safe="") for part in parts) + (f"?{urlencode(given)}" if given else "")


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None  # a proxy's own error page; the status says enough


def _refusal(status: int, value: Any) -> ServiceError:
    error = value.get("error") if isinstance(value, dict) else None
    error = error if isinstance(error, dict) else {}
    message = str(error.get("message") or f"the academy service answered {status}")
    details = {str(item.get("field")): str(item.get("message")) for item in error.get("details", ())}
    if details and status == 422:
        message += ": " + "; ".join(f"{field} {words}" for field, words in details.items())
    kind = UnreachableError if status >= 500 or status == 429 else ServiceError
    return kind(message, status, str(error.get("code", "")), details)
