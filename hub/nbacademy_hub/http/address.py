"""From where a request comes, as far as that can be believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping


def client_address(peer: str, headers: Mapping[str, str], gateway: str) -> str:
    """The client's address: the peer's, or the last hop that the proxy names.

    The proxy runs beside us, so it calls from our own addresses (`gateway` is one); what others claim is not believed.
    """
    hops = headers.get("X-Forwarded-For")
    return hops.split(",")[-1].strip() if hops is not None and is_here(peer, gateway) else peer


def is_here(address: str, gateway: str) -> bool:
    """Whether an address is one of this machine's."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    own = getattr(found, "ipv4_mapped", None) or found
    return bool(own.is_loopback) or str(own) == gateway
