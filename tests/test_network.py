"""The tests themselves cannot reach anything but this machine."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "example.invalid", "::ffff:192.0.2.1"])
def test_the_network_is_closed(host: str) -> None:
    with pytest.raises(RuntimeError, match="only loopback"):
        socket.create_connection((host, 443), timeout=1)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
