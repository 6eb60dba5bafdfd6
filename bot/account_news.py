"""Writes down what WhatsApp says of the account, and tells staff what they have to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.channels.whatsapp_notices import AccountNews, NumberNews, TemplateNews, read
from bot.channels.whatsapp_updates import what_of
from bot.log import event
from handlers.texts import Texts
from handlers.turn import Address, Incoming
from storage import templates
from storage.database import Tx
from storage.desk import Desk
from storage.templates import MAY_BE_SENT, Change

DOOR = "whatsapp"
REFUSED = "REJECTED"


def noted(tx: Tx, message: Incoming, *, texts: Texts, group: Address, now: datetime) -> None:
    """Keep the news in an `unknown` message of the account; what is no news to us is left in the inbox."""
    desk = Desk(tx, group, texts, message.id, now)
    match read(what_of(message)):
        case TemplateNews(name, language, said):
            if any(template.id == name and template.language == language for template in texts.templates.known):
                change = templates.note(tx, name, language, now=now, **said)
                tell(desk, [change] if change else [])
        case NumberNews(quality, tier, worse):
            templates.note_number(tx, DOOR, quality=quality, tier=tier, now=now)
            if worse:
                event("whatsapp.number_worse", quality=quality, tier=tier)
                desk.announce(None, "desk.whatsapp.number_worse", {"quality": quality or "–", "tier": tier or "–"})
        case AccountNews(what, why):
            event("whatsapp.account", what=what, why=why)
            desk.announce(None, "desk.whatsapp.account", {"event": what, "why": why}, urgent=True)
        case None:
            return


def tell(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell staff of templates that may be sent no more, were refused, or may be sent again."""
    for change in changes:
        name, status, reason = change.name, change.seen.status, change.seen.reason
        event("whatsapp.template", template=name, before=change.before, status=status, reason=reason)
        if change.stopped:
            desk.announce(None, "desk.whatsapp.template_stopped", {"name": name, "status": status})
        elif status == REFUSED:
            desk.announce(None, "desk.whatsapp.template_refused", {"name": name, "reason": reason or "–"})
        elif status in MAY_BE_SENT and change.before not in ("", *MAY_BE_SENT):
            desk.announce(None, "desk.whatsapp.template_back", {"name": name})
