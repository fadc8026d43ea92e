"""Settings: read from the environment, refused by name, documented; JupyterHub's configuration follows from them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from nbacademy_hub.config import SCOPES, configure
from nbacademy_hub.reference import settings_page
from nbacademy_hub.settings import PREFIX, Settings, SettingsError

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def configured(**settings: Any) -> Config:
    c = Config()
    configure(c, {f"{PREFIX}{name}": str(value) for name, value in settings.items()})
    return c


def test_every_setting_is_documented_and_the_page_is_current() -> None:
    assert PAGE.read_text() == settings_page(), "make it again: python -m nbacademy_hub.reference > docs/settings.md"
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`{PREFIX}{name.upper()}`" in PAGE.read_text()


@pytest.mark.parametrize("spawner", ["docker", "local"])
def test_the_same_environment_gives_the_same_configuration_and_nothing_else_happens(
    tmp_path: Path, spawner: str
) -> None:
    data, before = tmp_path / "not there", dict(os.environ)
    assert configured(DATA=data, SPAWNER=spawner) == configured(DATA=data, SPAWNER=spawner)
    assert dict(os.environ) == before
    assert not data.exists()


def test_what_is_set_reaches_jupyterhub(tmp_path: Path) -> None:
    c = configured(
        DATA=tmp_path, PORT=1234, BIND="10.0.0.1", GATEWAY="10.0.0.2", SERVICE_PORT=4321, MEMORY_LIMIT="512M",
        CPU_LIMIT=0.5, PIDS_LIMIT=100, NETWORK="net", IMAGE="image", PROXY_COMMAND="proxy --flag 'a b'",
    )  # fmt: skip
    assert c.JupyterHub.bind_url == "http://10.0.0.1:1234"
    assert c.JupyterHub.services[0]["url"] == "http://10.0.0.2:4321"
    assert c.ConfigurableHTTPProxy.command == ["proxy", "--flag", "a b"]
    spawner = c.AcademyDockerSpawner
    assert (spawner.mem_limit, spawner.cpu_limit, spawner.pids_limit) == ("512M", 0.5, 100)
    assert (spawner.network_name, spawner.image) == ("net", "image")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("CPU_LIMIT", "0"), ("CPU_LIMIT", "nan"), ("PIDS_LIMIT", "1"),
     ("MEMORY_LIMIT", "2 GB"), ("MEMORY_LIMIT", "2G\n"), ("SPAWNER", "kubernetes"), ("GRADING_WORKERS", "-1")],
)  # fmt: skip
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{PREFIX}{name}: "):
        configured(**{name: value})


def test_settings_survive_the_way_to_the_processes_that_we_start(tmp_path: Path) -> None:
    settings = Settings.read(
        {"NBACADEMY_DATA": str(tmp_path), "NBACADEMY_CPU_LIMIT": "0.5", "NBACADEMY_INSTANCE": "<&'>"}
    )
    assert Settings.read(settings.environment()) == settings


def test_only_a_courses_own_server_may_grade(tmp_path: Path) -> None:
    scopes = configured(DATA=tmp_path).Spawner.server_token_scopes
    assert granted(scopes, "testuser<'&\">") & set(SCOPES) == {"custom:academy:learn"}
    assert granted(scopes, "course-alpha") & set(SCOPES) == set(SCOPES)


def granted(scopes: Any, name: str) -> set[str]:
    class User:
        pass

    spawner, spawner.user = User(), User()
    spawner.user.name = name
    return set(scopes(spawner))
