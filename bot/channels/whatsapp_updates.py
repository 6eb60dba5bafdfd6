"""What a WhatsApp webhook says, as messages of ours (pure: nothing here touches the network).

Written by ourselves because pywa reads the first message of a batch only. Shapes: Meta's reference of the `messages`
webhook, https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.channels import Address, File, Incoming
from bot.channels.fitting import kept, storable
from handlers.turn import EDITED, MOVED, REPORT, UNKNOWN, Contact, Place

ACCOUNT: Final = "whatsapp:account"
"""Who "writes" what is not said by a person: news of templates, of the number, of other numbers of the account."""

_MEDIA = {"image": "photo", "audio": "audio", "video": "video", "document": "document", "sticker": "sticker"}
_REPORTS = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read"}
_MOVES = ("user_changed_number", "customer_changed_number", "user_changed_user_id")
# Nobody waits for an answer to these: a heart, a message taken back, somebody who opened the talk and wrote nothing.
_SILENT = ("reaction", "revoke", "request_welcome", "system")


def read(body: Any, *, phone: str, now: datetime) -> tuple[Incoming, ...]:
    """Everything in one webhook, in the order in which it stands there. Never raises.

    `phone` is the id of our number: what was written to another number of the account is none of our talks. An
    `unknown` message has a `ref` only if somebody said something that is worth an answer.
    """
    try:
        found = tuple(_all(body, phone, now))
    except Exception:  # noqa: BLE001 - whatever is wrong with a webhook, it must be stored
        found = ()
    return found or (_odd(body, ACCOUNT, now),)


def _all(body: Any, phone: str, now: datetime) -> Iterator[Incoming]:
    for entry in body["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            ours = change["field"] == "messages" and value["metadata"]["phone_number_id"] == phone
            said = [*value.get("messages", ()), *value.get("statuses", ())] if ours else []
            if not said:
                yield _odd({**change, "time": entry.get("time")}, ACCOUNT, now)
            for one in said:
                yield _one(one, value.get("contacts") or [], now)


def _one(one: Any, contacts: Any, now: datetime) -> Incoming:
    """One message or status. What cannot be read is kept under the conversation it belongs to, if that can be seen."""
    try:
        return _report(one, now) if "status" in one else _message(one, contacts, now)
    except Exception:  # noqa: BLE001 - one that cannot be read must not hide the others of the batch
        return _unread(one, now)


def _message(one: dict[str, Any], contacts: list[dict[str, Any]], now: datetime) -> Incoming:
    kind = one["type"]
    if one.get("group_id"):
        return replace(_unread(one, now), sender=ACCOUNT, ref="")  # we are in no groups
    if kind == "system" and one["system"]["type"] in _MOVES:
        return _moved(one, now)
    if kind == "edit":
        edited = {**one["edit"]["message"], "type": one["edit"]["message"]["type"]}
        said = _said(edited, _head(one, contacts, now))
        return replace(said, kind=EDITED, ref=_word(one["edit"]["original_message_id"]))
    return _said(one, _head(one, contacts, now))


def _head(one: dict[str, Any], contacts: list[dict[str, Any]], now: datetime) -> Incoming:
    """The message with nothing in it yet: who, when, in answer to what."""
    user, wamid = _user(one), _word(one["id"])
    if not user:
        (contact,) = contacts
        user = _word(contact.get("user_id") or contact["wa_id"])
    names = [one for one in contacts if user in (one.get("user_id"), one.get("wa_id")) or len(contacts) == 1]
    profile = (names[0].get("profile") or {}) if names else {}
    return Incoming(
        id=f"whatsapp:{wamid}",
        sender=f"whatsapp:{user}",
        at=_when(one, now),
        author=f"whatsapp:{user}",
        name=storable(str(profile.get("name") or "")),
        replies_to=_answered(one),
        ref=wamid,
    )


def _said(one: dict[str, Any], head: Incoming) -> Incoming:
    """The message with what was said in it. Raises whatever it likes when it does not know the kind."""
    match one["type"]:
        case "text":
            read = replace(head, text=_line(one["text"]["body"]))
        case "button":  # the quick reply of a template; its payload is its label unless we gave it one
            label, value = _line(one["button"]["text"]), _line(one["button"].get("payload") or "")
            read = replace(head, choice=value) if value and value != label else replace(head, text=label)
        case "interactive":
            chosen = one["interactive"].get("button_reply") or one["interactive"]["list_reply"]
            read = replace(head, choice=_line(chosen["id"]))
        case "image" | "audio" | "video" | "document" | "sticker" as kind:
            sent = one[kind]
            read = replace(head, text=_line(sent.get("caption") or ""), files=(_file(kind, sent),))
        case "location":
            where = one["location"]
            label = _line(where.get("name") or where.get("address") or "")
            read = replace(head, place=Place(float(where["latitude"]), float(where["longitude"]), label))
        case "contacts":
            card = one["contacts"][0]
            phone = _line(((card.get("phones") or [{}])[0]).get("phone") or "")
            read = replace(head, contact=Contact(_line(card["name"]["formatted_name"]), phone))
        case _:
            raise ValueError("a kind that says nothing to a handler")
    if not (read.text or read.choice or read.files or read.place or read.contact):
        raise ValueError("nothing was said")
    return read


def _report(one: dict[str, Any], now: datetime) -> Incoming:
    """What became of a message of ours. What it cost stands in `raw` for the monthly count."""
    status, wamid = one["status"], _word(one["id"])
    said = f"failed:{int(one['errors'][0]['code'])}" if status == "failed" else _REPORTS[status]
    user = _word(one.get("recipient_user_id") or one.get("recipient_id") or "")
    return Incoming(
        id=f"whatsapp:{wamid}:{status}",
        sender=f"whatsapp:{user}" if user else ACCOUNT,
        at=_when(one, now),
        kind=REPORT,
        ref=wamid,
        raw=kept(one["pricing"]) if one.get("pricing") else "",
        report=said,
    )


def _moved(one: dict[str, Any], now: datetime) -> Incoming:
    """Somebody took another number, and with it another id. Meta names the old id since August 2026."""
    news = one["system"]
    old = _word(news.get("previous_user_id") or _user(one) or news.get("customer"))
    new = _word(news.get("user_id") or news.get("wa_id") or news["new_wa_id"])
    return Incoming(
        id=f"whatsapp:{_word(one['id'])}",
        sender=f"whatsapp:{old}",
        at=_when(one, now),
        kind=MOVED,
        moved_to=f"whatsapp:{new}",
    )


def _unread(one: Any, now: datetime) -> Incoming:
    """A message kept for a person to look at."""
    known = one if isinstance(one, dict) else {}
    try:
        wamid, user = _word(known["id"]), _user(known)
    except (KeyError, ValueError):
        return _odd(one, ACCOUNT, now)
    status = known.get("status")
    said = bool(user) and status is None and known.get("type") not in _SILENT
    return Incoming(
        id=f"whatsapp:{wamid}:{_digest(kept(one))}" if status is not None else f"whatsapp:{wamid}",
        sender=f"whatsapp:{user}" if user else ACCOUNT,
        at=now,
        kind=UNKNOWN,
        ref=wamid if said else "",
        raw=kept(one),
    )


def _odd(body: Any, sender: Address, now: datetime) -> Incoming:
    raw = kept(body)
    return Incoming(id=f"whatsapp:odd:{_digest(raw)}", sender=sender, at=now, kind=UNKNOWN, raw=raw)


def _user(one: dict[str, Any]) -> str:
    """Who wrote, by the id that Meta gives this business for them, else by number; opaque, "" when neither is said."""
    user = one.get("from_user_id") or one.get("from") or ""
    return _word(user) if user else ""


def _word(said: Any) -> str:
    """An id: one word, to be compared and never read. Raises ValueError for all else."""
    if not isinstance(said, str) or not said.isascii() or not said.isprintable() or " " in said or not said:
        raise ValueError("no id")
    return said[:256]


def _line(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("no text")
    return storable(said)


def _file(kind: str, sent: dict[str, Any]) -> File:
    kind = "voice" if sent.get("voice") else _MEDIA[kind]
    ref = f"whatsapp:{_word(sent['id'])}"
    return File(kind, ref, storable(str(sent.get("filename") or "")), storable(str(sent.get("mime_type") or "")))


def _answered(one: dict[str, Any]) -> str:
    """The message of ours that this one answers, "" for an answer to themselves."""
    context = one.get("context") or {}
    own = {one.get("from"), one.get("from_user_id")} - {None}
    ours = context.get("id") and not ({context.get("from"), context.get("from_user_id")} & own)
    return _word(context["id"]) if ours else ""


def _when(one: dict[str, Any], now: datetime) -> datetime:
    """When it was said, UTC; now if that makes no sense."""
    try:
        return datetime.fromtimestamp(int(one["timestamp"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now


def _digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()[:32]


def what_of(message: Incoming) -> Any:
    """The webhook's own words in an `unknown` message, for whoever reads the news of the account; None if cut."""
    try:
        return json.loads(message.raw)
    except ValueError:
        return None
