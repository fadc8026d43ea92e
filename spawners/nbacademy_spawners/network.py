"""The network of the notebook servers: they reach the hub and the service on the host, and nothing else.

An internal bridge without traffic between containers keeps servers from each other and from the internet. It still
routes to the host itself, so the host's firewall lets in from that bridge only what notebook servers need.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import docker
from docker.errors import NotFound
from docker.models.networks import Network


@dataclass(frozen=True)
class StudentNetwork:
    """A Docker network; `gateway` is the host's address on it, `bridge` its interface on the host."""

    name: str
    gateway: str
    bridge: str


def ensure(instance: str, ports: Sequence[int]) -> StudentNetwork:
    """The network of an installation, made if it is not there, with the host's TCP `ports` open to it."""
    client = docker.from_env()
    bridge = "nba-" + hashlib.sha256(instance.encode()).hexdigest()[:8]
    try:
        network = client.networks.get(instance)
    except NotFound:
        network = client.networks.create(
            instance, driver="bridge", internal=True, labels={"org.nbacademy.instance": instance},
            options={"com.docker.network.bridge.enable_icc": "false", "com.docker.network.bridge.name": bridge},
        )  # fmt: skip
        network.reload()
    found = StudentNetwork(instance, _gateway(network), bridge)
    _guard(found, ports)
    return found


def remove(instance: str) -> None:
    """Takes the network and its firewall rules away; nothing happens when there is none."""
    client = docker.from_env()
    for network in client.networks.list(names=[f"^{instance}$"]):
        bridge = str(network.attrs["Options"].get("com.docker.network.bridge.name", ""))
        network.remove()
        chain = _chain(bridge)
        if _may_guard() and _iptables("-n", "-L", chain, check=False) == 0:
            _iptables("-D", "INPUT", "-i", bridge, "-j", chain)
            _iptables("-F", chain)
            _iptables("-X", chain)


def _gateway(network: Network) -> str:
    settings = network.attrs["IPAM"]["Config"][0]
    return str(settings["Gateway"]).split("/")[0]


def _guard(network: StudentNetwork, ports: Sequence[int]) -> None:
    if not _may_guard():
        print(
            "Warning: without root and iptables, notebook servers can reach every port that this host listens on at "
            "0.0.0.0. Add firewall rules for the interface " + network.bridge + " (see docs/install.md).",
            flush=True,
        )
        return
    chain = _chain(network.bridge)
    if _iptables("-n", "-L", chain, check=False) != 0:
        _iptables("-N", chain)
    _iptables("-F", chain)
    _iptables("-A", chain, "-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "-j", "ACCEPT")
    for port in ports:
        _iptables("-A", chain, "-p", "tcp", "-d", network.gateway, "--dport", str(port), "-j", "ACCEPT")
    _iptables("-A", chain, "-j", "DROP")
    if _iptables("-C", "INPUT", "-i", network.bridge, "-j", chain, check=False) != 0:
        _iptables("-I", "INPUT", "-i", network.bridge, "-j", chain)


def _chain(bridge: str) -> str:
    return bridge.upper()


def _may_guard() -> bool:
    return os.geteuid() == 0 and shutil.which("iptables") is not None


def _iptables(*arguments: str, check: bool = True) -> int:
    done = subprocess.run(["iptables", "-w", *arguments], check=False, capture_output=True, text=True)  # noqa: S603, S607
    if check and done.returncode != 0:
        raise RuntimeError(f"iptables {' '.join(arguments)}: {done.stderr.strip()}")
    return done.returncode
