"""A Bot API on a loopback port that behaves like Telegram's: chats, topics, files, limits, and failures on demand.

In tests: `with FakeTelegram() as telegram: telegram.say(7, "halo"); telegram.wait(7)`. At the command line:
`python -m tests.fakes --port 8081`, then `curl -d '{"chat": 7, "text": "halo"}' http://127.0.0.1:8081/control/say`.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from tests.fakes_http import BotApiError, BotApiServer, Json

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qc"  # the example of the Bot API's own documentation
BIG = 20 << 20  # bytes; a bot may not download more
FINE, HANG_UP, LOSE_THE_ANSWER = "fine", "hang up", "lose the answer"


@dataclass
class Chat:
    """A chat as Telegram knows it. `messages` is everything in it, by whoever wrote it."""

    id: int
    name: str = ""
    forum: bool = False
    blocked: bool = False
    topics: dict[int, str] = field(default_factory=dict)  # open | closed
    messages: dict[int, Json] = field(default_factory=dict)

    def shown(self) -> Json:
        if self.id > 0:
            return {"id": self.id, "type": "private", "first_name": self.name}
        shown = {"id": self.id, "type": "supergroup", "title": self.name}
        return {**shown, "is_forum": True} if self.forum else shown


class FakeTelegram:
    """The platform. What people do is said by methods here; what the bot does arrives over HTTP."""

    def __init__(self, *, token: str = TOKEN, port: int = 0, first: int = 1000) -> None:
        self.token = token
        self.calls: list[tuple[str, Json]] = []
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.webhook = ""
        # Asked before every call: what goes wrong with it.
        self.mood: Callable[[str, Json], BotApiError | str] = lambda _method, _given: FINE
        acts = (self.say, self.press, self.photo, self.voice, self.document, self.edit, self.block)
        self.controls = {act.__name__: act for act in (*acts, self.group, self.sent)}
        self._me = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Pintu", "username": "PintuBot"}
        self._updates: deque[Json] = deque()
        self._failures: defaultdict[str, deque[BotApiError | None]] = defaultdict(deque)
        self._queries: set[str] = set()
        self._moved: dict[int, int] = {}
        self._last = first  # ids of updates, messages and files alike
        self._closed = False
        self._changed = threading.Condition()
        self._server = BotApiServer(self, port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        """What TELEGRAM_API should say."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What people do.

    def group(self, chat: int = -1001900000077, *, forum: bool = True, name: str = "Petugas SERASI") -> int:
        """A staff group, with topics unless said otherwise."""
        with self._changed:
            self.chats[chat] = Chat(chat, name, forum)
        return chat

    def say(self, chat: int, text: str, *, topic: int = 0, reply_to: int = 0, author: int = 0) -> Json:
        """Somebody writes; returns the update. Saying it again with `push` is a duplicate update."""
        return self._message(chat, {"text": text}, topic=topic, reply_to=reply_to, author=author)

    def press(self, chat: int, value: str, *, message: int = 0, author: int = 0) -> Json:
        """Somebody presses the button that carries `value`, under that message or the last one that has it."""
        with self._changed:
            room = self._chat(chat)
            carrying = [m for m in room.messages.values() if value in buttons(m).values()]
            if not carrying:
                raise AssertionError(f"no button {value!r} in chat {chat}")
            under = room.messages[message] if message else carrying[-1]
            query = str(self._next())
            self._queries.add(query)
            who = {"from": self._person(author or chat), "chat_instance": "1"}
            return self._push({"callback_query": {"id": query, **who, "message": under, "data": value}})

    def photo(self, chat: int, *, caption: str = "", content: bytes = b"\xff\xd8 a photo", **where: int) -> Json:
        """Somebody sends a photo, in two sizes as Telegram does."""
        small = {"file_id": self.file("photo", content[:4]), "file_unique_id": "s", "width": 90, "height": 67}
        large = {"file_id": self.file("photo", content), "file_unique_id": "l", "width": 1280, "height": 960}
        sizes = [{**small, "file_size": 4}, {**large, "file_size": len(content)}]
        return self._message(chat, {"photo": sizes, **({"caption": caption} if caption else {})}, **where)

    def voice(self, chat: int, *, content: bytes = b"OggS a voice", **where: int) -> Json:
        """Somebody sends a voice message."""
        voice = {"file_id": self.file("voice", content), "file_unique_id": "v", "duration": 4}
        return self._message(chat, {"voice": {**voice, "mime_type": "audio/ogg"}}, **where)

    def document(self, chat: int, *, name: str = "surat.pdf", content: bytes = b"%PDF", **where: int) -> Json:
        """Somebody sends a document."""
        document = {"file_id": self.file("document", content), "file_unique_id": "d", "file_name": name}
        return self._message(chat, {"document": {**document, "file_size": len(content)}}, **where)

    def edit(self, chat: int, message: int, text: str) -> Json:
        """Somebody changes what they wrote."""
        with self._changed:
            edited = self._chat(chat).messages[message]
            edited |= {"text": text, "edit_date": int(time.time())}
            return self._push({"edited_message": edited})

    def block(self, chat: int) -> Json:
        """Somebody blocks the bot."""
        with self._changed:
            room = self._chat(chat)
            room.blocked = True
            change = {"chat": room.shown(), "from": self._person(chat), "date": int(time.time())}
            member = {"user": self._me, "status": "member"}
            kicked = {"user": self._me, "status": "kicked", "until_date": 0}
            change |= {"old_chat_member": member, "new_chat_member": kicked}
            return self._push({"my_chat_member": change})

    def migrate(self, chat: int, to: int) -> None:
        """The platform gives a group another id; whoever uses the old one is told so."""
        with self._changed:
            room = self.chats.pop(chat)
            room.id = to
            self.chats[to] = room
            self._moved[chat] = to

    def delete_topic(self, chat: int, topic: int) -> None:
        """Somebody deletes a topic of the group."""
        with self._changed:
            del self._chat(chat).topics[topic]

    def push(self, update: Json) -> Json:
        """Deliver an update as it is; the same one twice is a duplicate."""
        with self._changed:
            self._updates.append(update)
            self._changed.notify_all()
        return update

    def file(self, kind: str, content: bytes) -> str:
        """Keep a file; returns its id."""
        with self._changed:
            ref = f"{kind}-{self._next()}"
            self.files[ref] = (kind, content)
        return ref

    def fail_next(self, method: str, status: int, description: str = "", **parameters: int) -> None:
        """Let the next call of that method fail. Parameters: retry_after, migrate_to_chat_id."""
        with self._changed:
            self._failures[method.lower()].append(BotApiError(status, description, **parameters))

    def hang_up_next(self, method: str) -> None:
        """Close the connection on the next call of that method without an answer."""
        with self._changed:
            self._failures[method.lower()].append(None)

    # What came of it.

    def sent(self, chat: int, *, topic: int | None = None) -> list[Json]:
        """The messages of the bot in a chat (and topic), oldest first."""
        with self._changed:
            everything = list(self.chats[chat].messages.values()) if chat in self.chats else []
        ours = [message for message in everything if message["from"]["id"] == self._me["id"]]
        return [m for m in ours if topic is None or m.get("message_thread_id", 0) == topic]

    def wait(self, chat: int, *, count: int = 1, holds: str = "", seconds: float = 10) -> list[Json]:
        """Wait until the bot has sent that many messages to the chat (that hold those words); returns them."""
        deadline = time.monotonic() + seconds
        while True:
            found = [m for m in self.sent(chat) if holds in (m.get("text") or m.get("caption") or "")]
            if len(found) >= count:
                return found
            with self._changed:
                if time.monotonic() > deadline:
                    said = [m.get("text") for m in self.sent(chat)]
                    raise AssertionError(f"waited {seconds} s for {count} of {holds!r} in {chat}; sent: {said}")
                self._changed.wait(0.1)

    def called(self, method: str) -> list[Json]:
        """The arguments of every call of that method."""
        with self._changed:
            return [given for name, given in self.calls if name == method.lower()]

    # What the bot may ask. `answer` is called by the HTTP server, in a thread of its own.

    def answer(self, method: str, given: Json) -> Any:
        """Do what a method of the Bot API does. Raises BotApiError."""
        with self._changed:
            self.calls.append((method.lower(), given))
            if self._failures[method.lower()]:
                failure = self._failures[method.lower()].popleft()
                raise failure or ConnectionAbortedError
            mood = self.mood(method.lower(), given)
            if isinstance(mood, BotApiError):
                raise mood
            if mood == HANG_UP:
                raise ConnectionAbortedError
            act: Callable[[Json], Any] | None = getattr(self, f"_do_{method.lower()}", None)
            if act is None:
                raise BotApiError(404, "Not Found")
            # A copy, because what is answered is written to the network after the lock is gone.
            done = json.loads(json.dumps(act(given)))
            self._changed.notify_all()
            if mood == LOSE_THE_ANSWER:
                raise ConnectionAbortedError
            return done

    def _do_getme(self, _: Json) -> Json:
        return {**self._me, "can_join_groups": True, "can_read_all_group_messages": False}

    def _do_getupdates(self, given: Json) -> list[Json]:
        if self.webhook:
            raise BotApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        while self._updates and self._updates[0]["update_id"] < int(given.get("offset", 0)):
            self._updates.popleft()
        deadline = time.monotonic() + float(given.get("timeout", 0))
        while not self._updates and not self._closed and (left := deadline - time.monotonic()) > 0:
            self._changed.wait(left)
        return list(self._updates)[: int(given.get("limit", 100))]

    def _do_setwebhook(self, given: Json) -> bool:
        self.webhook = given.get("url", "")
        return True

    def _do_deletewebhook(self, given: Json) -> bool:
        self.webhook = ""
        if str(given.get("drop_pending_updates", "")).lower() == "true":
            self._updates.clear()
        return True

    def _do_sendmessage(self, given: Json) -> Json:
        text = given.get("text", "").strip()
        _require(text != "", "message text is empty")
        _require(len(text) <= 4096, "message is too long")
        return self._send(given, {"text": text})

    def _do_sendphoto(self, given: Json) -> Json:
        given = {**given, "photo": self._uploaded("photo", given["photo"])}
        photo = {"file_id": given["photo"], "file_unique_id": "l", "width": 1280, "height": 960}
        return self._send_file("photo", given, [photo])

    def _do_sendvoice(self, given: Json) -> Json:
        return self._send_file("voice", given, {"duration": 4})

    def _do_sendaudio(self, given: Json) -> Json:
        return self._send_file("audio", given, {"duration": 4})

    def _do_sendvideo(self, given: Json) -> Json:
        return self._send_file("video", given, {"duration": 4, "width": 640, "height": 480})

    def _do_senddocument(self, given: Json) -> Json:
        return self._send_file("document", given, {})

    def _do_sendsticker(self, given: Json) -> Json:
        sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send_file("sticker", given, sticker)

    def _do_sendchataction(self, given: Json) -> bool:
        self._reachable(given)
        return True

    def _do_setmycommands(self, _: Json) -> bool:
        return True

    def _do_editmessagereplymarkup(self, given: Json) -> Json:
        message = self._reachable(given).messages.get(int(given["message_id"]))
        if message is None:
            raise BotApiError(400, "Bad Request: message to edit not found")
        message.pop("reply_markup", None)
        return message | _keyboard(given)

    def _do_answercallbackquery(self, given: Json) -> bool:
        known = given["callback_query_id"] in self._queries
        _require(known, "query is too old and response timeout expired or query ID is invalid")
        self._queries.discard(given["callback_query_id"])
        return True

    def _do_createforumtopic(self, given: Json) -> Json:
        chat = self._reachable(given)
        _require(chat.forum, "the chat is not a forum")
        _require(1 <= len(given.get("name", "")) <= 128, "TOPIC_TITLE_EMPTY")
        topic = self._next()
        chat.topics[topic] = "open"
        root = {"message_id": topic, "date": int(time.time()), "chat": chat.shown(), "from": self._me}
        created = {"name": given["name"], "icon_color": 7322096}
        thread = {"message_thread_id": topic, "is_topic_message": True}
        chat.messages[topic] = {**root, **thread, "forum_topic_created": created}
        return {"message_thread_id": topic, **created}

    def _do_closeforumtopic(self, given: Json) -> bool:
        return self._turn_topic(given, "closed")

    def _do_reopenforumtopic(self, given: Json) -> bool:
        return self._turn_topic(given, "open")

    def _do_getfile(self, given: Json) -> Json:
        ref = given["file_id"]
        _require(ref in self.files, "invalid file_id")
        size = len(self.files[ref][1])
        _require(size <= BIG, "file is too big")
        return {"file_id": ref, "file_unique_id": "u", "file_size": size, "file_path": f"files/{ref}"}

    def _uploaded(self, kind: str, what: str | bytes) -> str:
        return self.file(kind, what) if isinstance(what, bytes) else what

    def _turn_topic(self, given: Json, to: str) -> bool:
        chat, topic = self._reachable(given), int(given["message_thread_id"])
        _require(topic in chat.topics, "message thread not found")
        _require(chat.topics[topic] != to, "TOPIC_NOT_MODIFIED")
        chat.topics[topic] = to
        return True

    def _send_file(self, kind: str, given: Json, shape: Any) -> Json:
        ref = self._uploaded(kind, given[kind])
        _require(ref in self.files, "wrong file identifier/HTTP URL specified")
        was = self.files[ref][0]
        _require(was == kind, f"can't use file of type {was.title()} as {kind.title()}")
        caption = given.get("caption", "")
        _require(len(caption) <= 1024, "message caption is too long")
        file = shape if isinstance(shape, list) else {"file_id": ref, "file_unique_id": "u", **shape}
        return self._send(given, {kind: file, **({"caption": caption} if caption else {})})

    def _send(self, given: Json, content: Json) -> Json:
        chat = self._reachable(given)
        topic = int(given.get("message_thread_id") or 0)
        if topic:
            _require(topic in chat.topics, "message thread not found")
            _require(chat.topics[topic] == "open", "TOPIC_CLOSED")
        return self._keep(chat, {**content, **_keyboard(given)}, self._me, topic)

    def _reachable(self, given: Json) -> Chat:
        number = int(given["chat_id"])
        if number in self._moved:
            raise BotApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self._moved[number],
            )
        chat = self.chats.get(number)
        if chat is None:
            raise BotApiError(400, "Bad Request: chat not found")
        if chat.blocked:
            raise BotApiError(403, "Forbidden: bot was blocked by the user")
        return chat

    # The rest is bookkeeping, done while `_changed` is held.

    def _message(self, chat: int, content: Json, *, topic: int = 0, reply_to: int = 0, author: int = 0) -> Json:
        with self._changed:
            room = self._chat(chat)
            # In a topic, what answers nothing answers the message that opened the topic.
            answered = room.messages.get(reply_to or topic)
            if answered:
                content = {
                    **content,
                    "reply_to_message": {k: v for k, v in answered.items() if k != "reply_to_message"},
                }
            return self._push({"message": self._keep(room, content, self._person(author or chat), topic)})

    def _keep(self, chat: Chat, content: Json, author: Json, topic: int) -> Json:
        thread = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        number = self._next()
        head = {"message_id": number, "from": author, "chat": chat.shown(), "date": int(time.time())}
        chat.messages[number] = {**head, **thread, **content}
        return chat.messages[number]

    def _push(self, kind: Json) -> Json:
        return self.push({"update_id": self._next(), **kind})

    def _chat(self, chat: int) -> Chat:
        return self.chats.setdefault(chat, Chat(chat, f"Ibu {chat}"))

    def _person(self, number: int) -> Json:
        return {"id": abs(number), "is_bot": False, "first_name": f"Ibu {abs(number)}", "language_code": "id"}

    def _next(self) -> int:
        self._last += 1
        return self._last


