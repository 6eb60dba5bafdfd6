"""What every test lives in: a closed network, and databases on request."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import Any

pytest_plugins = ["tests.databases"]

_REACHING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"})


def pytest_configure() -> None:
    # An audit hook sees every socket of the interpreter, whichever library opens it, and nothing has to be patched.
    sys.addaudithook(_refuse_the_network)


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    if event not in _REACHING:
        return
    address = args[0] if event == "socket.getaddrinfo" else args[1]
    host = address[0] if isinstance(address, tuple) else address
    if event != "socket.getaddrinfo" and not isinstance(address, tuple):
        return  # a unix socket is named by a path
    if not _is_here(host):
        raise RuntimeError(f"a test tried to reach {host!r}; only loopback is open")


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(host)).is_loopback
    except ValueError:
        return False
