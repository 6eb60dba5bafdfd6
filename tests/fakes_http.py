"""The HTTP face of the fake Bot API: /bot<token>/<method>, files, and /control/… for a person trying it out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]


class BotApiError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.body: Json = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.body["parameters"] = parameters


class Platform(Protocol):
    """What the HTTP face needs of the platform behind it."""

    token: str
    files: dict[str, tuple[str, bytes]]
    controls: dict[str, Callable[..., Any]]

    def answer(self, method: str, given: Json) -> Any: ...


class BotApiServer(ThreadingHTTPServer):
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
    server: BotApiServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        platform = self.server.platform
        url = urlsplit(self.path)
        given = dict(parse_qsl(url.query)) | self._form()
        match unquote(url.path).strip("/").split("/"):
            case ["file", token, *path] if token == f"bot{platform.token}" and path[-1] in platform.files:
                self._reply(200, platform.files[path[-1]][1], "application/octet-stream")
            case ["control", act] if act in platform.controls:
                self._answer(lambda: platform.controls[act](int(given.pop("chat", 0)), **given))
            case [token, method] if token == f"bot{platform.token}":
                self._answer(lambda: platform.answer(method, given))
            case [token, _] if token.startswith("bot"):
                self._say(BotApiError(401, "Unauthorized").body)
            case _:
                self._say(BotApiError(404, "Not Found").body)

    def _answer(self, result: Callable[[], Any]) -> None:
        try:
            self._say({"ok": True, "result": result()})
        except BotApiError as error:
            self._say(error.body)
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            self._say(BotApiError(400, f"Bad Request: {error}").body)
        except ConnectionAbortedError:
            self.close_connection = True

    def _form(self) -> Json:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        kind = self.headers.get("content-type") or ""
        if body[:1] == b"{":
            return dict(json.loads(body))
        if kind.startswith("multipart/"):
            whole = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + body)
            named = ((part.get_param("name", header="content-disposition"), part) for part in whole.walk())
            return {str(name): part.get_content() for name, part in named if name}
        return dict(parse_qsl(body.decode(), keep_blank_values=True))

    def _say(self, body: Json) -> None:
        self._reply(body.get("error_code", 200), json.dumps(body).encode(), "application/json")

    def _reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
