"""Names under which the server answers, so that no page elsewhere can pass as its own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

from jobdesign.errors import InputError

__all__ = ["answered_hosts"]

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def answered_hosts(address: str, names: Iterable[str] = ()) -> list[str]:
    """List the names in a browser's address line that the server answers to.

    A page on the internet may have its own name mean 127.0.0.1 and so pass as the same
    origin (DNS rebinding); the name it was asked under gives it away. Streamlit does not
    look at it.

    Parameters
    ----------
    address
        The address to listen on.
    names
        Further names under which people come, such as that of a proxy.

    Raises
    ------
    InputError
        Where one of `names` is no plain host name or address.

    Examples
    --------
    >>> answered_hosts("127.0.0.1")
    ['127.0.0.1', '[::1]', 'localhost']
    >>> answered_hosts("192.168.0.7", ["planning.example.org"])
    ['192.168.0.7', 'planning.example.org']
    """
    hosts = {_as_written(address), *map(_checked, names)}
    try:
        number = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        if address.lower() == "localhost":
            hosts.update(_LOOPBACK)
    else:
        if number.is_loopback or number.is_unspecified:
            hosts.update(_LOOPBACK)
        if number.is_unspecified:
            hosts.remove(_as_written(address))  # nobody can go there by that name
            hosts.update(_own_names())
    return sorted(hosts)


def _own_names() -> set[str]:
    """Return the names and addresses that this machine knows of itself."""
    names = {socket.gethostname(), socket.getfqdn()}
    addresses: set[str] = set()
    for name in names:
        try:
            addresses.update(str(found[4][0]) for found in socket.getaddrinfo(name, None))
        except OSError:  # a name of its own that it cannot look up
            continue
    for family, beyond in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # the address that faces outwards; nothing is sent
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as outward:
                outward.connect((beyond, 9))
                addresses.add(str(outward.getsockname()[0]))
        except OSError:
            continue
    return {_as_written(name) for name in names | addresses}


def _as_written(host: str) -> str:
    """Return a host as a browser writes it: small letters, IPv6 in brackets."""
    host = host.lower().split("%")[0]
    return f"[{host}]" if ":" in host else host


def _checked(name: str) -> str:
    plain = name.strip().lower().strip("[]")
    labels = plain.rstrip(".").split(".")
    is_name = all(label.replace("-", "a").replace("_", "a").isalnum() for label in labels)
    if not is_name or not plain.isascii():
        try:
            ipaddress.IPv6Address(plain)
        except ValueError:
            raise InputError(
                "must be a host name or an address, without http:// and port",
                place="--answer-to",
                value=name,
                fix="write planning.example.org, say",
            ) from None
    return _as_written(plain)
