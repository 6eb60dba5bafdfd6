"""Opens the doors that the environment gives secrets for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.bringing import Bringing
from bot.channels.telegram import Telegram
from bot.channels.web import Web
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_api import connect
from bot.sections import Environment
from handlers.texts import Texts
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors; None is one that nobody has given the secrets for."""

    web: Web
    telegram: Telegram | None
    whatsapp: WhatsApp | None


def open_doors(environment: Environment, texts: Texts, database: Database, folder: Path) -> Doors:
    """Every door there is, each able to send on what came in at another. No network is touched."""
    known: dict[str, Telegram | WhatsApp] = {}
    bring = Bringing(database, known, folder)
    telegram, whatsapp = None, None
    if environment.telegram_token:
        known[Telegram.name] = telegram = Telegram(
            environment.telegram_token,
            api=environment.telegram_api,
            secret=environment.telegram_webhook_secret,
            bring=bring,
            stays=texts.render("desk.file_stays"),
        )
    if environment.whatsapp_token:
        phone, business = environment.whatsapp_phone_id, environment.whatsapp_business_id
        known[WhatsApp.name] = whatsapp = WhatsApp(
            connect(environment.whatsapp_token, phone, environment.whatsapp_api, business=business),
            phone,
            secret=environment.whatsapp_app_secret,
            word=environment.whatsapp_verify_token,
            choose=texts.render("door.choose"),
            bring=bring,
        )
    return Doors(Web(), telegram, whatsapp)
