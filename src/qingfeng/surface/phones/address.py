"""Where phones find this machine: its addresses in local networks."""

from __future__ import annotations

import ipaddress
import socket

# Bridges of virtual machines and containers: no phone comes that way.
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "utun", "tun", "tap", "zt", "tailscale")


def addresses() -> list[str]:
    """The IPv4 addresses of this machine that a phone in the same network may reach, home and
    office networks first; empty where there is no network."""
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        ipaddress.IPv4Address(one.address)
        for name, many in psutil.net_if_addrs().items()
        for one in many
        if one.family == socket.AF_INET and name in up and not name.lower().startswith(_VIRTUAL)
    ]
    useful = [one for one in found if not one.is_loopback and not one.is_link_local]
    return [
        str(one) for one in sorted(useful, key=lambda one: (not one.is_private, str(one)[:3] != "192", one))
    ]
