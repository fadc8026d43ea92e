"""The extension's settings and routes."""

from __future__ import annotations

import os

import httpx
from jupyter_server.extension.application import ExtensionApp
from traitlets import Float, Integer, Unicode, default

from ..client import no_cookies
from . import formgrader, forwarding, own_runs, run_stream, workspace
from .settings import Settings


class AcademyApp(ExtensionApp):
    """Forwards to the learning platform, and keeps the course files in the home."""

    name = "nbacademy"

    api_url = Unicode(
        help="The address of the platform's API, such as `http://172.30.7.1:10101/services/academy/api`; "
        "empty: not connected, every call answers 503. By default what NBACADEMY_API_URL says."
    ).tag(config=True)

    limit_upload_bytes = Integer(
        512 * 1024 * 1024, min=1024, help="The largest body in bytes that is forwarded to the platform."
    ).tag(config=True)

    answer_seconds = Float(
        120.0, min=1.0, help="How many seconds the platform may take to begin its answer before the caller gets 503."
    ).tag(config=True)

    validate_seconds = Float(
        300.0, min=1.0, help="How many seconds the notebooks of one assignment may run when they are validated."
    ).tag(config=True)

    @default("api_url")
    def _default_api_url(self) -> str:
        return os.environ.get("NBACADEMY_API_URL", "")

    def initialize_settings(self) -> None:
        self.settings["academy"] = Settings(
            api_url=self.api_url.rstrip("/"),
            token=os.environ.get("JUPYTERHUB_API_TOKEN", ""),
            owner=os.environ.get("JUPYTERHUB_USER", ""),
            root=os.path.expanduser(self.settings["server_root_dir"]),
            limit_upload_bytes=self.limit_upload_bytes,
            answer_seconds=self.answer_seconds,
            validate_seconds=self.validate_seconds,
            http=_client(),
        )

    def initialize_handlers(self) -> None:
        owner = self.settings["academy"].owner
        self.handlers.extend(
            [*run_stream.routes, *forwarding.routes, *workspace.routes, *own_runs.routes, *formgrader.routes(owner)]
        )

    async def stop_extension(self) -> None:
        await self.settings["academy"].http.aclose()


def _client() -> httpx.AsyncClient:
    # No limit of connections: every open page holds an event stream. No read limit either: a stream may be silent;
    # the beginning of an answer is limited by answer_seconds.
    return httpx.AsyncClient(
        timeout=httpx.Timeout(None, connect=5, write=60),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
        cookies=no_cookies(),
        trust_env=False,
        follow_redirects=False,
    )
