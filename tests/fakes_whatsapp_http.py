"""The HTTP face of the fake Cloud API, and the post office that carries its webhooks to us."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes_whatsapp_rules import GraphError

Json = dict[str, Any]
Extra = Callable[[str, list[str], dict[str, str], Any], Json | None]


class Platform(Protocol):
    """What the HTTP face needs of the platform behind it."""

    token: str
    version: str

    def answer(self, method: str, path: list[str], query: dict[str, str], body: Any) -> Json: ...

    def bytes_of(self, media: str) -> bytes: ...


class GraphServer(ThreadingHTTPServer):
    """Listens on loopback; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, platform: Platform, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.platform = platform

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # that is a bot killed while it was being answered
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: GraphServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        url = urlsplit(self.path)
        body = self._body()
        try:
            self._allowed()
            match unquote(url.path).strip("/").split("/"):
                case ["whatsapp_business", "attachments", media]:
                    self._reply(200, self.server.platform.bytes_of(media), "application/octet-stream")
                case [version, *path] if version == f"v{self.server.platform.version}":
                    said = self.server.platform.answer(self.command, path, dict(parse_qsl(url.query)), body)
                    self._say(200, said)
                case _:
                    raise GraphError(2500, "Unknown path components")
        except GraphError as error:
            self._say(error.status, error.body)
        except ConnectionAbortedError:
            self.close_connection = True

    def _allowed(self) -> None:
        if self.headers.get("authorization") != f"Bearer {self.server.platform.token}":
            raise GraphError(190, "Invalid OAuth access token", status=401)

    def _body(self) -> Any:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        kind = self.headers.get("content-type") or ""
        if kind.startswith("multipart/"):
            whole = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + raw)
            named = ((part.get_param("name", header="content-disposition"), part) for part in whole.walk())
            return {str(name): part.get_payload(decode=True) for name, part in named if name}
        return json.loads(raw) if raw else None

    def _say(self, status: int, body: Json) -> None:
        self._reply(status, json.dumps(body).encode(), "application/json")

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def signed(secret: str, body: bytes) -> str:
    """The header X-Hub-Signature-256 of a webhook."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class PostOffice:
    """Carries webhooks to `to`, one after the other, again and again until they are taken: Meta does so for 7 days.

    With `twice` every one of them comes two times. `to` "" keeps them waiting.
    """

    def __init__(self, secret: str) -> None:
        self.secret, self.to, self.twice = secret, "", False
        self.answers: list[int] = []
        self._letters: queue.Queue[Json | None] = queue.Queue()
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._closed = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._closed = True
        self._letters.put(None)
        self._thread.join(10)

    def put(self, body: Json) -> None:
        for _ in range(2 if self.twice else 1):
            self._letters.put(body)

    def idle(self) -> bool:
        """Whether everything was delivered."""
        return not self._letters.unfinished_tasks

    def post(self, body: Json) -> int:
        """Deliver one now; the status that came back, 0 when nobody listens."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", "X-Hub-Signature-256": signed(self.secret, raw)}
        try:
            with urllib.request.urlopen(urllib.request.Request(self.to, raw, headers), timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except (OSError, http.client.HTTPException):
            return 0

    def _carry(self) -> None:
        while (letter := self._letters.get()) is not None:
            while not self._closed:
                if self.to:
                    self.answers.append(self.post(letter))
                    if self.answers[-1] == 200:
                        break
                time.sleep(0.05)
            self._letters.task_done()
