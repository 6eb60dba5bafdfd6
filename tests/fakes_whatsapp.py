"""A Cloud API on a loopback port that behaves like WhatsApp's: windows, limits, templates, media, signed webhooks.

In tests: `with FakeWhatsApp() as whatsapp: whatsapp.webhook(url); whatsapp.say(SARI, "halo"); whatsapp.wait(SARI)`.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from bot.channels.whatsapp_api import VERSION
from tests.fakes_whatsapp_http import Extra, GraphServer, Json, PostOffice
from tests.fakes_whatsapp_rules import MEDIA, GraphError, check

TOKEN, APP_SECRET, VERIFY = "EAAJinvented0token", "9f86d081884c7d659a2feaa0c55ad015", "the-word-we-agreed-on"
PHONE_ID, BUSINESS_ID, NUMBER = "106540352242922", "102290129340398", "6281260000001"
SARI, BUDI = "ID.7182039410033", "ID.9k2Lx0Qm55"  # business-scoped ids: digits, or letters too
DAY = 24 * 3600


@dataclass
class Somebody:
    """A person on WhatsApp. `phone` is "" for who hides it; `heard` is when they last wrote."""

    id: str
    phone: str = ""
    name: str = "Sari"
    heard: float | None = None
    told: float = 0.0  # when we last wrote to them
    away: bool = False  # blocked us, or is not on WhatsApp any more


class FakeWhatsApp:
    """The platform. What people do is said by methods here; what the bot does arrives over HTTP.

    `pair` is the least time between two messages to one person, in seconds. Without `payment` messages are taken and
    never delivered. With `late` the platform says what is wrong in a status instead of in its answer.
    """

    def __init__(self, *, token: str = TOKEN, phone: str = PHONE_ID, pair: float = 0, port: int = 0) -> None:
        self.token, self.phone, self.version, self.pair = token, phone, VERSION, pair
        self.payment, self.late, self.reports = True, False, ("sent", "delivered", "read")
        self.clock: Callable[[], float] = time.time
        self.people: dict[str, Somebody] = {}
        self.sent_by_us: list[Json] = []
        self.marked: list[Json] = []  # read marks and typing
        self.calls: list[tuple[str, str]] = []
        self.media: dict[str, tuple[str, bytes]] = {}
        self.lapsed: set[str] = set()  # media older than the platform keeps
        self.templates: dict[tuple[str, str], Json] = {}
        self.extra: list[Extra] = []
        self.post_office = PostOffice(APP_SECRET)
        self._failures: deque[GraphError | None] = deque()
        self._last = 1000
        self._changed = threading.Condition()
        self._server = GraphServer(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """What WHATSAPP_API should say."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self.post_office.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.post_office.stop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What people do.

    def person(self, user: str, **facts: Any) -> Somebody:
        """Somebody, met for the first time or known."""
        known = self.people.setdefault(user, Somebody(user))
        for name, value in facts.items():
            setattr(known, name, value)
        return known

    def say(self, user: str, text: str, *, reply_to: str = "") -> Json:
        """Somebody writes; returns the webhook. Putting it into the post office again is a duplicate."""
        context = {"context": {"from": NUMBER, "id": reply_to}} if reply_to else {}
        return self._act(user, {"type": "text", "text": {"body": text}, **context})

    def press(self, user: str, value: str) -> Json:
        """Somebody presses the button or row that carries `value`, under the last message that has it."""
        under = [message for message in self.sent(user) if value in options(message).values()]
        if not under:
            raise AssertionError(f"no button {value!r} for {user}")
        title = next(title for title, name in options(under[-1]).items() if name == value)
        kind = "button_reply" if under[-1]["interactive"]["type"] == "button" else "list_reply"
        pressed = {"type": kind, kind: {"id": value, "title": title}}
        context = {"from": NUMBER, "id": under[-1]["id"]}
        return self._act(user, {"type": "interactive", "interactive": pressed, "context": context})

    def send_file(self, user: str, kind: str, content: bytes, media_type: str, **more: Any) -> Json:
        """Somebody sends an image, audio, video, document or sticker."""
        ref = self.keep(media_type, content)
        digest = hashlib.sha256(content).hexdigest()
        return self._act(user, {"type": kind, kind: {"id": ref, "mime_type": media_type, "sha256": digest, **more}})

    def act(self, user: str, **content: Any) -> Json:
        """Somebody does anything else: `type` and what belongs to it."""
        return self._act(user, content)

    def report(self, wamid: str, status: str, code: int = 0) -> Json:
        """The platform says what became of a message of ours."""
        with self._changed:
            message = next(one for one in self.sent_by_us if one["id"] == wamid)
            return self._report(message, status, code)

    # What came of it.

    def webhook(self, url: str, *, twice: bool = False) -> None:
        """Bring everything there from now on."""
        self.post_office.twice = twice
        self.post_office.to = url

    def sent(self, user: str) -> list[Json]:
        """What was delivered to somebody, oldest first."""
        with self._changed:
            return [one for one in self.sent_by_us if one["user"] == user and not one["failed"]]

    def wait(self, user: str, *, count: int = 1, holds: str = "", seconds: float = 10) -> list[Json]:
        """Wait until that many messages reached somebody (that hold those words); returns them."""
        deadline = time.monotonic() + seconds
        while True:
            found = [message for message in self.sent(user) if holds in words(message)]
            if len(found) >= count:
                return found
            with self._changed:
                if time.monotonic() > deadline:
                    said = [words(message) for message in self.sent(user)]
                    raise AssertionError(f"waited {seconds} s for {count} of {holds!r} for {user}; sent: {said}")
                self._changed.wait(0.1)

    def fail_next(self, code: int, details: str = "", *, status: int = 400) -> None:
        """Let the next message be refused."""
        self._failures.append(GraphError(code, details, status=status))

    def hang_up_next(self) -> None:
        """Close the connection on the next message without an answer."""
        self._failures.append(None)

    def keep(self, media_type: str, content: bytes) -> str:
        """Keep a file; returns its id."""
        with self._changed:
            ref = f"13752{self._next()}"
            self.media[ref] = (media_type, content)
        return ref

    # What the bot may ask. Called by the HTTP server, in a thread of its own.

    def answer(self, method: str, path: list[str], query: dict[str, str], body: Any) -> Json:
        """Do what a path of the Cloud API does. Raises GraphError."""
        with self._changed:
            self.calls.append((method, "/".join(path)))
            for more in self.extra:
                said = more(method, path, query, body)
                if said is not None:
                    return said
            match method, path:
                case "POST", [self.phone, "messages"]:
                    done = self._message(body)
                case "POST", [self.phone, "media"]:
                    done = {"id": self.keep(body["type"].decode(), body["file"])}
                case "GET", [media] if media in self.media and media not in self.lapsed:
                    done = self._url(media)
                case _:
                    raise GraphError(100, "no such object, or no permission", subcode=33)
            self._changed.notify_all()
            return done

    def bytes_of(self, media: str) -> bytes:
        """The content behind the address of a file. Raises GraphError."""
        if media not in self.media or media in self.lapsed:
            raise GraphError(100, "the address is not valid any more", status=404)
        return self.media[media][1]

    def _url(self, media: str) -> Json:
        kind, content = self.media[media]
        facts = {"mime_type": kind, "sha256": hashlib.sha256(content).hexdigest(), "file_size": len(content)}
        url = f"{self.address}/whatsapp_business/attachments/{media}"
        return {"messaging_product": "whatsapp", "url": url, "id": media, **facts}

    def _message(self, given: Json) -> Json:
        if self._failures:
            failure = self._failures.popleft()
            raise failure or ConnectionAbortedError
        if given.get("status") == "read":
            self.marked.append(given)
            return {"success": True}
        check(given, self.templates, self.media)
        user = given.get("recipient") or self._by_phone(given["to"])
        somebody = self.people.get(user)
        code = self._wrong(somebody, given)
        if code and not self.late and code != 131042:
            raise GraphError(code, "as the table of error codes says")
        message = {**given, "id": f"wamid.HBgL{self._next()}", "user": user, "failed": bool(code), "at": self.clock()}
        self.sent_by_us.append(message)
        if code:
            self._report(message, "failed", code)
        for status in () if code else self.reports:
            self._report(message, status)
        if somebody:
            somebody.told = self.clock()
        contact = {"input": user, "user_id": user} if given.get("recipient") else {"input": user, "wa_id": given["to"]}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message["id"]}]}

    def _wrong(self, somebody: Somebody | None, given: Json) -> int:
        now = self.clock()
        if somebody is None or somebody.away:
            return 131026
        if self.pair and now - somebody.told < self.pair:
            return 131056
        if not self.payment:
            return 131042
        shut = somebody.heard is None or now - somebody.heard >= DAY
        return 131047 if shut and given["type"] != "template" else 0

    # The rest is bookkeeping.

    def _act(self, user: str, content: Json) -> Json:
        with self._changed:
            somebody = self.person(user)
            somebody.heard = self.clock()
            head = {"id": f"wamid.HBgN{self._next()}", "timestamp": str(int(somebody.heard)), "from_user_id": user}
            who = {"from": somebody.phone} if somebody.phone else {}
            message = {**who, **head, **content}
            contact = {"profile": {"name": somebody.name}, "user_id": user}
            contact |= {"wa_id": somebody.phone} if somebody.phone else {}
        body = envelope({"contacts": [contact], "messages": [message]})
        self.post_office.put(body)
        return body

    def _report(self, message: Json, status: str, code: int = 0) -> Json:
        somebody = self.people.get(message["user"], Somebody(message["user"]))
        category = "utility" if message["type"] == "template" else "service"
        said = {"id": message["id"], "status": status, "timestamp": str(int(self.clock()))}
        said |= {"recipient_user_id": somebody.id}
        said |= {"recipient_id": somebody.phone} if somebody.phone else {}
        if code:
            said["errors"] = [{"code": code, "title": "as the table says", "error_data": {"details": "as it says"}}]
            message["failed"] = True
        else:
            said["pricing"] = {"billable": True, "pricing_model": "PMP", "category": category}
        body = envelope({"statuses": [said]})
        self.post_office.put(body)
        return body

    def _by_phone(self, phone: str) -> str:
        return next((one.id for one in self.people.values() if one.phone == phone), phone)

    def _next(self) -> int:
        self._last += 1
        return self._last


def envelope(value: Json, field: str = "messages") -> Json:
    """A webhook around what happened."""
    metadata = {"display_phone_number": NUMBER, "phone_number_id": PHONE_ID}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return json.loads(
        json.dumps({"object": "whatsapp_business_account", "entry": [{"id": BUSINESS_ID, "changes": [change]}]})
    )


def words(message: Json) -> str:
    """What somebody reads in a message of ours."""
    kind = message["type"]
    if kind == "interactive":
        return str(message["interactive"]["body"]["text"])
    if kind == "template":
        given = [one for part in message["template"].get("components", []) for one in part.get("parameters", [])]
        return " ".join([message["template"]["name"], *(str(one["text"]) for one in given)])
    return str(message[kind].get("caption", "") if kind in MEDIA else message[kind]["body"])


def options(message: Json) -> dict[str, str]:
    """The buttons or rows under a message: title to value."""
    if message["type"] != "interactive":
        return {}
    action = message["interactive"]["action"]
    rows = [row for section in action.get("sections", []) for row in section["rows"]]
    return {one["title"]: one["id"] for one in (*(button["reply"] for button in action.get("buttons", [])), *rows)}
