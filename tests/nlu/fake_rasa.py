"""A small Rasa for tests: a real HTTP server on loopback that answers what the test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CAPTURED = Path(__file__).parent.parent / "fixtures" / "rasa"


def captured(name: str) -> bytes:
    return (CAPTURED / f"{name}.json").read_bytes()


@dataclass
class FakeRasa:
    """`answer` and `status` are what the next requests get, `hold` keeps them waiting; `asked` is what came in.

    `of` holds the answers to certain texts.
    """

    answer: bytes = b"{}"
    status: int = 200
    hold: threading.Event | None = None
    asked: list[tuple[str, Any]] = field(default_factory=list)
    url: str = ""
    of: dict[str, bytes] = field(default_factory=dict)


@contextmanager
def fake_rasa(answer: bytes = b"{}", *, status: int = 200) -> Iterator[FakeRasa]:
    rasa = FakeRasa(answer, status)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told = json.loads(body)
            rasa.asked.append((self.path, told))
            if rasa.hold:
                rasa.hold.wait(5)
            self._send(rasa.of.get(told["text"]))

        def do_GET(self) -> None:
            rasa.asked.append((self.path, None))
            self._send()

        def _send(self, told: bytes | None = None) -> None:
            answer = rasa.answer if told is None else told
            self.send_response(rasa.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    rasa.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield rasa
    finally:
        if rasa.hold:
            rasa.hold.set()
        server.shutdown()
        thread.join()
        server.server_close()
