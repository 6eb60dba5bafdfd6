"""What a Telegram update says, as a message of ours (pure: nothing here touches the network)."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, MaybeInaccessibleMessage, Message, Update

from bot.channels import Address, File, Incoming
from bot.channels.fitting import kept, storable
from handlers.turn import BLOCKED, EDITED, MESSAGE, UNKNOWN, Contact, Place

# What Telegram itself writes into a chat: nobody said it, so nobody waits for an answer. What is not in this list
# and not understood may be a family's own words in a kind of tomorrow.
_SERVICE = frozenset(
    [
        "new_chat_members",
        "new_chat_member",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "group_chat_created",
        "supergroup_chat_created",
        "channel_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
        "general_forum_topic_unhidden",
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
        "giveaway_created",
        "giveaway_completed",
        "users_shared",
        "chat_shared",
        "connected_website",
        "write_access_allowed",
        "web_app_data",
        "passport_data",
        "successful_payment",
        "refunded_payment",
    ]
)


def read(body: Any, *, now: datetime) -> Incoming:
    """The one message in an update; `unknown` for every kind that says nothing to a handler. Never raises.

    An unknown one has a `ref` only if somebody said it: that one is worth an answer.
    """
    try:
        message = _read(Update.de_json(body), now=now)
    except Exception:  # noqa: BLE001 — whatever is wrong with an update, it must be stored and not stop the rest
        message = None
    return message or _unknown(body, now=now)


def _read(update: Update, *, now: datetime) -> Incoming | None:
    """The update as a message, None when it is of a kind that says nothing to a handler."""
    if update.callback_query:
        return _pressed(update.update_id, update.callback_query, now=now)
    if update.my_chat_member:
        return _shut(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if not message:
        return None
    read = Incoming(
        id=_key(update.update_id),
        sender=_sender(message),
        at=message.date,
        kind=EDITED if update.edited_message else MESSAGE,
        author=_author(message),
        name=storable(message.from_user.first_name) if message.from_user else "",
        text=_words(message),
        files=_files(message),
        place=_place(message),
        contact=_contact(message),
        replies_to=_answered(message),
        ref=str(int(message.message_id)),
    )
    return read if read.text or read.files or read.place or read.contact else None


def _pressed(update_id: int, query: CallbackQuery, *, now: datetime) -> Incoming | None:
    if not query.data or not query.message:  # a game's button, or one under a message sent by inline mode
        return None
    return Incoming(
        id=_key(update_id),
        sender=_sender(query.message),
        at=now,  # Telegram does not say when a button was pressed, and the message may be weeks old
        author=f"telegram:{query.from_user.id}",
        name=storable(query.from_user.first_name),
        choice=storable(query.data),
    )


def _shut(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    if change.new_chat_member.status not in ("kicked", "left"):
        return None
    return Incoming(
        id=_key(update_id),
        sender=f"telegram:{change.chat.id}",
        at=change.date,
        kind=BLOCKED,
        author=f"telegram:{change.from_user.id}",
        name=storable(change.from_user.first_name),
    )


def _unknown(body: Any, *, now: datetime) -> Incoming:
    """An update kept for a person to look at, under the conversation it belongs to if that can be seen."""
    raw = kept(body)
    update = body if isinstance(body, dict) else {}
    number = update.get("update_id")
    known = isinstance(number, int) and not isinstance(number, bool)
    inner = [part for part in update.values() if isinstance(part, dict)]
    chats = [part.get("chat") or part.get("from") or part.get("user") for part in inner]
    ids = [chat.get("id") for chat in chats if isinstance(chat, dict)]
    return Incoming(
        id=_key(number) if known else f"telegram:odd:{hashlib.sha256(raw.encode()).hexdigest()[:32]}",
        sender=next((f"telegram:{chat}" for chat in ids if isinstance(chat, int)), "telegram:0"),
        at=now,
        kind=UNKNOWN,
        ref=_said(update),
        raw=raw,
    )


def _said(update: dict[Any, Any]) -> str:
    """The reference of a message that somebody wrote; "" for news of Telegram's own, and for changes."""
    message = update.get("message")
    if not isinstance(message, dict) or _SERVICE & message.keys():
        return ""
    number = message.get("message_id")
    return str(number) if isinstance(number, int) else "unknown"


def _key(update_id: Any) -> str:
    return f"telegram:{int(update_id)}"


def _sender(message: MaybeInaccessibleMessage) -> Address:
    # A thread in a private chat, or replies in an ordinary group, are not a conversation of their own.
    if isinstance(message, Message) and message.is_topic_message and message.chat.is_forum:
        return f"telegram:{message.chat.id}/{message.message_thread_id}"
    return f"telegram:{message.chat.id}"


def _author(message: Message) -> Address:
    # Anonymous administrators and channels write under a chat's name; `from` is then one bot for all.
    who = message.sender_chat or message.from_user
    return f"telegram:{who.id}" if who else ""


def _words(message: Message) -> str:
    words = storable(message.text or message.caption or "")
    # In a group the menu of commands writes "/ambil@TheBot".
    return re.sub(r"\A(/\w+)@\w+", r"\1", words)


def _answered(message: Message) -> str:
    """The message of ours that this one answers; in a topic Telegram names the first one when none is."""
    answered = message.reply_to_message
    if not answered or answered.forum_topic_created:
        return ""
    return str(answered.message_id) if answered.from_user and answered.from_user.is_bot else ""


def _files(message: Message) -> tuple[File, ...]:
    photo = max(message.photo, key=lambda size: size.width * size.height) if message.photo else None
    # An animation comes as a document too: the first that is there is the one.
    kinds = {
        "photo": photo,
        "voice": message.voice,
        "audio": message.audio,
        "video": message.video or message.video_note or message.animation,
        "sticker": message.sticker,
        "document": message.document,
    }
    kind, found = next(((kind, found) for kind, found in kinds.items() if found), ("", None))
    if not found:
        return ()
    name, media_type = getattr(found, "file_name", None) or "", getattr(found, "mime_type", None) or ""
    return (File(kind, f"telegram:{found.file_id}", storable(name), storable(media_type), int(found.file_size or 0)),)


def _place(message: Message) -> Place | None:
    where = message.venue.location if message.venue else message.location
    if not where:
        return None
    return Place(float(where.latitude), float(where.longitude), storable(message.venue.title if message.venue else ""))


def _contact(message: Message) -> Contact | None:
    card = message.contact
    if not card:
        return None
    return Contact(storable(f"{card.first_name} {card.last_name or ''}".strip()), storable(card.phone_number))