def buttons(message: Mapping[str, Any]) -> dict[str, str]:
    """The buttons under a message: label to value."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _require(fine: bool, description: str) -> None:  # noqa: FBT001 — reads as a sentence
    if not fine:
        raise BotApiError(400, f"Bad Request: {description}")


def _keyboard(given: Json) -> Json:
    markup = given.get("reply_markup")
    if not markup:
        return {}
    markup = json.loads(markup) if isinstance(markup, str) else markup
    values = [button.get("callback_data", "") for row in markup["inline_keyboard"] for button in row]
    _require(len(values) <= 100, "reply markup is too long")
    _require(all(1 <= len(value.encode()) <= 64 for value in values), "BUTTON_DATA_INVALID")
    return {"reply_markup": markup}


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A Bot API for trying things out.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    # A database that remembers an earlier run must not take the new updates for old ones.
    with FakeTelegram(token=given.token, port=given.port, first=int(time.time())) as telegram:
        telegram.group()
        print(f"TELEGRAM_API={telegram.address} TELEGRAM_TOKEN={telegram.token}", flush=True)  # noqa: T201
        print(f"TELEGRAM_DESK={next(iter(telegram.chats))}", flush=True)  # noqa: T201
        print(f"""curl -d '{{"chat": 7, "text": "halo"}}' {telegram.address}/control/say""", flush=True)  # noqa: T201
        print(f"curl '{telegram.address}/control/sent?chat=7'", flush=True)  # noqa: T201
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
