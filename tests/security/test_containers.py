"""A student's container holds nothing of ours and reaches nothing but the hub and the service."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import docker

from tests.installation import Installation

from .people import Neighbour

TRUSTED = ("nbacademy_hub", "nbacademy_graders", "nbacademy_spawners", "nbacademy_courses")


def test_the_image_has_no_trusted_package_and_no_secret(docker_image: str) -> None:
    look = (
        "import importlib.util, json, os, pathlib, sys\n"
        f"found = [name for name in {TRUSTED} if importlib.util.find_spec(name)]\n"
        "files = [str(path) for root in ('/opt', '/etc', '/home', '/srv', '/usr/local') for path in "
        "pathlib.Path(root).rglob('*') if path.is_file()]\n"
        "print(json.dumps([found, files, dict(os.environ)]))"
    )
    output = docker.from_env().containers.run(docker_image, ["python3", "-c", look], remove=True, network_mode="none")
    found, files, environ = json.loads(output)
    assert found == []
    assert any("site-packages/nbacademy/" in name for name in files), "the look should see what is there"
    assert not [name for name in files if any(trusted in name for trusted in TRUSTED)]
    secrets = ("cookie_secret", "academy.db", "jupyterhub.sqlite", "pip.conf", "ca.crt")
    assert not [name for name in files if name.rsplit("/", 1)[-1].endswith(secrets)]
    assert not [
        name
        for name in files
        if name.endswith("/ps1.ipynb") or (name.startswith(("/srv/", "/home/")) and name.endswith((".ipynb", ".db")))
    ]
    assert not [name for name in environ if "TOKEN" in name or "SECRET" in name or "PASSWORD" in name]


def test_a_server_is_told_no_secret_but_its_own_token(mallory: Neighbour) -> None:
    environ = json.loads(mallory.run("import json, os; print(json.dumps(dict(os.environ)))"))
    secret = {name for name in environ if any(part in name for part in ("TOKEN", "SECRET", "PASSWORD", "KEY"))}
    assert secret == {"JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN"}
    assert environ["JPY_API_TOKEN"] == environ["JUPYTERHUB_API_TOKEN"]
    assert not [name for name in environ if "DATABASE" in name or "DOCKER" in name or name == "NBACADEMY_DATA"]


def test_a_container_reaches_hub_and_service_and_neither_its_neighbour_nor_the_host(
    mallory: Neighbour, educator: Neighbour, installation: Installation
) -> None:
    gateway, ports = str(mallory.network["Gateway"]), installation.environ
    assert mallory.reaches(gateway, int(ports["NBACADEMY_HUB_PORT"]))
    assert mallory.reaches(gateway, int(ports["NBACADEMY_SERVICE_PORT"]))
    assert not mallory.reaches(str(educator.network["IPAddress"]), 8888), "its neighbour"
    with socket.create_server(("0.0.0.0", 0)) as listener:  # what a careless program of the host does
        assert not mallory.reaches(gateway, listener.getsockname()[1]), "a port of somebody else on the host"
    assert not mallory.reaches(gateway, int(ports["NBACADEMY_PROXY_API_PORT"])), "the proxy's own API"
    assert not mallory.reaches(gateway, urlsplit(installation.url).port or 80), "the proxy"
    assert not mallory.reaches("169.254.169.254", 80), "a cloud's metadata"
    assert not mallory.network["GlobalIPv6Address"], "the firewall's rules are for IPv4"


def test_a_container_sees_no_docker_socket_and_nothing_of_the_hub(
    mallory: Neighbour, installation: Installation
) -> None:
    program = "import os; print([os.path.exists(path) for path in ('/var/run/docker.sock', '/run/docker.sock', {!r})])"
    assert mallory.run(program.format(str(installation.data))).strip() == "[False, False, False]"
    mounts = mallory.container.attrs["Mounts"]
    assert [(mount["Type"], mount["Destination"]) for mount in mounts] == [("volume", "/home/jovyan")]


def test_a_container_has_no_privileges_and_limits_on_all(mallory: Neighbour) -> None:
    status = dict(
        line.split(":\t") for line in mallory.run("print(open('/proc/self/status').read())").splitlines() if line
    )
    assert {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert status["NoNewPrivs"].strip() == "1"
    assert set(status["Uid"].split()) == {"1000"}
    config = mallory.container.attrs["HostConfig"]
    assert config["Memory"] == config["MemorySwap"] > 0
    assert config["PidsLimit"] > 0
    assert config["CpuQuota"] > 0
    assert config["ReadonlyRootfs"]
    assert "size=" in config["Tmpfs"]["/tmp"]
