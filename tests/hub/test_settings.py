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


OPENID = {"OIDC_ISSUER": "https://idp.example/x", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET": "s"}
LTI = {
    "LTI_ISSUER": "https://lms.example", "LTI_CLIENT_IDS": "1, 2", "LTI_AUTHORIZE_URL": "https://lms.example/auth",
    "LTI_JWKS_URL": "https://lms.example/jwks",
}  # fmt: skip


@pytest.mark.parametrize("whole", [OPENID, LTI])
def test_a_sign_in_elsewhere_that_is_set_in_part_is_refused_and_what_is_missing_is_named(whole: dict[str, str]) -> None:
    configured(**whole)
    for missing, value in whole.items():
        with pytest.raises(SettingsError, match=rf"{PREFIX}{missing}\b.* is missing"):
            configured(**{name: whole[name] for name in whole if name != missing})
        with pytest.raises(SettingsError, match="is missing"):
            configured(**{missing: value})
    with pytest.raises(SettingsError, match=r"LTI_ISSUER, .*LTI_JWKS_URL is missing"):
        configured(**OPENID, LTI_COURSES="1=alpha")


def test_nobody_in_between_can_be_the_provider() -> None:
    for issuer in ("http://idp.example", "http://localhost.evil.example", "ftp://idp.example", "idp.example"):
        with pytest.raises(SettingsError, match="OIDC_ISSUER"):
            configured(**OPENID | {"OIDC_ISSUER": issuer})
    configured(**OPENID | {"OIDC_ISSUER": "http://localhost:8080/realms/x"})


def test_a_providers_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    environ = {f"{PREFIX}{name}": value for name, value in OPENID.items() if name != "OIDC_CLIENT_SECRET"}
    environ[f"{PREFIX}OIDC_CLIENT_SECRET_FILE"] = str(file)
    with pytest.raises(SettingsError, match="OIDC_CLIENT_SECRET_FILE"):
        Settings.read(environ)
    file.write_text(" s3cret\n")
    settings = Settings.read(environ)
    assert Settings.read(settings.environment()).oidc_secret == "s3cret"
    assert "s3cret" not in str(settings.environment())


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
