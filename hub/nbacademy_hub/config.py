"""Every setting of JupyterHub that the platform makes, as a function of the environment.

`jupyterhub_config.py` calls `configure(c, environ)` and may change what follows.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .caller import GRADE_SCOPE, LEARN_SCOPE
from .settings import SHARED_MEASURES, Settings

SERVICE = "academy"
SESSION_CHECK_SECONDS = 5
"""How long a session goes on, at most, that its owner has ended elsewhere."""
TEMPLATES = Path(__file__).parent / "accounts" / "templates"
PROXY = Path(__file__).resolve().parents[1] / "node_modules" / ".bin" / "configurable-http-proxy"
STUDENT_SIDE = Path(__file__).resolve().parents[2] / "extensions"

SCOPES = {
    LEARN_SCOPE: {"description": "Learn and author on the platform: what a notebook server's token may do."},
    GRADE_SCOPE: {"description": "Also grade, manage people and read others' work, as far as one's roles allow."},
}
USER_SCOPES = ["self", LEARN_SCOPE, GRADE_SCOPE, f"access:services!service={SERVICE}"]
SERVER_SCOPES = [
    "users:activity!user", "access:servers!server", f"access:services!service={SERVICE}", LEARN_SCOPE,
    "read:users:name!user",
]  # fmt: skip
PASSED_ON = (
    "DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "PATH", "NBACADEMY_RUNTIME", "NBACADEMY_POOL_SIZE",
)  # fmt: skip
SERVICE_SCOPES = [
    "admin:users", "admin:servers", "access:servers", "groups", "admin:groups", "shares", "read:hub", "read:users:name",
    "read:groups:name", "tokens",
]  # fmt: skip


def configure(c: Any, environ: Mapping[str, str]) -> None:
    """Configures JupyterHub (`c`, a traitlets Config) from the `NBACADEMY_*` settings in `environ`.

    Raises SettingsError, which names the setting that is wrong.
    """
    settings = Settings.read(environ)
    data = settings.data.resolve()
    _network(c, settings)
    c.JupyterHub.db_url = f"sqlite:///{data / 'jupyterhub.sqlite'}"
    c.JupyterHub.cookie_secret_file = str(data / "jupyterhub_cookie_secret")
    c.ConfigurableHTTPProxy.pid_file = str(data / "proxy.pid")
    c.JupyterHub.template_paths = [str(TEMPLATES)]
    c.JupyterHub.authenticator_class = "nbacademy_hub.accounts.authenticator.AcademyAuthenticator"
    c.AcademyAuthenticator.database_url = settings.database
    c.AcademyAuthenticator.settings = settings.environment()
    c.AcademyAuthenticator.auth_refresh_age = SESSION_CHECK_SECONDS
    c.AcademyAuthenticator.request_otp = True
    c.AcademyAuthenticator.otp_prompt = "Code of your authenticator app, if you have set one up:"
    c.AcademyAuthenticator.allow_all = True
    # Groups are mirrored by the service from its enrolments: one source of truth.
    c.AcademyAuthenticator.manage_groups = False
    _roles(c)
    _service(c, settings, environ)
    _spawner(c, settings)


def _network(c: Any, settings: Settings) -> None:
    c.JupyterHub.bind_url = f"http://{settings.bind}:{settings.port}"
    c.JupyterHub.hub_bind_url = f"http://{settings.gateway}:{settings.hub_port}"
    c.JupyterHub.hub_connect_url = f"http://{settings.gateway}:{settings.hub_port}"
    c.ConfigurableHTTPProxy.command = shlex.split(settings.proxy_command) or [_proxy()]
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_api_port}"


def _proxy() -> str:
    """The proxy that make installed, or the one on the PATH."""
    return str(PROXY) if PROXY.exists() else PROXY.name


def _roles(c: Any) -> None:
    c.JupyterHub.custom_scopes = SCOPES
    c.JupyterHub.load_roles = [
        {"name": "user", "scopes": USER_SCOPES},
        {"name": SERVICE, "services": [SERVICE], "scopes": SERVICE_SCOPES},
    ]


def _service(c: Any, settings: Settings, environ: Mapping[str, str]) -> None:
    c.JupyterHub.services = [
        {
            "name": SERVICE,
            "url": settings.service_url,
            "command": [sys.executable, "-m", "nbacademy_hub.app"],
            "environment": {**settings.environment(), **_passed_on(environ), **_shared(settings)},
            "oauth_no_confirm": True,
            "oauth_client_allowed_scopes": [
                LEARN_SCOPE,
                GRADE_SCOPE,
                "read:users:name!user",
                "read:users:groups!user",
            ],
        }
    ]


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    # The hub gives a service a bare environment; its workers need to find the Docker engine.
    return {name: environ[name] for name in PASSED_ON if name in environ}


def _shared(settings: Settings) -> dict[str, str]:
    """Where the service's processes count together, if they are several."""
    return {SHARED_MEASURES: str(settings.data.resolve() / "metrics")} if settings.processes > 1 else {}


def _spawner(c: Any, settings: Settings) -> None:
    api_url = f"{settings.service_url}/services/{SERVICE}/api"
    c.Spawner.server_token_scopes = _server_scopes
    c.Spawner.default_url = "/lab"
    c.Spawner.http_timeout = 180
    c.Spawner.start_timeout = 300
    c.JupyterHub.concurrent_spawn_limit = 20
    if settings.spawner == "local":
        c.JupyterHub.spawner_class = "nbacademy_spawners.local_spawner.AcademyLocalSpawner"
        c.AcademyLocalSpawner.homes = str(settings.data.resolve() / "homes")
        c.AcademyLocalSpawner.student_side = str(STUDENT_SIDE)
        c.AcademyLocalSpawner.api_url = api_url
        c.AcademyLocalSpawner.cmd = [f"{sys.prefix}/bin/jupyterhub-singleuser"]
        c.AcademyLocalSpawner.args = ["--allow-root"]
        return
    c.JupyterHub.spawner_class = "nbacademy_spawners.docker_spawner.AcademyDockerSpawner"
    c.AcademyDockerSpawner.instance = settings.instance
    c.AcademyDockerSpawner.image = settings.image
    c.AcademyDockerSpawner.pull_policy = "never"
    c.AcademyDockerSpawner.network_name = settings.network
    c.AcademyDockerSpawner.use_internal_ip = True
    c.AcademyDockerSpawner.api_url = api_url
    c.AcademyDockerSpawner.course_folders = str(settings.gradebooks)
    c.AcademyDockerSpawner.mem_limit = settings.memory_limit
    c.AcademyDockerSpawner.cpu_limit = settings.cpu_limit
    c.AcademyDockerSpawner.pids_limit = settings.pids_limit


def _server_scopes(spawner: Any) -> list[str]:
    """A course's own server grades: it has no person, and only the course's staff can open it."""
    return [*SERVER_SCOPES, GRADE_SCOPE] if spawner.user.name.startswith("course-") else SERVER_SCOPES
