"""Where webhooks may lead: to hosts of the public internet, and to those that the operator lets through.

A tenant names the addresses, so they must not be a way to what only this machine can reach. Nothing is resolved here:
a name that passes is judged again by the addresses that it has, each time that something is sent.
"""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

PORTS = {"https": 443, "http": 80}

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
# What makes the last label of a host a number, so that the host is an IPv4 address in one of many notations.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LOCAL = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa")

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# Tunnels, whose addresses stand for IPv4 ones, and what ipaddress of some versions takes for global.
_REFUSED_V6 = tuple(ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays into IPv6 tunnels
        "168.63.129.16/32",  # Azure's metadata and health service: a public address that is none
    )
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Hosts with their ports, as they are written, that are let through whatever their addresses.
AllowedHosts = Collection[tuple[str, int]]


class AddressRefused(ValueError):
    """A webhook must not lead there; the message says what it must be."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads. `host` is a name, or an address without brackets; `allowed`: the operator lets it through."""

    scheme: str
    host: str
    port: int
    path: str
    allowed: bool = False

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def read_target(url: str, allowed: AllowedHosts = ()) -> Target:
    """Return where a URL leads; raise AddressRefused where it must not, as far as can be told without resolving names.

    >>> read_target("https://hooks.example.com/calls?of=us").path
    '/calls?of=us'
    """
    if not re.fullmatch(r"[!-~]+", url) or "\\" in url or "#" in url:
        raise AddressRefused("must be printable ASCII without spaces, backslash and fragment")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise AddressRefused("must be an address such as https://hooks.example.com/path") from None
    if parts.scheme not in PORTS or not host or "@" in parts.netloc:
        raise AddressRefused("must be https:// or http://, and name a host without user and password")
    port = PORTS[parts.scheme] if port is None else port
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if (host, port) in allowed:
        return Target(parts.scheme, host, port, path, allowed=True)
    if port != PORTS[parts.scheme]:
        raise AddressRefused("must be on port 443 (https) or 80 (http)")
    _check_host(host, bracketed="[" in parts.netloc)
    return Target(parts.scheme, host, port, path)


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the public internet, and stands for no other that is not."""
    if isinstance(address, ipaddress.IPv4Address):
        refused = any(address in net for net in _REFUSED_V4)
        return address.is_global and not (address.is_multicast or address.is_reserved or refused)
    inner = address.ipv4_mapped
    if inner is None and address in _NAT64:
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return is_public(inner)
    refused = address.scope_id is not None or any(address in net for net in _REFUSED_V6)
    return address in _GLOBAL_UNICAST and address.is_global and not refused


def address_of(host: str) -> Address | None:
    """Return the address that a host is, in the one notation that is taken; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_host(host: str, *, bracketed: bool) -> None:
    address = address_of(host)
    if bracketed != (address is not None and address.version == 6):
        raise AddressRefused("must have brackets around an IPv6 address, and around nothing else")
    if address is not None:
        if not is_public(address):
            raise AddressRefused("must be reachable from the public internet")
        return
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        raise AddressRefused("must name a host by its DNS name, or by an IP address in its usual notation")
    if len(labels) == 1 or any(f".{host}".endswith(f".{suffix}") for suffix in _LOCAL):
        raise AddressRefused("must be reachable from the public internet")
