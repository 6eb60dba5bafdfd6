"""The page of the WhatsApp door: whether it carries, what it costs, what waits, which templates may be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from console.desk import Allowance, Desk
from console.gate import page
from handlers.templates import Template
from storage import chance, doors, templates, waiting
from storage.doors import Month, Standing
from storage.templates import MAY_BE_SENT, Seen

PATH, DOOR = "/whatsapp", "whatsapp"
LONGEST = 25
NEAR = 0.8
_TOKEN = ("0", "3", "10", "131005")
_STATES = ("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED", "DELETED", "FLAGGED")
_QUALITIES = {"GREEN": "done", "YELLOW": "near", "RED": "over"}


@dataclass(frozen=True, slots=True)
class Meter:
    """A count against what there is of it; `mark` is "", near (four fifths are used) or over."""

    used: int
    most: int
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A template as the page shows it."""

    name: str
    body: str
    state: str
    mark: str
    note: str = ""
    quality: str = ""


def routes(desk: Desk) -> list[BaseRoute]:
    """The page."""
    return [Route(PATH, page(desk, index), methods=["GET"])]


def index(desk: Desk, request: Request) -> Response:
    """How the door stands now."""
    if desk.allowance is None:
        return desk.pages.show(request, "whatsapp.html", open=False)
    now = desk.now()
    with desk.database.look() as tx:
        standing = doors.standing(tx, DOOR)
        month = doors.month(tx, DOOR, doors.month_of(now, desk.pages.zone))
        contacts = chance.contacts(tx, DOOR, now=now)
        seen = {(one.name, one.language): one for one in templates.known(tx)}
        held, count = waiting.at(tx, DOOR, limit=LONGEST), waiting.count(tx, DOOR)
    shown = [_template(desk, one, seen.get((one.id, one.language))) for one in desk.content.templates.known]
    synced = max((one.synced_at for one in seen.values() if one.synced_at), default=None)
    values: dict[str, Any] = {
        "open": True,
        **_door(desk, standing),
        **_counted(desk.allowance, month, contacts),
        "held": [{"code": one.code, "count": one.count, "since": _ago(desk, one.since, now)} for one in held],
        "held_count": count,
        "more": sum(one.count for one in held) < count,
        "templates": shown,
        "synced": desk.pages.moment(synced) if synced else "",
    }
    return desk.pages.show(request, "whatsapp.html", **values)


def _door(desk: Desk, standing: Standing) -> dict[str, Any]:
    say = desk.pages.say
    quality = standing.quality if standing.quality in _QUALITIES else "UNKNOWN"
    return {
        "outage": {
            "advice": _advice(desk, standing.code),
            "since": desk.pages.moment(standing.since) if standing.since else "",
            "code": standing.code,
            "urgent": say("whatsapp.urgent_stops" if standing.urgent else "whatsapp.urgent_goes"),
        }
        if standing.out
        else None,
        "quality": say(f"whatsapp.quality.{quality.lower()}"),
        "quality_mark": _QUALITIES.get(quality, ""),
        "tier": _people(standing.tier),
    }


def _counted(allowance: Allowance, month: Month, contacts: int) -> dict[str, Any]:
    return {
        "service": _meter(month.service, allowance.free_a_month),
        "sent_templates": month.templates,
        "contacts": _meter(contacts, allowance.new_contacts_a_day),
    }


def _people(tier: str) -> str:
    """How many people a tier means, "2K" included; "" when it sets no limit."""
    said = tier.removeprefix("TIER_")
    return said.replace("K", "000") if said[:1].isdecimal() else ""


def _meter(used: int, most: int) -> Meter:
    return Meter(used, most, "over" if used >= most else "near" if used >= NEAR * most else "")


def _advice(desk: Desk, code: str) -> str:
    """What somebody has to do about an outage."""
    refused = code in _TOKEN or (code.isdecimal() and 200 <= int(code) < 300)
    key = f"door.remedy.{'190' if refused else code}"
    return desk.texts.render(key) if desk.texts.has(key) else desk.pages.say("whatsapp.advice")


def _template(desk: Desk, ours: Template, seen: Seen | None) -> Shown:
    """A template with its state; "missing" when the platform has never been asked or does not have it."""
    say = desk.pages.say
    body = desk.content.templates.words(ours.id, ours.example)
    if seen is None:
        return Shown(ours.id, body, "missing", "near", say("whatsapp.state.missing"))
    known = seen.status if seen.status in _STATES else "other"
    mark = "done" if seen.status in MAY_BE_SENT else "near" if seen.status == "PENDING" else "over"
    note = say(f"whatsapp.state.{known.lower()}", reason=seen.reason or seen.status)
    if seen.body_hash and seen.body_hash != templates.fingerprint(ours.body):
        note += " " + say("whatsapp.other_words")
    quality = say(f"whatsapp.quality.{seen.quality.lower()}") if seen.quality in _QUALITIES else ""
    return Shown(ours.id, body, seen.status, mark, note, quality)


def _ago(desk: Desk, since: datetime, now: datetime) -> str:
    return desk.pages.span(now - since)
