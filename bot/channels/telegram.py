"""The Telegram door: what this project asks of the Bot API, through python-telegram-bot's `Bot`.

What comes in is read in telegram_updates.py, what goes wrong in telegram_errors.py: this door has three files.

Its `Updater` and `Application` are not used: they acknowledge an update before anything of ours is stored.
Times of waiting are in seconds. Limits: https://core.telegram.org/bots/api and https://core.telegram.org/bots/faq
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
)
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels import (
    Address,
    Choice,
    File,
    Incoming,
    Limits,
    Order,
    Receipt,
    Refused,
    TryAgain,
    telegram_updates,
)
from bot.channels.bring import Bring, nobody_brings
from bot.channels.fitting import Part, fit
from bot.channels.telegram_errors import REMEDIES, failure
from handlers import filetypes

PUBLIC_API = "https://api.telegram.org"
DOWNLOAD_LIMIT = 20 << 20  # bytes a bot may download
_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 — the header's name, not a secret
_TOPIC_NAME = 128
_PHOTO = 10 << 20  # bytes of a photo that is uploaded
_UNFINISHED_KEPT = 1000  # orders half sent; the oldest is forgotten first
_WRITTEN_WITH = ("audio", "document", "photo", "video", "voice")  # kinds of file that take a caption


class Telegram:
    """The door to one bot. `secret` comes with each request to the webhook; "" keeps the webhook shut.

    `bring` gets the bytes of a file that came in at another door; `stays` is said instead of one that cannot be had.
    """

    name = "telegram"
    limits = Limits(
        text=4096,
        caption=1024,
        buttons=100,
        label=64,
        value=64,
        per_second=25,  # the platform's advice for bulk is 30; the rest is left to the staff group
        per_chat_seconds=1,
        per_group_minute=20,
    )

    def __init__(
        self, token: str, *, api: str = PUBLIC_API, secret: str = "", bring: Bring = nobody_brings, stays: str = ""
    ) -> None:
        # Without this switch the library warns at every flood limit that its attribute will change type.
        os.environ.setdefault("PTB_TIMEDELTA", "1")
        api = api.rstrip("/")
        self._secret = secret
        self._bring, self._stays = bring, stays
        self._request = HTTPXRequest(
            connection_pool_size=32, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=10
        )
        # Long polls have a connection of their own, so that they can never make a reply wait.
        self._polling = HTTPXRequest(connection_pool_size=2, connect_timeout=10, pool_timeout=10)
        self._bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
        )
        self._unfinished: dict[str, list[str]] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()
        await self._polling.shutdown()

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002 — the door's contract
        """Whether the request carries the secret that was given to setWebhook."""
        sent = next((value for name, value in headers.items() if name.lower() == _SECRET_HEADER), "")
        return bool(self._secret) and hmac.compare_digest(sent.encode(), self._secret.encode())

    def read(self, body: Any, *, now: datetime) -> tuple[Incoming, ...]:
        """The one message in an update; see telegram_updates."""
        return (telegram_updates.read(body, now=now),)

    async def send(self, order: Order) -> Receipt:
        """Carry out one order. At a second try, parts that went through are not sent again."""
        try:
            return await self._carry_out(order)
        except TelegramError as error:
            found = failure(error)
            if not isinstance(found, TryAgain):
                self._unfinished.pop(order.key, None)
            raise found from error

    async def fetch(self, file: File) -> bytes:
        """The content of a file somebody sent; at most 20 MB."""
        ref = _file_id(file)
        if file.size > DOWNLOAD_LIMIT:
            raise Refused(*REMEDIES["file is too big"], ours=False)
        try:
            remote = await self._bot.get_file(ref)
        except TelegramError as error:
            raise failure(error) from error
        if (remote.file_size or 0) > DOWNLOAD_LIMIT:
            raise Refused(*REMEDIES["file is too big"], ours=False)
        try:
            return bytes(await remote.download_as_bytearray())
        except InvalidToken as error:  # the library's word for every 404
            raise Refused("file-gone", "Telegram does not keep that file any more", ours=False) from error
        except TelegramError as error:
            raise failure(error) from error

    async def acknowledge(self, body: Any) -> None:
        """Stop the little clock on a pressed button. Only politeness: a failure is of no account."""
        query = body.get("callback_query") if isinstance(body, dict) else None
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            with suppress(TelegramError):
                await self._bot.answer_callback_query(query["id"])

    async def updates(self, offset: int, *, wait: int) -> list[dict[str, Any]]:
        """The updates from `offset` on, as plain JSON; waits up to `wait` s for one. Raises a SendFailed.

        `Bot.get_updates` is of no use here: one update that it cannot parse hides the whole batch, and what
        the family wrote goes to the log.
        """
        query = urlencode({"offset": offset, "timeout": wait, "allowed_updates": "[]"})
        try:
            url = f"{self._bot.base_url}/getUpdates?{query}"
            found = await self._polling.post(url, read_timeout=wait + 10)
        except TelegramError as error:
            raise failure(error) from error
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def forget_webhook(self) -> None:
        """Take updates by polling from now on; those that wait are kept. Raises a SendFailed."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            raise failure(error) from error

    async def _carry_out(self, order: Order) -> Receipt:
        chat, topic = _chat_and_topic(order.to)
        match order.do:
            case "say":
                return await self._say(order, chat, topic)
            case "post":
                return await self._post(order, chat, topic)
            case "open_topic":
                opened = await self._bot.create_forum_topic(chat, order.words[:_TOPIC_NAME])
                return Receipt(topic=f"telegram:{chat}/{opened.message_thread_id}")
            case "close_topic" if topic:
                return await self._close(chat, topic)
        raise Refused("unknown-order", "no door carries this out", ours=True)

    async def _close(self, chat: int, topic: int) -> Receipt:
        try:
            await self._bot.close_forum_topic(chat, topic)
        except BadRequest as error:
            if "topic_not_modified" not in str(error).lower():  # that one says that it is closed already
                raise
        return Receipt()

    async def _post(self, order: Order, chat: int, topic: int | None) -> Receipt:
        try:
            return await self._say(order, chat, topic)
        except BadRequest as error:
            if not topic or "topic_closed" not in str(error).lower():
                raise
        await self._bot.reopen_forum_topic(chat, topic)
        return await self._say(order, chat, topic)

    async def _say(self, order: Order, chat: int, topic: int | None) -> Receipt:
        files, missing = await self._files(order)
        said = f"{order.words}\n\n{self._stays}".strip() if missing else order.words
        parts: list[Part | _Sent] = [*fit(said, order.choices, self.limits), *files]
        caption: Part | None = None
        match parts:
            case [Part() as words, _Sent() as file] if self._captioned(words, file):
                parts, caption = [file], words
        if not parts:
            raise Refused("nothing-to-say", "an order needs words or files", ours=True)
        refs = self._unfinished.setdefault(order.key, [])
        if len(self._unfinished) > _UNFINISHED_KEPT:
            del self._unfinished[next(iter(self._unfinished))]
        common: dict[str, Any] = {"message_thread_id": topic, "disable_notification": not order.loud}
        for part in parts[len(refs) :]:
            match part:
                case Part():
                    sent = await self._bot.send_message(
                        chat,
                        part.words,
                        reply_markup=_keyboard(part.choices),
                        link_preview_options=LinkPreviewOptions(is_disabled=True),
                        **common,
                    )
                case _Sent():
                    sent = await self._send_file(chat, part, caption, common)
            refs.append(str(sent.message_id))
        self._unfinished.pop(order.key, None)
        return Receipt(tuple(refs))

    async def _files(self, order: Order) -> tuple[list[_Sent], bool]:
        """The files, those of other doors with their bytes; and whether one of these could not be had."""
        files, missing = [], False
        for file in order.files:
            if file.ref.startswith(f"{self.name}:"):
                files.append(_Sent(file.kind, _file_id(file)))
                continue
            try:
                content = await self._bring(file)
            except Refused:
                if not (order.words and self._stays):  # then nobody would notice
                    raise
                missing = True
            else:
                name = file.name or f"{file.kind}.{filetypes.ending(content)}"
                files.append(_Sent(_kind_there(file.kind, content), InputFile(content, name)))
        return files, missing

    def _captioned(self, words: Part, file: _Sent) -> bool:
        return file.kind in _WRITTEN_WITH and len(words.words) <= self.limits.caption

    async def _send_file(self, chat: int, file: _Sent, caption: Part | None, common: dict[str, Any]) -> Message:
        if caption:
            common = {**common, "caption": caption.words, "reply_markup": _keyboard(caption.choices)}
        ways: dict[str, Callable[..., Awaitable[Message]]] = {
            "photo": self._bot.send_photo,
            "voice": self._bot.send_voice,
            "audio": self._bot.send_audio,
            "video": self._bot.send_video,
            "sticker": self._bot.send_sticker,
        }
        return await ways.get(file.kind, self._bot.send_document)(chat, file.what, **common)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file on its way: what Telegram takes it as, and its id there or its bytes."""

    kind: str
    what: str | InputFile


def _kind_there(kind: str, content: bytes) -> str:
    """As what Telegram takes the bytes of another door's file: what is not as it says goes as a document."""
    wanted = {"photo": ("image/jpeg", "image/png"), "voice": ("audio/ogg",), "sticker": ("image/webp",)}
    wanted |= {"audio": ("audio/mpeg", "audio/mp4"), "video": ("video/mp4",)}
    fits = filetypes.kind(content) in wanted.get(kind, ()) and (kind != "photo" or len(content) <= _PHOTO)
    return kind if fits else "document"


def _keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    if not choices:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.label, callback_data=choice.value)] for choice in choices]
    )


def _chat_and_topic(address: Address) -> tuple[int, int | None]:
    """The chat and topic of "telegram:-10077/42"."""
    found = re.fullmatch(r"telegram:(-?\d{1,20})(?:/(\d{1,20}))?", address)
    if not found:
        raise Refused("not-our-address", "the order is for another door, or its case has no topic", ours=True)
    return int(found[1]), int(found[2]) if found[2] else None


def _file_id(file: File) -> str:
    door, _, ref = file.ref.partition(":")
    if door != Telegram.name or not ref:
        raise Refused("file-of-another-door", "a file goes out only by the door it came in by", ours=True)
    return ref
